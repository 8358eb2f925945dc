using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Beholden.Server.Commands;

/// <summary>
/// One run of <c>beholden index</c>: sends pictures side by side and counts what came of them.
/// </summary>
internal sealed class IndexRun(ApiClient client, string root, string collection, IndexJournal journal)
{
    /// <summary>Two pictures a core: one is in the models while the next is read, sent and decoded.</summary>
    private static readonly int PicturesAtOnce = 2 * Environment.ProcessorCount;

    private readonly Refusals refused = new();
    private readonly ConcurrentDictionary<string, int> unindexed = new();
    private int sent;
    private int faces;
    private int withoutFace;

    public async Task<int> Run(IReadOnlyList<FileInfo> files, bool json, CancellationToken cancelled)
    {
        var waiting = files.Where(file => !journal.Has(file, Relative(file))).ToList();
        var watch = Stopwatch.StartNew();
        await Progress.Each(waiting, "Indexing", json, PicturesAtOnce, Send, cancelled);
        Report(files.Count - waiting.Count, watch.Elapsed, json);
        return refused.IsEmpty ? ExitCode.Done : ExitCode.Partly;
    }

    private async Task Send(FileInfo file, CancellationToken cancelled)
    {
        var relative = Relative(file);
        var externalImageId = IndexVerb.ExternalImageId(relative);
        if (IndexVerb.Unsendable(file, externalImageId) is { } reason)
        {
            refused.Add(relative, reason);
            return;
        }

        try
        {
            var bytes = await File.ReadAllBytesAsync(file.FullName, cancelled);
            var answer = await client.Call("IndexFaces", new()
            {
                ["CollectionId"] = collection,
                ["ExternalImageId"] = externalImageId,
                ["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(bytes) },
            }, cancelled);
            Count(answer);
            journal.Add(file, relative);
        }
        catch (ApiRefusal refusal)
        {
            refused.Add(relative, refusal.Message);
        }
        catch (IOException unreadable)
        {
            refused.Add(relative, unreadable.Message);
        }
    }

    private void Count(JsonObject answer)
    {
        var added = answer["FaceRecords"]?.AsArray().Count ?? 0;
        var dropped = answer["UnindexedFaces"]?.AsArray() ?? [];
        Interlocked.Increment(ref sent);
        Interlocked.Add(ref faces, added);
        if (added == 0 && dropped.Count == 0)
        {
            Interlocked.Increment(ref withoutFace);
        }

        foreach (var reason in dropped.SelectMany(face => face!["Reasons"]!.AsArray()))
        {
            unindexed.AddOrUpdate((string)reason!, 1, (_, count) => count + 1);
        }
    }

    private void Report(int doneBefore, TimeSpan took, bool json)
    {
        var perSecond = sent / Math.Max(took.TotalSeconds, 1e-3);
        if (json)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["images"] = sent,
                ["doneBefore"] = doneBefore,
                ["faces"] = faces,
                ["imagesWithoutFace"] = withoutFace,
                ["imagesPerSecond"] = Math.Round(perSecond, 2),
                ["seconds"] = Math.Round(took.TotalSeconds, 3),
                ["unindexed"] = new JsonObject(
                    unindexed.OrderBy(pair => pair.Key)
                        .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
                ["refused"] = refused.ToJson(),
            }.ToJsonString());
            return;
        }

        Console.Out.WriteLine(
            $"{sent} images in {took.TotalSeconds:F1} s, {perSecond:F1} images/s: {faces} faces added to "
            + $"{collection}, {withoutFace} images without a face, {doneBefore} done before.");
        foreach (var (reason, count) in unindexed.OrderByDescending(pair => pair.Value))
        {
            Console.Out.WriteLine($"  not indexed, {reason}: {count} faces");
        }

        refused.Print();
    }

    private string Relative(FileInfo file) => Path.GetRelativePath(root, file.FullName);
}

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Beholden.Server.Commands;

/// <summary>A picture and where its redacted twin goes; full paths.</summary>
internal readonly record struct RedactStep(string Source, string Target)
{
    public string Sidecar => $"{Target}.json";
}

/// <summary>
/// One run of <c>beholden redact</c>. A picture whose sidecar names the same input is not done again.
/// </summary>
internal sealed class RedactRun(ApiClient client, JsonObject asked, bool isForced)
{
    private readonly Refusals refused = new();
    private int done, before, covered, left;

    /// <exception cref="Failure">Nothing is at IN, or OUT would be written over it or among it.</exception>
    public static IReadOnlyList<RedactStep> Plan(string source, string target)
    {
        var (from, to) = (Path.GetFullPath(source), Path.GetFullPath(target));
        if (File.Exists(from))
        {
            var file = Directory.Exists(to) ? Path.Combine(to, Path.GetFileName(from)) : to;
            return file != from
                ? [new(from, file)]
                : throw new Failure("OUT is IN; the input is never written over.");
        }

        if (!Directory.Exists(from))
        {
            throw new Failure($"There is no file or folder {from}.");
        }

        if ($"{to}/".StartsWith($"{from}/", StringComparison.Ordinal)
            || $"{from}/".StartsWith($"{to}/", StringComparison.Ordinal))
        {
            throw new Failure("OUT and IN must not lie one in the other; the input is never written over.");
        }

        return
        [
            .. PictureFiles.Below(new(from)).Select(file =>
                new RedactStep(file.FullName, Path.Combine(to, Path.GetRelativePath(from, file.FullName)))),
        ];
    }

    public async Task<int> Run(IReadOnlyList<RedactStep> steps, bool json, CancellationToken cancelled)
    {
        await Progress.Each(steps, "Redacting", json, Environment.ProcessorCount, Send, cancelled);
        Report(json);
        return refused.IsEmpty ? ExitCode.Done : steps.Count == 1 ? ExitCode.Refused : ExitCode.Partly;
    }

    private async Task Send(RedactStep step, CancellationToken cancelled)
    {
        try
        {
            if (PictureFiles.Unsendable(new(step.Source)) is { } reason)
            {
                refused.Add(step.Source, reason);
                return;
            }

            var bytes = await File.ReadAllBytesAsync(step.Source, cancelled);
            if (!isForced && await IsDone(step, bytes, cancelled))
            {
                Interlocked.Increment(ref before);
                return;
            }

            var request = asked.DeepClone().AsObject();
            request["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(bytes) };
            var answer = await client.Call("Beholden.RedactImage", request, cancelled);
            var sidecar = answer["Sidecar"]!.AsObject();
            sidecar["Asked"] = asked.DeepClone();
            Directory.CreateDirectory(Path.GetDirectoryName(step.Target)!);
            await Write(step.Target, Convert.FromBase64String((string)answer["Image"]!["Bytes"]!), cancelled);
            await Write(step.Sidecar, JsonSerializer.SerializeToUtf8Bytes(sidecar), cancelled);
            Interlocked.Increment(ref done);
            Interlocked.Add(ref covered, sidecar["Covered"]!.AsArray().Count);
            Interlocked.Add(ref left, sidecar["Left"]!.AsArray().Count);
        }
        catch (Exception failed) when (failed is ApiRefusal or IOException or UnauthorizedAccessException)
        {
            refused.Add(step.Source, failed.Message);
        }
    }

    /// <summary>
    /// Whether the output is there, unchanged, and its sidecar is of these bytes and of the same wish.
    /// </summary>
    private async Task<bool> IsDone(RedactStep step, byte[] bytes, CancellationToken cancelled)
    {
        if (!File.Exists(step.Target) || !File.Exists(step.Sidecar))
        {
            return false;
        }

        try
        {
            var sidecar = JsonNode.Parse(await File.ReadAllTextAsync(step.Sidecar, cancelled));
            return (string?)sidecar?["InputSha256"] == Hash(bytes)
                && JsonNode.DeepEquals(sidecar?["Asked"], asked)
                && (string?)sidecar?["OutputSha256"]
                    == Hash(await File.ReadAllBytesAsync(step.Target, cancelled));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>By another name first: whoever reads sees the whole file or none.</summary>
    private static async Task Write(string path, byte[] bytes, CancellationToken cancelled)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            await File.WriteAllBytesAsync(partial, bytes, cancelled);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private void Report(bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["images"] = done,
                ["doneBefore"] = before,
                ["covered"] = covered,
                ["left"] = left,
                ["refused"] = refused.ToJson(),
            }.ToJsonString());
            return;
        }

        refused.Print();
        if (done + before > 0)
        {
            Console.Out.WriteLine(
                $"{done} images written, {before} done before: {covered} faces covered, {left} left.");
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Tests.Durability;

/// <summary>What was answered is so, even when the server is killed the moment after.</summary>
public sealed class KillTests
{
    private const int Rounds = 20, CallsAtOnce = 200;
    private const string Collection = "killed";
    private static readonly TimeSpan AnswersMax = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, byte> present = new();
    private readonly ConcurrentDictionary<string, byte> absent = new();
    private int answers;
    private int adds;

    [Fact]
    public async Task What_was_answered_before_a_kill_holds_after_it()
    {
        var weights = TestFolders.RequireWeights();
        using var data = new TemporaryFolder();
        var random = new Random(20);
        for (var round = 0; round < Rounds; round++)
        {
            using var server = await ServerProcess.Start(data.Path, weights);
            using var client = server.Client();
            if (round == 0)
            {
                await client.Call(
                    "CreateCollection", new() { ["CollectionId"] = Collection }, CancellationToken.None);
            }

            await Check(client, round);
            var calls = CallAtOnce(client, round, random);
            await Answered(random.Next(3, 60));
            server.KillNow();
            await calls;
        }

        using var last = await ServerProcess.Start(data.Path, weights);
        using var lastClient = last.Client();
        await Check(lastClient, Rounds);
        Assert.True(
            adds > Rounds && absent.Count > Rounds,
            $"Only {adds} adds and {absent.Count} deletes were answered: the test showed nothing.");
    }

    /// <summary>
    /// Waits until so many more calls were answered; the kill falls among those that follow.
    /// </summary>
    private async Task Answered(int count)
    {
        var enough = Volatile.Read(ref answers) + count;
        var patience = Stopwatch.StartNew();
        while (Volatile.Read(ref answers) < enough && patience.Elapsed < AnswersMax)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// Half adds of new faces, half deletes of faces that earlier rounds added, all at once.
    /// </summary>
    private Task CallAtOnce(ApiClient client, int round, Random random)
    {
        var deletable = present.Keys.OrderBy(_ => random.Next()).Take(CallsAtOnce / 2).ToList();
        var deletes = deletable.Select(faceId => Delete(client, faceId));
        var adds = Enumerable.Range(0, CallsAtOnce - deletable.Count)
            .Select(i => Add(client, $"{round}-{i}"));
        return Task.WhenAll(deletes.Concat(adds).OrderBy(_ => random.Next()).ToList());
    }

    private async Task Add(ApiClient client, string externalImageId)
    {
        var answer = await Answer(client, "IndexFaces", new()
        {
            ["CollectionId"] = Collection,
            ["ExternalImageId"] = externalImageId,
            ["Image"] = Pictures.Image(Pictures.Portrait),
        });
        if (answer is not null)
        {
            Interlocked.Increment(ref adds);
            present[(string)answer["FaceRecords"]![0]!["Face"]!["FaceId"]!] = 0;
        }
    }

    private async Task Delete(ApiClient client, string faceId)
    {
        present.TryRemove(faceId, out _);
        var answer = await Answer(client, "DeleteFaces", new()
        {
            ["CollectionId"] = Collection,
            ["FaceIds"] = new JsonArray(faceId),
        });
        if (answer is not null)
        {
            absent[faceId] = 0;
        }
    }

    /// <returns>Null when the server died before it answered, or turned the call away.</returns>
    private async Task<JsonObject?> Answer(ApiClient client, string operation, JsonObject input)
    {
        try
        {
            var answer = await client.Call(operation, input, CancellationToken.None);
            Interlocked.Increment(ref answers);
            return answer;
        }
        catch (Exception cut) when (cut is HttpRequestException or HttpIOException or IOException)
        {
            return null;
        }
        catch (ApiRefusal refusal) when (refusal.Code == "ThrottlingException")
        {
            return null;
        }
    }

    /// <summary>Every list and every search agrees with what was answered.</summary>
    private async Task Check(ApiClient client, int round)
    {
        var listed = new HashSet<string>();
        string? token = null;
        do
        {
            var input = new JsonObject { ["CollectionId"] = Collection, ["NextToken"] = token };
            var page = await client.Call("ListFaces", input, CancellationToken.None);
            listed.UnionWith(page["Faces"]!.AsArray().Select(face => (string)face!["FaceId"]!));
            token = (string?)page["NextToken"];
        }
        while (token is not null);

        Assert.Empty(
            present.Keys.Where(faceId => !listed.Contains(faceId)).Select(id => $"round {round}: lost {id}"));
        Assert.Empty(absent.Keys.Where(listed.Contains).Select(id => $"round {round}: came back {id}"));
        if (present.Keys.FirstOrDefault() is { } one)
        {
            await CheckSearch(client, one, listed, round);
        }
    }

    private static async Task CheckSearch(ApiClient client, string faceId, HashSet<string> listed, int round)
    {
        var answer = await client.Call("SearchFaces", new()
        {
            ["CollectionId"] = Collection,
            ["FaceId"] = faceId,
            ["MaxFaces"] = 4_096,
        }, CancellationToken.None);
        var found = answer["FaceMatches"]!.AsArray().Select(match => (string)match!["Face"]!["FaceId"]!)
            .ToHashSet();
        found.Add(faceId);
        Assert.True(found.SetEquals(listed),
            $"round {round}: the search finds {found.Count} faces, the list {listed.Count}");
    }
}

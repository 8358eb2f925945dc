using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Store;
using Beholden.Tests.Oversight.Ledger;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Say;

/// <summary>
/// No call of the API is answered without its entry and no face is stored without one, whenever the server is
/// killed.
/// </summary>
public sealed class SayKillTests
{
    private const int CallersAtOnce = 24;
    private const string Collection = "killed";
    private static readonly TimeSpan AnswersMax = TimeSpan.FromSeconds(30);

    // A run of two hundred: BEHOLDEN_KILL_ROUNDS=200.
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("BEHOLDEN_KILL_ROUNDS") ?? "20");

    private static readonly string[] Operations =
        ["CreateUser", "ListUsers", "ListFaces", "SearchUsersByImage", "IndexFaces"];

    private readonly ConcurrentDictionary<long, string> answered = new();
    private int answers;

    [Fact]
    public async Task Every_answer_before_a_kill_has_its_entry_and_the_log_verifies()
    {
        using var data = new TemporaryFolder();
        var random = new Random(9);
        for (var round = 0; round < Rounds; round++)
        {
            using var server = await ServerProcess.Start(
                data.Path, TestFolders.RequireWeights(), "--load-models", "first-use");
            using var calls = new SayCalls(server.Address, OwnerKey.Secret(data.Path));
            await calls.Send("CreateCollection", new() { ["CollectionId"] = Collection });
            var before = Volatile.Read(ref answers);
            var callers = Enumerable.Range(0, CallersAtOnce)
                .Select(caller => CallForEver(calls, $"{round}-{caller}", caller)).ToList();
            await Answered(before + random.Next(1, 200));
            server.KillNow();
            await Task.WhenAll(callers);
            var entries = await SayLog.Verified(data.Path);
            Assert.All(answered, one => Assert.Equal(one.Value, entries[one.Key].Operation));
        }

        Assert.True(answered.Count > 10 * Rounds, $"Only {answered.Count} calls were answered.");
        Assert.Equal(Operations.Order(), answered.Values.Distinct().Order());
        await EachStoredFaceHasAnIntentOfItsOwn(data.Path);
    }

    /// <summary>Answered or not: each call names the image in a way of its own.</summary>
    private static async Task EachStoredFaceHasAnIntentOfItsOwn(string dataFolder)
    {
        await using var database = await Database.Open(dataFolder, MadeLog.Cancelled);
        await using var log = await LedgerLog.Open(
            dataFolder, database.Secret(LedgerLog.RecordSealing), TimeProvider.System,
            MadeLog.Cancelled);
        var intended = new HashSet<string>();
        await foreach (var one in log.Entries(from: 0, MadeLog.Cancelled))
        {
            if (one.Entry is { Kind: "intent", Operation: "IndexFaces" })
            {
                var asked = JsonNode.Parse(log.ReadRecord(one.Index)!.Content.Span)!;
                intended.Add((string)asked["ExternalImageId"]!);
            }
        }

        var stored = await new FaceStore(database).List(
            new(ApiClient.RegionDefault, Collection), 0, int.MaxValue, null, null, MadeLog.Cancelled);
        Assert.NotEmpty(stored);
        Assert.All(stored, face => Assert.Contains(face.ExternalImageId!, intended));
    }

    private async Task CallForEver(SayCalls calls, string own, int caller)
    {
        for (var n = caller; ; n++)
        {
            var operation = Operations[n % Operations.Length];
            try
            {
                var answer = await calls.Send(operation, Input(operation, $"{own}-{n}"));
                Interlocked.Increment(ref answers);
                if (answer.Status == 200)
                {
                    Assert.True(answer.Entry is not null, $"{operation} was answered without an entry.");
                    Assert.True(answered.TryAdd(answer.Entry.Value, operation), "Two answers, one entry.");
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or HttpIOException or IOException)
            {
                return;
            }
        }
    }

    private static JsonObject Input(string operation, string own)
    {
        var input = new JsonObject { ["CollectionId"] = Collection };
        if (operation == "CreateUser")
        {
            input["UserId"] = own;
        }
        else if (operation is "IndexFaces" or "SearchUsersByImage")
        {
            input["Image"] = Pictures.Image(Pictures.Portrait);
        }

        if (operation == "IndexFaces")
        {
            input["ExternalImageId"] = own;
        }

        return input;
    }

    private async Task Answered(int count)
    {
        var patience = Stopwatch.StartNew();
        while (Volatile.Read(ref answers) < count && patience.Elapsed < AnswersMax)
        {
            await Task.Delay(1, MadeLog.Cancelled);
        }
    }
}

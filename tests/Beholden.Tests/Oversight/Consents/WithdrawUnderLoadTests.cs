using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Server.Operations;
using Beholden.Store;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Consents;

/// <summary>Consents are withdrawn while others search: nobody finds the faces any more.</summary>
public sealed class WithdrawUnderLoadTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int People = 120, Searchers = 6;

    private static readonly TimeSpan UnsearchableMax = TimeSpan.FromSeconds(5);

    private readonly ConcurrentBag<(TimeSpan Began, TimeSpan Ended, HashSet<string> Found)> searches = [];

    [Fact]
    public async Task No_search_that_begins_after_a_withdrawal_is_answered_finds_the_face()
    {
        using var calls = new SayCalls(server.Address, server.Host.OwnerSecret);
        var collection = await server.Collection();
        var random = new Random(11);
        var centre = Made.Unit(random);
        var probe = await server.Face(collection, centre);
        var people = new List<(string FaceId, string ConsentId)>();
        for (var n = 0; n < People; n++)
        {
            people.Add(await Enrol(collection, $"p{n}", Made.Near(random, centre, spread: 0.3f)));
        }

        var clock = Stopwatch.StartNew();
        await Search(calls, collection, probe, clock);
        var isOver = false;
        var running = Enumerable.Range(0, Searchers).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                await Search(calls, collection, probe, clock);
            }
        })).ToList();
        var withdrawn = new List<(string FaceId, TimeSpan Sent, TimeSpan Answered)>();
        foreach (var (faceId, consentId) in people)
        {
            var sent = clock.Elapsed;
            await server.Call("Beholden.WithdrawConsent", new()
            {
                ["CollectionId"] = collection,
                ["ConsentId"] = consentId,
            });
            withdrawn.Add((faceId, sent, clock.Elapsed));
        }

        await Search(calls, collection, probe, clock);
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(running);

        var slowest = TimeSpan.Zero;
        foreach (var (faceId, sent, answered) in withdrawn)
        {
            Assert.DoesNotContain(searches, one => one.Began > answered && one.Found.Contains(faceId));
            var last = searches.Where(one => one.Found.Contains(faceId)).Max(one => one.Ended) - sent;
            slowest = last > slowest ? last : slowest;
        }

        Assert.True(slowest <= UnsearchableMax, $"A face was found {slowest.TotalSeconds:F2} s after.");
        Assert.Equal(0, server.Host.Room<Database>().SearchCounts.HiddenRowsCompared);
        TestContext.Current.SendDiagnosticMessage(
            "{0} searches beside {1} withdrawals; last found {2:F3} s after one was sent",
            searches.Count, People, slowest.TotalSeconds);
    }

    private async Task<(string FaceId, string ConsentId)> Enrol(
        string collection, string person, float[] vector)
    {
        var given = await server.Call("Beholden.PutConsent", new()
        {
            ["CollectionId"] = collection,
            ["Person"] = person,
            ["Controller"] = "ACME",
            ["Purposes"] = new JsonArray("letting people in"),
            ["Method"] = "signed form",
        });
        var (faceId, consentId) = (Guid.NewGuid().ToString(), (string)given["ConsentId"]!);
        await server.Host.Room<FaceStore>().Add(
            new("us-east-1", collection), server.Host.Room<FaceModel>().Contract, "personal",
            new("consent", "desk", Term: null, consentId),
            [Made.Face(faceId, vector) with { ExternalImageId = person }], DateTimeOffset.UtcNow,
            TestContext.Current.CancellationToken);
        return (faceId, consentId);
    }

    private async Task Search(SayCalls calls, string collection, string probe, Stopwatch clock)
    {
        var began = clock.Elapsed;
        var answer = await calls.Send("SearchFaces", new()
        {
            ["CollectionId"] = collection,
            ["FaceId"] = probe,
            ["MaxFaces"] = 4_096,
            ["FaceMatchThreshold"] = 0,
        });
        Assert.True(answer.Status == 200, answer.Sentence);
        searches.Add((began, clock.Elapsed, [.. answer.Body["FaceMatches"]!.AsArray()
            .Select(hit => (string)hit!["Face"]!["FaceId"]!)]));
    }
}

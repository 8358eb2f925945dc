using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Transparency;
using Beholden.Server;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Say;

/// <summary>A call that failed is told once: as what it was, and not as an answer.</summary>
public sealed class FailedCallTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answered_and_failed_calls_of_a_minute_are_counted_apart()
    {
        var key = await server.Call("Beholden.CreateKey", new() { ["Name"] = "counted" });
        var (id, secret) = ((string)key["AccessKeyId"]!, (string)key["SecretAccessKey"]!);
        using var calls = new SayCalls(server.Address, server.Host.OwnerSecret);
        JsonObject[] pictures = [Pictures.Image("no picture"u8.ToArray()), Pictures.Image(Pictures.Empty())];
        foreach (var picture in new[] { pictures[0], pictures[1], pictures[0] })
        {
            var answer = await calls.Send(
                "DetectFaces", new() { ["Image"] = picture.DeepClone() }, id, secret);
            Assert.Equal(picture == pictures[1] ? 200 : 400, answer.Status);
        }

        var absent = await calls.Send(
            "DescribeCollection", new() { ["CollectionId"] = "absent" }, id, secret);
        Assert.Equal("ResourceNotFoundException", absent.Type);

        await server.Host.Room<LedgerAggregates>().Flush(Cancelled);
        var counted = (await Entries(id)).Where(one => one.Kind == LedgerAggregates.Kind).ToList();

        // The calls may fall into two minutes.
        Assert.Equal(
            (1, 2), (Sum(counted, "DetectFaces", "answered"), Sum(counted, "DetectFaces", "failed")));
        Assert.Equal(
            (0, 1),
            (Sum(counted, "DescribeCollection", "answered"), Sum(counted, "DescribeCollection", "failed")));
    }

    [Theory]
    [InlineData("SearchFaces")]
    [InlineData("IndexFaces")]
    [InlineData("DeleteUser")]
    public async Task A_call_with_an_intent_that_fails_is_told_by_its_outcome_alone(string operation)
    {
        var key = await server.Call("Beholden.CreateKey", new() { ["Name"] = operation });
        var (id, secret) = ((string)key["AccessKeyId"]!, (string)key["SecretAccessKey"]!);
        using var calls = new SayCalls(server.Address, server.Host.OwnerSecret);
        var answer = await calls.Send(operation, new()
        {
            ["CollectionId"] = await server.Collection(),
            ["FaceId"] = Guid.NewGuid().ToString(),
            ["UserId"] = "nobody",
            ["Image"] = Pictures.Image("no picture"u8.ToArray()),
        }, id, secret);
        Assert.Equal(400, answer.Status);

        await server.Host.Room<LedgerAggregates>().Flush(Cancelled);
        var entries = await Entries(id);
        Assert.Equal(["intent", "outcome"], entries.Select(one => one.Kind));
        Assert.Equal(1, entries[1].Counts["failed"]);
        var tally = new TransparencyTally();
        for (var index = 0; index < entries.Count; index++)
        {
            tally.Add(new(index, entries[index]));
        }

        var (use, count) = Assert.Single(tally.Uses);
        Assert.Equal((operation, "failed", 1), (use.Operation, use.Outcome, count));
    }

    private static long Sum(List<LedgerEntry> counted, string operation, string outcome) => counted
        .Where(one => one.Operation == operation)
        .Sum(one => one.Counts.GetValueOrDefault(outcome));

    private async Task<List<LedgerEntry>> Entries(string accessKeyId)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var one in server.Host.Room<LedgerLog>().Entries(from: 0, Cancelled))
        {
            if (one.Entry.Key == accessKeyId && one.Entry.Kind != "key")
            {
                entries.Add(one.Entry);
            }
        }

        return entries;
    }
}

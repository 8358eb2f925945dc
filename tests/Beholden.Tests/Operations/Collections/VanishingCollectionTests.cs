using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Tests.Operations.Collections;

/// <summary>A collection can be deleted between any two steps of a call that names it.</summary>
[Collection(OneServer.Name)]
public sealed class VanishingCollectionTests(ServerFixture server)
{
    private const int Rounds = 100, AtOnce = 4;

    [Fact]
    public async Task A_call_whose_collection_goes_meanwhile_says_that_it_is_not_there()
    {
        var named = new JsonObject { ["CollectionId"] = $"test-{Guid.NewGuid():N}" };
        var faceId = Guid.NewGuid().ToString();
        (string Operation, JsonObject Input)[] calls =
        [
            ("DeleteFaces", With("FaceIds", new JsonArray(faceId))),
            ("ListFaces", With("MaxResults", 1)),
            ("SearchFaces", With("FaceId", faceId)),
            ("ListUsers", With("MaxResults", 1)),
            ("CreateUser", With("UserId", "ann")),
            ("DescribeCollection", named.DeepClone().AsObject()),
        ];
        var outcomes = new ConcurrentDictionary<string, int>();
        using var client = server.Client();
        using var done = new CancellationTokenSource();
        var callers = calls.SelectMany(one => Enumerable.Repeat(one, AtOnce)).Select(async one =>
        {
            while (!done.IsCancellationRequested)
            {
                var outcome = await Outcome(client, one.Operation, one.Input);
                outcomes.AddOrUpdate($"{one.Operation}: {outcome}", 1, (_, count) => count + 1);
            }
        }).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            await client.Call("CreateCollection", named, TestContext.Current.CancellationToken);
            await client.Call("DeleteCollection", named, TestContext.Current.CancellationToken);
        }

        await done.CancelAsync();
        await Task.WhenAll(callers);

        Assert.DoesNotContain(outcomes, one => !one.Key.EndsWith("answered", StringComparison.Ordinal)
            && !one.Key.EndsWith("ResourceNotFoundException", StringComparison.Ordinal)
            && one.Key is not ("SearchFaces: InvalidParameterException" or "CreateUser: ConflictException"));
        foreach (var operation in calls.Select(one => one.Operation))
        {
            Assert.Contains($"{operation}: ResourceNotFoundException", outcomes.Keys);
        }

        Assert.Contains("DeleteFaces: answered", outcomes.Keys);

        JsonObject With(string member, JsonNode value)
        {
            var input = named.DeepClone().AsObject();
            input[member] = value;
            return input;
        }
    }

    private static async Task<string> Outcome(ApiClient client, string operation, JsonObject input)
    {
        try
        {
            await client.Call(operation, input, CancellationToken.None);
            return "answered";
        }
        catch (ApiRefusal refusal)
        {
            return refusal.Code;
        }
    }
}

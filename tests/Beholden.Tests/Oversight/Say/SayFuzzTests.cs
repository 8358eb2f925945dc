using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Server;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Say;

/// <summary>
/// Requests that nobody thought of: what is decided is told, and what is answered is entered.
/// </summary>
public sealed class SayFuzzTests
{
    private const int AtOnce = 8;

    // A long run: BEHOLDEN_SAY_FUZZ=100000.
    private static readonly int Requests =
        int.Parse(Environment.GetEnvironmentVariable("BEHOLDEN_SAY_FUZZ") ?? "2000");

    private static readonly string[] Operations = [.. Act.Operations.Order()];

    private static readonly List<Purpose> Purposes =
        [.. Profile.Ready.SelectMany(id => Profile.OfId(id).Purposes)];

    private static readonly string[] Attributes =
        ["ALL", "DEFAULT", "EMOTIONS", "GENDER", "AGE_RANGE", "SMILE", "EYEGLASSES"];

    private static readonly string[] KeyPurposes = ["investigation", "enrolment", "oversight"];
    private static readonly string[] Images = ["Image", "SourceImage", "TargetImage"];
    private static readonly string[] Thresholds =
        ["FaceMatchThreshold", "UserMatchThreshold", "SimilarityThreshold"];

    private static readonly string[] Collections = ["case", "other", "absent"];

    [Fact]
    public void Nothing_is_allowed_with_an_evaluation_error_and_every_denial_names_a_rule()
    {
        // The second rule fails wherever no similarity is stated, as a careless site's would.
        const string careless = """
            @id("careless") forbid (principal, action, resource) when { context.similarityPercent.lessThan(
              decimal("1.0")) };
            """;
        var card = new Floor([new(80, 1e-3), new(99, 1e-5)], 99.2, 6e-6);
        var sets = Profile.Ready.SelectMany(id => new[] { "", careless }.Select(
            site => new PolicySet(1, Profile.OfId(id), site, card))).ToList();
        var random = new Random(1);
        var failures = 0;
        for (var n = 0; n < Requests; n++)
        {
            var decision = sets[random.Next(sets.Count)].Decide(Asked(random));
            Assert.False(decision.IsAllowed && decision.Failed.Count > 0, "It was allowed with an error.");
            Assert.NotEmpty(decision.Rules);
            Assert.True(decision.IsAllowed || decision.Advice.Length > 0, "A denial without advice.");
            failures += decision.Failed.Count;
        }

        Assert.True(failures > Requests / 20, $"Only {failures} rules failed: the test showed nothing.");
    }

    [Fact]
    public async Task Every_answer_of_an_entered_act_has_its_entry_and_every_denial_its_rule()
    {
        using var data = new TemporaryFolder();
        var answered = new ConcurrentDictionary<long, string>();
        var denials = 0;
        using (var server = await ServerProcess.Start(
            data.Path, TestFolders.RequireWeights(), "--profile", "public-safety", "--load-models",
            "first-use"))
        {
            using var calls = new SayCalls(server.Address, OwnerKey.Secret(data.Path));
            var keys = await Task.WhenAll(
                KeyPurposes.Select(one => Key(calls, one)));
            foreach (var id in Collections.Take(2))
            {
                await calls.Send(
                    "CreateCollection", new() { ["CollectionId"] = id }, keys[1].Id, keys[1].Secret);
            }

            var made = Made(new Random(2)).Take(Requests);
            await Parallel.ForEachAsync(made, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
                async (one, _) =>
                {
                    var (id, secret) = keys[one.Key];
                    var answer = await calls.Send(one.Operation, one.Input, id, secret);
                    if (answer.Type == "AccessDeniedException")
                    {
                        Assert.Matches(new Regex("because of the rule '[a-z', -]+' under"), answer.Sentence);
                        Assert.NotNull(answer.Entry);
                        Interlocked.Increment(ref denials);
                    }

                    if (answer.Entry is { } index)
                    {
                        Assert.True(answered.TryAdd(index, one.Operation), "Two answers, one entry.");
                    }

                    Assert.False(
                        answer.Status == 200 && Act.Of(one.Operation).IsEntered && answer.Entry is null,
                        $"{one.Operation} was answered without an entry.");
                });
        }

        var entries = await SayLog.Verified(data.Path);
        Assert.All(answered, one => Assert.Equal(one.Value, entries[one.Key].Operation));
        Assert.True(denials > Requests / 10 && answered.Count > denials, $"{denials} of {answered.Count}");
    }

    private static async Task<(string Id, string Secret)> Key(SayCalls calls, string purpose)
    {
        var made = await calls.Send(
            "Beholden.CreateKey", new() { ["Name"] = purpose, ["Purpose"] = purpose });
        return ((string)made.Body["AccessKeyId"]!, (string)made.Body["SecretAccessKey"]!);
    }

    private static IEnumerable<(int Key, string Operation, JsonObject Input)> Made(Random random)
    {
        // A picture without a face: what it shows is of no account, and it is seen fast.
        var image = Convert.ToBase64String(Pictures.Empty(64, 64));
        for (var n = 0; ; n++)
        {
            var operation = Operations[random.Next(Operations.Length)];
            // What is deleted would be gone for all that follow.
            var collection = operation == "DeleteCollection" ? 2 : random.Next(Collections.Length);
            var input = new JsonObject { ["CollectionId"] = Collections[collection] };
            foreach (var name in Images)
            {
                input[name] = new JsonObject { ["Bytes"] = image };
            }

            foreach (var name in Thresholds)
            {
                input[name] = random.Next(3) == 0
                    ? 100
                    : Math.Round(random.NextDouble() * 100, random.Next(9));
            }

            input["Attributes"] = new JsonArray(Attributes[random.Next(Attributes.Length)]);
            input["DetectionAttributes"] = new JsonArray(Attributes[random.Next(Attributes.Length)]);
            input["FaceId"] = Guid.NewGuid().ToString();
            input["FaceIds"] = new JsonArray(Guid.NewGuid().ToString());
            input["UserId"] = $"user-{n}";
            yield return (random.Next(3), operation, input);
        }
    }

    private static Asked Asked(Random random)
    {
        var purpose = Purposes[random.Next(Purposes.Count)].Id;
        return new("KEY", purpose, Operations[random.Next(Operations.Length)])
        {
            Collection = random.Next(2) == 0 ? null : Collections[random.Next(Collections.Length)],
            Attributes = random.Next(2) == 0 ? [] : [Attributes[random.Next(Attributes.Length)]],
            SimilarityPercent = random.Next(2) == 0 ? null : (decimal)(random.NextDouble() * 100),
            Faces = random.Next(2) == 0 ? null : random.NextInt64(2_000_000),
            IsLive = random.Next(8) == 0,
        };
    }
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Purposes;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Operations;
using Beholden.Store;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Wire;

namespace Beholden.Tests.Oversight.Leads;

/// <summary>An access key of a test.</summary>
internal sealed record TestKey(string Id, string Secret);

/// <summary>
/// A server under public-safety's rules without its floor, so that made-up faces can be searched; with keys
/// of several people.
/// </summary>
public sealed class LeadServer : IAsyncLifetime
{
    private readonly TemporaryFolder data = new();
    private readonly Random random = new(20261126);
    private ServerHost? host;
    private SayCalls? calls;

    /// <summary>Whether anything is blocked; as in the profile unenforced where it is not.</summary>
    internal bool IsEnforced { get; init; } = true;

    internal ServerHost Host => host!;

    internal string DataFolder => data.Path;

    internal TestKey Investigator { get; private set; } = null!;

    internal TestKey Enrolment { get; private set; } = null!;

    internal TestKey Overseer { get; private set; } = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var ready = Profile.OfId("public-safety");
        var rules = ready with
        {
            Enforced = IsEnforced,
            Purposes =
            [
                .. ready.Purposes.Select(one => one with { FalseCandidateInSearches = null }),
                Authorised(ready, "late", AuthorisationNeed.Within48h),
                Authorised(ready, "early", AuthorisationNeed.Before),
            ],
        };
        var file = Path.Combine(data.Path, "rules.json");
        await File.WriteAllTextAsync(file, rules.ToJson());
        var settings = new Settings(Path.Combine(data.Path, "data"), TestFolders.RequireWeights(), null)
        {
            Profile = file,
        };
        host = await ServerHost.Start(settings, ServerHost.AnyPort, CancellationToken.None);
        calls = new(host.Address, host.OwnerSecret);
        Investigator = await Key("Ira", "investigation");
        Enrolment = await Key("Ed", "enrolment");
        Overseer = await Key("Olga", "oversight");
    }

    public async ValueTask DisposeAsync()
    {
        calls?.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        data.Dispose();
    }

    private static Purpose Authorised(Profile ready, string id, AuthorisationNeed need) =>
        ready.Find("investigation")! with
        {
            Id = id,
            FalseCandidateInSearches = null,
            Authorisation = need,
        };

    internal async Task<TestKey> Key(string person, string purpose, string? caseName = null)
    {
        var made = await calls!.Send("Beholden.CreateKey", new()
        {
            ["Name"] = $"{person}'s {purpose}",
            ["Person"] = person,
            ["Purpose"] = purpose,
            ["Case"] = caseName,
        });
        return new((string)made.Body["AccessKeyId"]!, (string)made.Body["SecretAccessKey"]!);
    }

    /// <summary>A key of a new person who was trained until the end of next year.</summary>
    internal async Task<TestKey> Reviewer(string person)
    {
        await Done(Overseer, "Beholden.TrainReviewer", new()
        {
            ["Person"] = person,
            ["Until"] = $"{DateTimeOffset.UtcNow.Year + 1}-01-31",
        });
        return await Key(person, "review");
    }

    internal Task<SayAnswer> Send(TestKey key, string operation, JsonObject input) =>
        calls!.Send(operation, input, key.Id, key.Secret);

    /// <summary>The answer to a call that must succeed.</summary>
    internal async Task<JsonObject> Done(TestKey key, string operation, JsonObject input)
    {
        var answer = await Send(key, operation, input);
        Assert.True(answer.Status == 200, $"{operation}: {answer.Type} {answer.Sentence}");
        return answer.Body;
    }

    /// <summary>The refusal's type.</summary>
    internal async Task<string?> Refused(TestKey key, string operation, JsonObject input)
    {
        var answer = await Send(key, operation, input);
        Assert.NotEqual(200, answer.Status);
        return answer.Type;
    }

    /// <summary>A new collection with so many people who look like nobody else.</summary>
    internal async Task<string> Collection(int others)
    {
        var id = $"case-{Guid.NewGuid():N}";
        await Done(Enrolment, "CreateCollection", new()
        {
            ["CollectionId"] = id,
            ["Tags"] = new JsonObject
            {
                ["beholden:basis"] = "law",
                ["beholden:term"] = "P30D",
                ["beholden:source"] = "register",
            },
        });
        for (var i = 0; i < others; i++)
        {
            await Face(id, Made.Unit(random), $"other-{i}");
        }

        return id;
    }

    internal float[] Person() => Made.Unit(random);

    internal float[] Like(float[] person) => Made.Near(random, person, 0.1f);

    /// <summary>A face with a picture, made of the portrait.</summary>
    internal async Task<string> Face(string collection, float[] embedding, string? externalImageId = null)
    {
        var faceId = Guid.NewGuid().ToString();
        var crop = FaceCrop.Jpeg(
            Decode.Upright(Pictures.Portrait), new(150 + random.Next(40), 50 + random.Next(20), 100, 125));
        await Host.Room<FaceStore>().Add(
            new(ApiClient.RegionDefault, collection), Host.Room<FaceModel>().Contract, "enrolment",
            FaceBasis.Unstated,
            [Made.Face(faceId, embedding) with { ExternalImageId = externalImageId, Crop = crop }],
            DateTimeOffset.UtcNow, Cancelled);
        return faceId;
    }

    /// <summary>The lead of a search for a stored face.</summary>
    internal async Task<(string LeadId, JsonObject Answer)> Search(
        string collection, string faceId, TestKey? key = null)
    {
        var answer = await Send(key ?? Investigator, "SearchFaces", Searching(collection, faceId));
        Assert.True(answer.Status == 200, $"{answer.Type} {answer.Sentence}");
        return (answer.Lead!, answer.Body);
    }

    internal static JsonObject Searching(string collection, string faceId) => new()
    {
        ["CollectionId"] = collection,
        ["FaceId"] = faceId,
        ["FaceMatchThreshold"] = 99,
    };

    /// <summary>
    /// Has somebody judge until nothing waits. All pictures look alike here, so what is right is looked up
    /// behind the server.
    /// </summary>
    /// <param name="choose">From the real face id to whether it is chosen; null: none.</param>
    internal async Task JudgeAll(TestKey reviewer, string person, Func<string?, bool>? choose)
    {
        while (await Next(reviewer) is { } review)
        {
            var reviewId = (string)review["ReviewId"]!;
            await Done(reviewer, "Beholden.GiveVerdict", new()
            {
                ["ReviewId"] = reviewId,
                ["CandidateId"] = await Chosen(reviewId, person, choose),
            });
        }
    }

    /// <returns>Null when nothing waits.</returns>
    internal async Task<JsonObject?> Next(TestKey reviewer)
    {
        var answer = await Done(reviewer, "Beholden.NextReview", []);
        return answer["ReviewId"] is null ? null : answer;
    }

    internal async Task<string> Chosen(string reviewId, string person, Func<string?, bool>? choose)
    {
        var found = await Host.Room<LeadStore>().Review(reviewId, person, Cancelled);
        var facts = Beholden.Oversight.Leads.LeadFacts.Parse(found!.Value.Lead.Facts);
        var at = choose is null ? -1 : facts.Candidates.Index()
            .Where(one => choose(one.Item.FaceId)).Select(one => one.Index).FirstOrDefault(-1);
        return System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, int>>(found.Value.Review.Shown)!
            .Where(one => one.Value == at).Select(one => one.Key).FirstOrDefault("none");
    }

    /// <summary>GET /leads/ID, signed.</summary>
    internal async Task<(int Status, JsonObject Body)> Get(string leadId, TestKey key)
    {
        using var http = new HttpClient();
        var path = $"/leads/{leadId}";
        var signature = Signature.Sign(
            new("GET", path, "", [new("host", Host.Address.Authority)], ReadOnlyMemory<byte>.Empty),
            key.Id, key.Secret, "us-east-1", DateTimeOffset.UtcNow);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.Address, path));
        request.Headers.Add("X-Amz-Date", signature.XAmzDate);
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request, Cancelled);
        return (
            (int)response.StatusCode,
            JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!.AsObject());
    }

    internal async Task<List<(long Index, LedgerEntry Entry)>> Entries(string kind)
    {
        var entries = new List<(long, LedgerEntry)>();
        await foreach (var one in Host.Room<LedgerLog>().Entries(from: 0, Cancelled))
        {
            if (one.Entry.Kind == kind)
            {
                entries.Add((one.Index, one.Entry));
            }
        }

        return entries;
    }

    internal string Record(long index) =>
        System.Text.Encoding.UTF8.GetString(Host.Room<LedgerLog>().ReadRecord(index)!.Content.Span);
}

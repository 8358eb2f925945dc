using System.Text.Json.Nodes;
using Beholden.Store;
using Beholden.Tests.Support;
using Beholden.Vision.Images;

namespace Beholden.Tests.Oversight.Leads;

/// <summary>
/// Every member of every answer about a lead, written down: what is not here is not told.
/// </summary>
public sealed class LeadLeakTests(LeadServer server) : IClassFixture<LeadServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_four_searches_tell_ids_of_the_lead_and_nothing_else_of_anybody()
    {
        var collection = await server.Collection(others: 3);
        var indexed = await server.Done(server.Enrolment, "IndexFaces", new()
        {
            ["CollectionId"] = collection,
            ["Image"] = Pictures.Image(Pictures.Portrait),
            ["ExternalImageId"] = "Eileen",
        });
        var real = (string)indexed["FaceRecords"]![0]!["Face"]!["FaceId"]!;
        var vector = await server.Host.Room<FaceStore>().Embedding(
            new("us-east-1", collection), real, Cancelled);
        var twin = await server.Face(collection, server.Like(vector!), "twin");
        foreach (var (user, faces) in new[] { ("eileen", new[] { real }), ("other", [twin]) })
        {
            await server.Done(server.Enrolment, "CreateUser", UserCalls.Of(collection, user));
            await server.Done(server.Enrolment, "AssociateFaces", UserCalls.Of(collection, user, faces));
        }

        string[] byImage = ["FaceMatches[].Face.FaceId", "FaceMatches[].Face.ImageId", "FaceModelVersion"];
        string[] byUser = ["FaceModelVersion", "UserMatches[].User.UserStatus"];
        await Tells("SearchFaces", new() { ["FaceId"] = twin }, [.. byImage, "SearchedFaceId"]);
        await Tells(
            "SearchFacesByImage", Portrait(),
            [.. byImage, "SearchedFaceBoundingBox.*", "SearchedFaceConfidence"]);
        await Tells("SearchUsers", new() { ["UserId"] = "other" }, [.. byUser, "SearchedUser.UserId"]);
        await Tells("SearchUsers", new() { ["FaceId"] = twin }, [.. byUser, "SearchedFace.FaceId"]);
        await Tells(
            "SearchUsersByImage", Portrait(), [.. byUser, "SearchedFace.FaceDetail.*", "UnsearchedFaces"]);

        async Task Tells(string operation, JsonObject input, string[] members)
        {
            input["CollectionId"] = collection;
            input[operation.Contains("Users", StringComparison.Ordinal)
                ? "UserMatchThreshold" : "FaceMatchThreshold"] = 50;
            var answer = await server.Send(server.Investigator, operation, input);
            Assert.True(answer.Status == 200, $"{operation}: {answer.Type} {answer.Sentence}");
            Assert.NotNull(answer.Lead);
            Assert.Equal(members.Order(), Members(answer.Body, "").Distinct().Order());
            var text = answer.Body.ToJsonString();
            Assert.All(
                new[] { real, "Eileen", "eileen", "Similarity", "ExternalImageId" },
                secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

            // The record of the search names nobody either, and keeps the picture that was searched with.
            var record = server.Record(answer.Entry!.Value);
            Assert.DoesNotContain(real, record, StringComparison.Ordinal);
            Assert.Contains(answer.Lead, record, StringComparison.Ordinal);
            Assert.Equal(
                operation.EndsWith("ByImage", StringComparison.Ordinal),
                record.Contains("\"probe\":\"/9j/", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_same_face_has_other_ids_in_each_lead_and_candidates_other_places()
    {
        var collection = await server.Collection(others: 1);
        var person = server.Person();
        var probe = await server.Face(collection, person);
        var nearest = Enumerable.Range(0, 5).Select(_ => server.Like(person)).ToList();
        var ids = new List<string>();
        foreach (var one in nearest)
        {
            ids.Add(await server.Face(collection, one));
        }

        var (seen, firsts) = (new HashSet<string>(), new HashSet<int>());
        for (var i = 0; i < 12; i++)
        {
            var (leadId, answer) = await server.Search(collection, probe);
            var aliases = answer["FaceMatches"]!.AsArray()
                .Select(one => (string)one!["Face"]!["FaceId"]!).ToList();
            Assert.Equal(5, aliases.Count);
            Assert.All(aliases, alias => Assert.True(seen.Add(alias)));
            var lead = await server.Host.Room<LeadStore>().Find(leadId, Cancelled);
            var facts = Beholden.Oversight.Leads.LeadFacts.Parse(lead!.Facts);
            firsts.Add(ids.IndexOf(facts.Candidates.First(one => one.FaceAlias == aliases[0]).FaceId!));
        }

        Assert.True(firsts.Count > 1, "The order does not follow the faces.");
    }

    [Fact]
    public async Task Several_faces_of_a_user_are_one_candidate()
    {
        var collection = await server.Collection(others: 4);
        var person = server.Person();
        var probe = await server.Face(collection, person);
        string[] faces =
        [
            await server.Face(collection, server.Like(person)),
            await server.Face(collection, server.Like(person)),
        ];
        await server.Done(server.Enrolment, "CreateUser", UserCalls.Of(collection, "u"));
        await server.Done(server.Enrolment, "AssociateFaces", UserCalls.Of(collection, "u", faces));

        var (_, answer) = await server.Search(collection, probe);
        Assert.Single(answer["FaceMatches"]!.AsArray());
    }

    [Fact]
    public async Task A_review_shows_pictures_of_one_size_none_first_and_no_more()
    {
        var reviewer = await server.Reviewer("leo");
        var collection = await server.Collection(others: 6);
        var person = server.Person();
        var probe = await server.Face(collection, server.Like(person));
        var right = await server.Face(collection, server.Like(person));
        var (leadId, _) = await server.Search(collection, probe);

        var review = await server.Next(reviewer);
        Assert.NotNull(review);
        Assert.Equal(["ReviewId", "Probe", "Candidates"], review.Select(member => member.Key));
        var candidates = review["Candidates"]!.AsArray().Select(one => one!.AsObject()).ToList();
        Assert.Equal(["CandidateId"], candidates[0].Select(member => member.Key));
        Assert.Equal("none", (string)candidates[0]["CandidateId"]!);
        Assert.InRange(candidates.Count, 1 + 4, 1 + 20);
        Assert.All(candidates.Skip(1), one =>
        {
            Assert.Equal(["CandidateId", "Picture"], one.Select(member => member.Key));
            Assert.Equal((160, 160), Size(one["Picture"]!));
        });
        Assert.Equal((160, 160), Size(review["Probe"]!));
        var text = review.ToJsonString();
        Assert.All(new[] { leadId, probe, right, collection }, secret
            => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

        // The same one is in hand until it is judged, and a verdict says nothing back.
        Assert.Equal(text, (await server.Next(reviewer))!.ToJsonString());
        var verdict = await server.Done(reviewer, "Beholden.GiveVerdict", new()
        {
            ["ReviewId"] = (string)review["ReviewId"]!,
            ["CandidateId"] = (string)candidates[^1]["CandidateId"]!,
        });
        Assert.Empty(verdict);
        Assert.Equal("InvalidParameterException", await server.Refused(reviewer, "Beholden.GiveVerdict", new()
        {
            ["ReviewId"] = (string)review["ReviewId"]!,
            ["CandidateId"] = "none",
        }));
    }

    [Fact]
    public async Task Lists_show_no_candidates_and_other_keys_nothing()
    {
        var collection = await server.Collection(others: 4);
        var person = server.Person();
        var probe = await server.Face(collection, server.Like(person));
        await server.Face(collection, server.Like(person));
        var key = await server.Key("Mia", "investigation");
        var (leadId, _) = await server.Search(collection, probe, key);

        foreach (var reader in new[] { key, server.Overseer })
        {
            var all = (await server.Done(reader, "Beholden.ListLeads", []))["Leads"]!.AsArray();
            var told = all.Single(one => (string)one!["LeadId"]! == leadId)!.AsObject();
            Assert.Equal(
                ["LeadId", "State", "RequestedBy", "Purpose", "Collection", "RequestedAt", "DeletedAt"],
                told.Select(member => member.Key));
            Assert.Equal("open", (string)told["State"]!);
        }

        Assert.DoesNotContain(
            (await server.Done(server.Investigator, "Beholden.ListLeads", []))["Leads"]!.AsArray(),
            one => (string)one!["LeadId"]! == leadId);
    }

    private static JsonObject Portrait() => new() { ["Image"] = Pictures.Image(Pictures.Portrait) };

    private static (int Width, int Height) Size(JsonNode picture)
    {
        var image = Decode.Upright(Convert.FromBase64String((string)picture!));
        return (image.Width, image.Height);
    }

    /// <summary>Paths of all values; what is told of the probe's picture by its first name.</summary>
    private static IEnumerable<string> Members(JsonNode? node, string path) => node switch
    {
        _ when path is "SearchedFaceBoundingBox" or "SearchedFace.FaceDetail" => [path + ".*"],
        JsonObject whole => whole.SelectMany(member
            => Members(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
        JsonArray { Count: > 0 } list => list.SelectMany(one => Members(one, path + "[]")),
        _ => [path],
    };
}

using System.Text.Json.Nodes;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using static Beholden.Tests.Support.UserCalls;

namespace Beholden.Tests.Operations.Users;

/// <summary>AssociateFaces: which faces become a user's, and why the others do not.</summary>
[Collection(OneServer.Name)]
public sealed class AssociateFacesTests(ServerFixture server)
{
    private const string Failures = "UnsuccessfulFaceAssociations";
    private readonly Random random = new(4);

    [Fact]
    public async Task A_user_without_faces_takes_any_face_and_becomes_active()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria");
        var (first, second) = (await Anybody(collection), await Anybody(collection));

        var answer = await Associate(collection, "maria", first, second);

        Assert.Equal([first, second], answer.All("AssociatedFaces", "FaceId"));
        Assert.Empty(answer[Failures]!.AsArray());
        Assert.Equal("ACTIVE", (string)answer["UserStatus"]!);
        var listed = await server.Call("ListFaces", new() { ["CollectionId"] = collection });
        Assert.Equal(["maria", "maria"], listed.All("Faces", "UserId"));
    }

    [Fact]
    public async Task A_face_that_the_user_has_is_passed_over()
    {
        var collection = await server.Collection();
        var face = await Anybody(collection);
        await server.User(collection, "maria", face);

        var answer = await Associate(collection, "maria", face);

        Assert.Empty(answer["AssociatedFaces"]!.AsArray());
        Assert.Empty(answer[Failures]!.AsArray());
        Assert.Equal("ACTIVE", (string)answer["UserStatus"]!);
    }

    [Fact]
    public async Task An_unknown_face_is_told_and_the_user_stays_without()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria");
        var elsewhere = await Anybody(await server.Collection());

        var answer = await Associate(collection, "maria", elsewhere);

        Assert.Equal("FACE_NOT_FOUND", answer.Reason(Failures));
        Assert.Equal([elsewhere], answer.All(Failures, "FaceId"));
        Assert.Equal("CREATED", (string)answer["UserStatus"]!);
    }

    [Fact]
    public async Task A_face_of_another_user_stays_there()
    {
        var collection = await server.Collection();
        var face = await Anybody(collection);
        await server.User(collection, "maria", face);
        await server.User(collection, "nadia");

        var answer = await Associate(collection, "nadia", face);

        Assert.Equal("ASSOCIATED_TO_A_DIFFERENT_USER", answer.Reason(Failures));
        Assert.Equal(["maria"], answer.All(Failures, "UserId"));
    }

    [Fact]
    public async Task A_face_that_does_not_look_like_the_user_needs_a_lower_threshold()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria", await Anybody(collection));
        var stranger = await Anybody(collection);

        var strict = await Associate(collection, "maria", stranger);
        var lenient = Of(collection, "maria", [stranger]);
        lenient["UserMatchThreshold"] = 0;

        Assert.Equal("LOW_MATCH_CONFIDENCE", strict.Reason(Failures));
        Assert.InRange((float)strict[Failures]![0]!["Confidence"]!, 0, 75);
        var made = await server.Call("AssociateFaces", lenient);
        Assert.Equal([stranger], made.All("AssociatedFaces", "FaceId"));
    }

    [Fact]
    public async Task A_face_that_looks_like_the_user_passes_the_default_threshold()
    {
        var collection = await server.Collection();
        var centre = Made.Unit(random);
        await server.User(collection, "maria", await server.Face(collection, centre));
        var alike = await server.Face(collection, Made.Near(random, centre, spread: 1));

        Assert.Equal([alike], (await Associate(collection, "maria", alike)).All("AssociatedFaces", "FaceId"));
    }

    [Fact]
    public async Task A_request_sent_again_with_its_token_gets_the_first_answer()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria");
        var (first, second) = (await Anybody(collection), await Anybody(collection));
        var answer = await server.Call("AssociateFaces", Of(collection, "maria", [first], token: "one"));

        var again = await server.Call("AssociateFaces", Of(collection, "maria", [first], token: "one"));

        Assert.True(JsonNode.DeepEquals(answer, again));
        Assert.Equal(
            "IdempotentParameterMismatchException",
            (await server.Refusal("AssociateFaces", Of(collection, "maria", [second], token: "one"))).Code);
    }

    [Fact]
    public async Task A_user_has_at_most_100_faces()
    {
        var collection = await server.Collection();
        var centre = Made.Unit(random);
        var faces = new List<string>();
        for (var i = 0; i < 101; i++)
        {
            faces.Add(await server.Face(collection, Made.Near(random, centre, spread: 0.5f)));
        }

        await server.User(collection, "maria", [.. faces.Take(100)]);

        var refusal = await server.Refusal("AssociateFaces", Of(collection, "maria", [faces[100]]));
        Assert.Equal("ServiceQuotaExceededException", refusal.Code);
        Assert.Equal(
            "ValidationException",
            (await server.Refusal("AssociateFaces", Of(collection, "maria", [.. faces]))).Code);
    }

    [Fact]
    public async Task An_unknown_user_is_refused()
    {
        var collection = await server.Collection();
        var input = Of(collection, "nobody", [await Anybody(collection)]);

        Assert.Equal("ResourceNotFoundException", (await server.Refusal("AssociateFaces", input)).Code);
    }

    [Fact]
    public async Task A_face_of_a_user_is_not_deleted()
    {
        var collection = await server.Collection();
        var (bound, free) = (await Anybody(collection), await Anybody(collection));
        await server.User(collection, "maria", bound);

        var answer = await server.Call("DeleteFaces", new()
        {
            ["CollectionId"] = collection,
            ["FaceIds"] = Texts(bound, free),
        });

        Assert.Equal(free, (string)Assert.Single(answer["DeletedFaces"]!.AsArray())!);
        Assert.Equal("ASSOCIATED_TO_AN_EXISTING_USER", answer.Reason("UnsuccessfulFaceDeletions"));
        Assert.Equal(["maria"], answer.All("UnsuccessfulFaceDeletions", "UserId"));
    }

    private Task<string> Anybody(string collection) => server.Face(collection, Made.Unit(random));

    private Task<JsonObject> Associate(string collection, string userId, params string[] faceIds)
        => server.Call("AssociateFaces", Of(collection, userId, faceIds));
}

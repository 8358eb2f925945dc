using System.Text.Json.Nodes;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using static Beholden.Tests.Support.UserCalls;

namespace Beholden.Tests.Operations.Users;

/// <summary>DisassociateFaces: faces leave a user and stay in the collection.</summary>
[Collection(OneServer.Name)]
public sealed class DisassociateFacesTests(ServerFixture server)
{
    private const string Failures = "UnsuccessfulFaceDisassociations";
    private readonly Random random = new(5);

    [Fact]
    public async Task A_user_is_active_until_the_last_face_has_left()
    {
        var collection = await server.Collection();
        var (first, second) = (await Anybody(collection), await Anybody(collection));
        await server.User(collection, "maria", first, second);

        var one = await Disassociate(collection, "maria", first);
        var both = await Disassociate(collection, "maria", second);

        Assert.Equal([first], one.All("DisassociatedFaces", "FaceId"));
        Assert.Equal("ACTIVE", (string)one["UserStatus"]!);
        Assert.Equal("CREATED", (string)both["UserStatus"]!);
        var listed = await server.Call("ListFaces", new() { ["CollectionId"] = collection });
        Assert.Equal([null, null], listed.All("Faces", "UserId"));
    }

    [Fact]
    public async Task A_free_face_can_be_deleted_again()
    {
        var collection = await server.Collection();
        var face = await Anybody(collection);
        await server.User(collection, "maria", face);
        await Disassociate(collection, "maria", face);

        var deleted = await server.Call("DeleteFaces", new()
        {
            ["CollectionId"] = collection,
            ["FaceIds"] = Texts(face),
        });

        Assert.Equal(face, (string)Assert.Single(deleted["DeletedFaces"]!.AsArray())!);
    }

    [Fact]
    public async Task A_face_that_nobody_has_is_passed_over()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria");

        var answer = await Disassociate(collection, "maria", await Anybody(collection));

        Assert.Empty(answer["DisassociatedFaces"]!.AsArray());
        Assert.Empty(answer[Failures]!.AsArray());
    }

    [Fact]
    public async Task Unknown_faces_and_faces_of_others_are_told()
    {
        var collection = await server.Collection();
        var face = await Anybody(collection);
        await server.User(collection, "maria", face);
        await server.User(collection, "nadia");

        var others = await Disassociate(collection, "nadia", face);
        var unknown = await Disassociate(collection, "nadia", Guid.NewGuid().ToString());

        Assert.Equal("ASSOCIATED_TO_A_DIFFERENT_USER", others.Reason(Failures));
        Assert.Equal(["maria"], others.All(Failures, "UserId"));
        Assert.Equal("FACE_NOT_FOUND", unknown.Reason(Failures));
    }

    [Fact]
    public async Task An_unknown_user_is_refused()
    {
        var collection = await server.Collection();
        var input = Of(collection, "nobody", [await Anybody(collection)]);

        Assert.Equal("ResourceNotFoundException", (await server.Refusal("DisassociateFaces", input)).Code);
    }

    [Fact]
    public async Task A_request_sent_again_with_its_token_gets_the_first_answer()
    {
        var collection = await server.Collection();
        var (first, second) = (await Anybody(collection), await Anybody(collection));
        await server.User(collection, "maria", first, second);
        var answer = await server.Call("DisassociateFaces", Of(collection, "maria", [first], token: "one"));

        var again = await server.Call("DisassociateFaces", Of(collection, "maria", [first], token: "one"));

        Assert.True(JsonNode.DeepEquals(answer, again));
        var other = Of(collection, "maria", [second], token: "one");
        Assert.Equal(
            "IdempotentParameterMismatchException", (await server.Refusal("DisassociateFaces", other)).Code);
    }

    private Task<string> Anybody(string collection) => server.Face(collection, Made.Unit(random));

    private Task<JsonObject> Disassociate(string collection, string userId, params string[] faceIds)
        => server.Call("DisassociateFaces", Of(collection, userId, faceIds));
}

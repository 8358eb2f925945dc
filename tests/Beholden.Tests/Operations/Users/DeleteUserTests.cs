using Beholden.Tests.Store;
using Beholden.Tests.Support;
using static Beholden.Tests.Support.UserCalls;

namespace Beholden.Tests.Operations.Users;

/// <summary>DeleteUser: the user goes, the faces stay.</summary>
[Collection(OneServer.Name)]
public sealed class DeleteUserTests(ServerFixture server)
{
    [Fact]
    public async Task The_faces_stay_and_are_free()
    {
        var collection = await server.Collection();
        var face = await server.Face(collection, Made.Unit(new Random(1)));
        await server.User(collection, "maria", face);

        Assert.Empty(await server.Call("DeleteUser", Of(collection, "maria")));

        var listed = await server.Call("ListFaces", new() { ["CollectionId"] = collection });
        Assert.Equal([face], listed.All("Faces", "FaceId"));
        Assert.Equal([null], listed.All("Faces", "UserId"));
        await server.User(collection, "nadia", face);
    }

    [Fact]
    public async Task A_deleted_user_is_neither_listed_nor_counted_nor_found()
    {
        var collection = await server.Collection();
        var face = await server.Face(collection, Made.Unit(new Random(2)));
        await server.User(collection, "maria", face);

        await server.Call("DeleteUser", Of(collection, "maria"));

        var named = new System.Text.Json.Nodes.JsonObject { ["CollectionId"] = collection };
        Assert.Empty((await server.Call("ListUsers", named))["Users"]!.AsArray());
        Assert.Equal(0, (long)(await server.Call("DescribeCollection", named))["UserCount"]!);
        named["FaceId"] = face;
        Assert.Empty(Matched(await server.Call("SearchUsers", named)));
    }

    [Fact]
    public async Task An_unknown_user_is_refused()
    {
        var collection = await server.Collection();

        Assert.Equal(
            "ResourceNotFoundException", (await server.Refusal("DeleteUser", Of(collection, "nobody"))).Code);
        Assert.Equal(
            "ResourceNotFoundException", (await server.Refusal("DeleteUser", Of("nowhere", "nobody"))).Code);
    }

    [Fact]
    public async Task A_request_sent_again_with_its_token_is_answered_again()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria");
        await server.User(collection, "nadia");
        await server.Call("DeleteUser", Of(collection, "maria", token: "one"));

        Assert.Empty(await server.Call("DeleteUser", Of(collection, "maria", token: "one")));

        Assert.Equal(
            "IdempotentParameterMismatchException",
            (await server.Refusal("DeleteUser", Of(collection, "nadia", token: "one"))).Code);
    }
}

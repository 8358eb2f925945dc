using Beholden.Tests.Support;
using static Beholden.Tests.Support.UserCalls;

namespace Beholden.Tests.Operations.Users;

/// <summary>CreateUser: one user per id, and one answer per request token.</summary>
[Collection(OneServer.Name)]
public sealed class CreateUserTests(ServerFixture server)
{
    [Fact]
    public async Task A_new_user_has_no_faces_and_is_counted()
    {
        var collection = await server.Collection();

        Assert.Empty(await server.Call("CreateUser", Of(collection, "maria")));

        var listed = await server.Call("ListUsers", new() { ["CollectionId"] = collection });
        var user = Assert.Single(listed["Users"]!.AsArray())!;
        Assert.Equal(("maria", "CREATED"), ((string)user["UserId"]!, (string)user["UserStatus"]!));
        var described = await server.Call("DescribeCollection", new() { ["CollectionId"] = collection });
        Assert.Equal(1, (long)described["UserCount"]!);
    }

    [Fact]
    public async Task A_user_id_is_taken_only_once_in_a_collection()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria");

        Assert.Equal("ConflictException", (await server.Refusal("CreateUser", Of(collection, "maria"))).Code);
        await server.User(collection, "Maria"); // Ids are compared letter by letter.
        await server.User(await server.Collection(), "maria");
    }

    [Fact]
    public async Task A_request_sent_again_with_its_token_is_answered_again()
    {
        var collection = await server.Collection();
        await server.Call("CreateUser", Of(collection, "maria", token: "one"));

        Assert.Empty(await server.Call("CreateUser", Of(collection, "maria", token: "one")));

        var refusal = await server.Refusal("CreateUser", Of(collection, "maria", token: "two"));
        Assert.Equal("ConflictException", refusal.Code);
    }

    [Fact]
    public async Task A_token_of_another_request_is_refused()
    {
        var collection = await server.Collection();
        await server.Call("CreateUser", Of(collection, "maria", token: "one"));

        var refusal = await server.Refusal("CreateUser", Of(collection, "nadia", token: "one"));

        Assert.Equal("IdempotentParameterMismatchException", refusal.Code);
        // Tokens are a collection's own.
        await server.Call("CreateUser", Of(await server.Collection(), "nadia", token: "one"));
    }

    [Fact]
    public async Task An_unknown_collection_is_named()
    {
        var refusal = await server.Refusal("CreateUser", Of("nowhere", "maria"));

        Assert.Equal("ResourceNotFoundException", refusal.Code);
        Assert.Contains("nowhere", refusal.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("a/b")]
    public async Task An_id_outside_the_pattern_is_refused(string userId)
    {
        var refusal = await server.Refusal("CreateUser", Of(await server.Collection(), userId));

        Assert.Equal("ValidationException", refusal.Code);
        Assert.Contains("userId", refusal.Sentence, StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;
using Beholden.Tests.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Operations.Users;

/// <summary>ListUsers: pages in the order of making, with states.</summary>
[Collection(OneServer.Name)]
public sealed class ListUsersTests(ServerFixture server)
{
    [Fact]
    public async Task Pages_hold_every_user_once()
    {
        var collection = await server.Collection();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Add(await server.User(collection, $"user-{i}"));
        }

        var seen = new List<string?>();
        var pages = 0;
        string? token = null;
        do
        {
            var page = await List(collection, usersMax: 2, token);
            seen.AddRange(page.All("Users", "UserId"));
            token = (string?)page["NextToken"];
            pages++;
        }
        while (token is not null);

        Assert.Equal<string?>(made, seen);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task A_page_that_ends_with_the_list_has_no_token()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria");
        await server.User(collection, "nadia");

        Assert.Null((await List(collection, usersMax: 2))["NextToken"]);
        Assert.NotNull((await List(collection, usersMax: 1))["NextToken"]);
    }

    [Fact]
    public async Task A_user_with_faces_is_active()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria", await server.Face(collection, Made.Unit(new Random(3))));
        await server.User(collection, "nadia");

        Assert.Equal(["ACTIVE", "CREATED"], (await List(collection)).All("Users", "UserStatus"));
    }

    [Fact]
    public async Task A_token_of_another_list_is_refused()
    {
        var here = await server.Collection();
        var there = await server.Collection();
        await server.User(here, "maria");
        await server.User(here, "nadia");
        var token = (string)(await List(here, usersMax: 1))["NextToken"]!;

        foreach (var operation in new[] { "ListUsers", "ListFaces" })
        {
            var input = new JsonObject { ["CollectionId"] = there, ["NextToken"] = token };
            Assert.Equal("InvalidPaginationTokenException", (await server.Refusal(operation, input)).Code);
        }

        var faces = new JsonObject { ["CollectionId"] = here, ["NextToken"] = token };
        Assert.Equal("InvalidPaginationTokenException", (await server.Refusal("ListFaces", faces)).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task A_page_size_outside_1_to_500_is_refused(int usersMax)
    {
        var collection = await server.Collection();
        var input = new JsonObject { ["CollectionId"] = collection, ["MaxResults"] = usersMax };

        Assert.Equal("ValidationException", (await server.Refusal("ListUsers", input)).Code);
    }

    [Fact]
    public async Task An_unknown_collection_is_refused()
        => Assert.Equal(
            "ResourceNotFoundException",
            (await server.Refusal("ListUsers", new() { ["CollectionId"] = "nowhere" })).Code);

    private Task<JsonObject> List(string collection, int? usersMax = null, string? token = null)
        => server.Call("ListUsers", new()
        {
            ["CollectionId"] = collection,
            ["MaxResults"] = usersMax,
            ["NextToken"] = token,
        });
}

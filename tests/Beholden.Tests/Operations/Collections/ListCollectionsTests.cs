using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Tests.Operations.Collections;

/// <summary>ListCollections: pages of one region.</summary>
[Collection(OneServer.Name)]
public sealed class ListCollectionsTests(ServerFixture server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_hold_every_collection_of_the_region_once()
    {
        using var client = server.Client("ap-south-1");
        var made = await Make(client, 5);

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await List(client, rowsMax: 2, token);
            var ids = page["CollectionIds"]!.AsArray().Select(id => (string)id!).ToList();
            Assert.InRange(ids.Count, 1, 2);
            var versions = page["FaceModelVersions"]!.AsArray().Select(one => (string)one!);
            Assert.Equal(ids.Select(_ => "7.0"), versions);
            seen.AddRange(ids);
            token = (string?)page["NextToken"];
        }
        while (token is not null);

        Assert.Equal(made, seen);
    }

    [Fact]
    public async Task An_empty_region_answers_empty_lists()
    {
        using var client = server.Client("sa-east-1");

        var page = await List(client);

        Assert.Empty(page["CollectionIds"]!.AsArray());
        Assert.Empty(page["FaceModelVersions"]!.AsArray());
        Assert.Null(page["NextToken"]);
    }

    [Fact]
    public async Task A_page_of_size_0_is_a_page_of_the_default_size()
    {
        using var client = server.Client("ap-east-1");
        var made = await Make(client, 3);

        var page = await List(client, rowsMax: 0);

        Assert.Equal(made, page["CollectionIds"]!.AsArray().Select(id => (string)id!));
    }

    [Fact]
    public async Task A_collection_made_between_two_pages_appears_and_a_deleted_one_does_not()
    {
        using var client = server.Client("ca-west-1");
        var made = await Make(client, 4);
        var first = await List(client, rowsMax: 2);
        var late = await Make(client, 1);
        await client.Call("DeleteCollection", new() { ["CollectionId"] = made[2] }, Cancelled);

        var rest = await List(client, rowsMax: null, (string)first["NextToken"]!);

        Assert.Equal([made[3], late[0]], rest["CollectionIds"]!.AsArray().Select(id => (string)id!));
    }

    [Fact]
    public async Task Tokens_that_are_forged_or_of_another_region_are_refused()
    {
        using var here = server.Client("me-south-1");
        using var there = server.Client("me-central-1");
        await Make(here, 2);
        var token = (string)(await List(here, rowsMax: 1))["NextToken"]!;
        var forged = (token[0] == 'A' ? 'B' : 'A') + token[1..];

        foreach (var (client, sent) in new[] { (there, token), (here, forged), (here, "token") })
        {
            var refusal = await Assert.ThrowsAsync<ApiRefusal>(() => List(client, rowsMax: 1, sent));
            Assert.Equal("InvalidPaginationTokenException", refusal.Code);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4_097)]
    public async Task A_page_size_outside_0_to_4096_is_refused(int rowsMax)
    {
        using var client = server.Client();

        var refusal = await Assert.ThrowsAsync<ApiRefusal>(() => List(client, rowsMax));

        Assert.Equal("ValidationException", refusal.Code);
    }

    private static async Task<List<string>> Make(ApiClient client, int count)
    {
        var made = new List<string>();
        for (var i = 0; i < count; i++)
        {
            made.Add($"listed-{Guid.NewGuid():N}");
            await client.Call("CreateCollection", new() { ["CollectionId"] = made[i] }, Cancelled);
        }

        return made;
    }

    private static Task<JsonObject> List(ApiClient client, int? rowsMax = null, string? token = null)
        => client.Call(
            "ListCollections", new() { ["MaxResults"] = rowsMax, ["NextToken"] = token }, Cancelled);
}

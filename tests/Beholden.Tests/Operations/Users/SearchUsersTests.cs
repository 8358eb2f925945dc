using System.Text.Json.Nodes;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using static Beholden.Tests.Support.UserCalls;

namespace Beholden.Tests.Operations.Users;

/// <summary>SearchUsers, by a face and by a user.</summary>
[Collection(OneServer.Name)]
public sealed class SearchUsersTests(ServerFixture server)
{
    private readonly Random random = new(6);

    [Fact]
    public async Task A_face_finds_the_users_that_look_like_it_the_nearest_first()
    {
        var collection = await server.Collection();
        var centre = Made.Unit(random);
        var near = await server.User(collection, "near", await Alike(collection, centre, spread: 0.3f));
        var less = await server.User(collection, "less", await Alike(collection, centre, spread: 1));
        await server.User(collection, "stranger", await server.Face(collection, Made.Unit(random)));
        await server.User(collection, "faceless");

        var answer = await Search(collection, faceId: await server.Face(collection, centre));

        Assert.Equal([near, less], Matched(answer));
        Assert.NotNull(answer["SearchedFace"]!["FaceId"]);
        Assert.Null(answer["SearchedUser"]);
        Assert.Equal("7.0", (string)answer["FaceModelVersion"]!);
        var similarities = answer["UserMatches"]!.AsArray()
            .Select(match => (float)match!["Similarity"]!).ToList();
        Assert.All(similarities, percent => Assert.InRange(percent, 80, 100));
        Assert.Equal(similarities.OrderDescending(), similarities);
        Assert.Equal("ACTIVE", (string)answer["UserMatches"]![0]!["User"]!["UserStatus"]!);
    }

    [Fact]
    public async Task A_face_of_a_user_finds_that_user()
    {
        var collection = await server.Collection();
        var face = await server.Face(collection, Made.Unit(random));
        await server.User(collection, "maria", face);

        Assert.Equal(["maria"], Matched(await Search(collection, faceId: face)));
    }

    [Fact]
    public async Task A_user_finds_others_and_not_itself()
    {
        var collection = await server.Collection();
        var centre = Made.Unit(random);
        await server.User(collection, "maria", await Alike(collection, centre, spread: 0.3f));
        await server.User(collection, "twin", await Alike(collection, centre, spread: 0.3f));

        var answer = await Search(collection, userId: "maria");

        Assert.Equal(["twin"], Matched(answer));
        Assert.Equal("maria", (string)answer["SearchedUser"]!["UserId"]!);
        Assert.Null(answer["SearchedFace"]);
    }

    [Fact]
    public async Task A_user_without_faces_looks_like_nobody()
    {
        var collection = await server.Collection();
        await server.User(collection, "maria", await server.Face(collection, Made.Unit(random)));
        await server.User(collection, "faceless");

        Assert.Empty(Matched(await Search(collection, userId: "faceless")));
    }

    [Fact]
    public async Task Threshold_and_maximum_hold()
    {
        var collection = await server.Collection();
        var centre = Made.Unit(random);
        await server.User(collection, "near", await Alike(collection, centre, spread: 0.1f));
        await server.User(collection, "less", await Alike(collection, centre, spread: 0.5f));
        await server.User(collection, "stranger", await server.Face(collection, Made.Unit(random)));
        var face = await server.Face(collection, centre);

        Assert.Equal(["near"], Matched(await Search(collection, faceId: face, usersMax: 1)));
        Assert.Equal(3, Matched(await Search(collection, faceId: face, thresholdPercent: 0)).Count());
    }

    [Fact]
    public async Task A_face_that_left_a_user_no_longer_leads_there()
    {
        var collection = await server.Collection();
        var face = await server.Face(collection, Made.Unit(random));
        var other = await server.Face(collection, Made.Unit(random));
        await server.User(collection, "maria", face, other);
        await server.Call("DisassociateFaces", Of(collection, "maria", [face]));

        Assert.Empty(Matched(await Search(collection, faceId: face)));
        Assert.Equal(["maria"], Matched(await Search(collection, faceId: other)));
    }

    [Fact]
    public async Task Exactly_one_of_user_and_face_is_asked_for()
    {
        var collection = await server.Collection();
        var face = await server.Face(collection, Made.Unit(random));
        await server.User(collection, "maria", face);
        var neither = new JsonObject { ["CollectionId"] = collection };
        var both = new JsonObject { ["CollectionId"] = collection, ["UserId"] = "maria", ["FaceId"] = face };

        Assert.Equal("InvalidParameterException", (await server.Refusal("SearchUsers", neither)).Code);
        Assert.Equal("InvalidParameterException", (await server.Refusal("SearchUsers", both)).Code);
    }

    [Fact]
    public async Task Unknown_users_faces_and_collections_are_refused()
    {
        var collection = await server.Collection();
        async Task<string> Code(string where, string member, string id)
            => (await server.Refusal("SearchUsers", new() { ["CollectionId"] = where, [member] = id })).Code;

        Assert.Equal("ResourceNotFoundException", await Code(collection, "UserId", "nobody"));
        Assert.Equal(
            "InvalidParameterException", await Code(collection, "FaceId", Guid.NewGuid().ToString()));
        Assert.Equal("ResourceNotFoundException", await Code("nowhere", "UserId", "nobody"));
    }

    private Task<string> Alike(string collection, float[] centre, float spread)
        => server.Face(collection, Made.Near(random, centre, spread));

    private Task<JsonObject> Search(
        string collection, string? faceId = null, string? userId = null, int? usersMax = null,
        float? thresholdPercent = null)
        => server.Call("SearchUsers", new()
        {
            ["CollectionId"] = collection,
            ["FaceId"] = faceId,
            ["UserId"] = userId,
            ["MaxUsers"] = usersMax,
            ["UserMatchThreshold"] = thresholdPercent,
        });
}

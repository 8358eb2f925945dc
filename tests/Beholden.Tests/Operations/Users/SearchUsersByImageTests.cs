using System.Text.Json.Nodes;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using SkiaSharp;
using static Beholden.Tests.Support.UserCalls;

namespace Beholden.Tests.Operations.Users;

/// <summary>SearchUsersByImage: the largest face of a picture against the users.</summary>
[Collection(OneServer.Name)]
public sealed class SearchUsersByImageTests(ServerFixture server)
{
    [Fact]
    public async Task The_largest_face_finds_its_user_and_the_others_are_told()
    {
        var collection = await server.Collection();
        await server.User(collection, "eileen", await Indexed(collection));
        await server.User(collection, "stranger", await server.Face(collection, Made.Unit(new Random(7))));

        var answer = await Search(collection, TwoFaces());

        Assert.Equal(["eileen"], Matched(answer));
        var searched = answer["SearchedFace"]!["FaceDetail"]!["BoundingBox"]!;
        var other = Assert.Single(answer["UnsearchedFaces"]!.AsArray())!;
        Assert.Equal("FACE_NOT_LARGEST", (string)Assert.Single(other["Reasons"]!.AsArray())!);
        Assert.True((float)searched["Width"]! > (float)other["FaceDetails"]!["BoundingBox"]!["Width"]!);
    }

    [Fact]
    public async Task A_picture_without_a_face_is_no_error()
    {
        var collection = await server.Collection();
        await server.User(collection, "eileen", await Indexed(collection));

        var answer = await Search(collection, Pictures.Empty());

        Assert.Empty(Matched(answer));
        Assert.Null(answer["SearchedFace"]);
        Assert.Empty(answer["UnsearchedFaces"]!.AsArray());
    }

    [Fact]
    public async Task A_face_that_the_filter_drops_is_not_searched()
    {
        var collection = await server.Collection();
        await server.User(collection, "eileen", await Indexed(collection));
        // A fifth of the portrait's edge is the face: 20 pixels here, and AUTO asks for 24.
        var tiny = Pictures.PortraitAt(320, 240, SKRect.Create(100, 60, 90, 90));

        var strict = await Search(collection, tiny, qualityFilter: "AUTO");

        Assert.Empty(Matched(strict));
        Assert.Null(strict["SearchedFace"]);
        var reasons = Assert.Single(strict["UnsearchedFaces"]!.AsArray())!["Reasons"]!.AsArray();
        Assert.Contains("SMALL_BOUNDING_BOX", reasons.Select(one => (string)one!));
        Assert.NotNull((await Search(collection, tiny))["SearchedFace"]);
    }

    [Fact]
    public async Task An_unknown_collection_is_refused()
    {
        var input = new JsonObject
        {
            ["CollectionId"] = "nowhere",
            ["Image"] = Pictures.Image(Pictures.Portrait),
        };

        Assert.Equal("ResourceNotFoundException", (await server.Refusal("SearchUsersByImage", input)).Code);
    }

    private static byte[] TwoFaces()
    {
        using var portrait = SKImage.FromEncodedData(Pictures.Portrait);
        var smooth = new SKSamplingOptions(SKFilterMode.Linear);
        return Pictures.Draw(900, 512, canvas =>
        {
            canvas.DrawImage(portrait, SKRect.Create(0, 0, 512, 512), smooth);
            canvas.DrawImage(portrait, SKRect.Create(550, 50, 340, 340), smooth);
        });
    }

    private async Task<string> Indexed(string collection)
    {
        var answer = await server.Call("IndexFaces", new()
        {
            ["CollectionId"] = collection,
            ["Image"] = Pictures.Image(Pictures.Portrait),
        });
        return (string)Assert.Single(answer["FaceRecords"]!.AsArray())!["Face"]!["FaceId"]!;
    }

    private Task<JsonObject> Search(string collection, byte[] picture, string? qualityFilter = null)
        => server.Call("SearchUsersByImage", new()
        {
            ["CollectionId"] = collection,
            ["Image"] = Pictures.Image(picture),
            ["QualityFilter"] = qualityFilter,
        });
}

using System.Text.Json.Nodes;
using Beholden.Tests.Support;
using SkiaSharp;

namespace Beholden.Tests.Operations.Faces;

/// <summary>IndexFaces and what it leaves behind: lists, searches, deletions.</summary>
public sealed class IndexFacesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_same_image_twice_is_one_face_with_one_id()
    {
        var collection = await server.Collection();

        var first = await Index(collection, Pictures.Portrait, "her");
        var second = await Index(collection, Pictures.Portrait, "her");

        Assert.Equal(FaceIdOf(first), FaceIdOf(second));
        var listed = await server.Call("ListFaces", new() { ["CollectionId"] = collection });
        Assert.Single(listed["Faces"]!.AsArray());
        Assert.Equal("7.0", (string)first["FaceModelVersion"]!);
    }

    [Fact]
    public async Task Another_collection_gives_the_same_ids_and_another_external_id_a_new_face()
    {
        var here = await server.Collection();
        var there = await server.Collection();

        var first = await Index(here, Pictures.Portrait, "her");

        Assert.Equal(FaceIdOf(first), FaceIdOf(await Index(there, Pictures.Portrait, "her")));
        var renamed = await Index(here, Pictures.Portrait, "other-name");
        Assert.NotEqual(FaceIdOf(first), FaceIdOf(renamed));
        Assert.Equal(ImageIdOf(first), ImageIdOf(renamed));
    }

    [Fact]
    public async Task Faces_over_the_maximum_are_told_as_such_and_are_the_smaller_ones()
    {
        var collection = await server.Collection();

        var answer = await Index(collection, TwoFaces(), "two", facesMax: 1);

        var kept = Assert.Single(answer["FaceRecords"]!.AsArray())!["Face"]!["BoundingBox"]!;
        var dropped = Assert.Single(answer["UnindexedFaces"]!.AsArray())!;
        Assert.Equal("EXCEEDS_MAX_FACES", (string)dropped["Reasons"]![0]!);
        Assert.True((float)kept["Width"]! > (float)dropped["FaceDetail"]!["BoundingBox"]!["Width"]!);
    }

    [Fact]
    public async Task No_face_is_no_error()
    {
        var answer = await Index(await server.Collection(), Pictures.Empty(), "nobody");

        Assert.Empty(answer["FaceRecords"]!.AsArray());
        Assert.Empty(answer["UnindexedFaces"]!.AsArray());
    }

    [Fact]
    public async Task A_tiny_face_is_refused_by_default_and_kept_without_a_filter()
    {
        // A fifth of the portrait's edge is the face: 20 pixels here, and AUTO asks for 24.
        var collection = await server.Collection();
        var tiny = Pictures.PortraitAt(320, 240, SKRect.Create(100, 60, 90, 90));

        var strict = await Index(collection, tiny, "tiny");
        var lenient = await Index(collection, tiny, "tiny", qualityFilter: "NONE");

        Assert.Empty(strict["FaceRecords"]!.AsArray());
        Assert.Contains(
            "SMALL_BOUNDING_BOX",
            Assert.Single(strict["UnindexedFaces"]!.AsArray())!["Reasons"]!.AsArray()
                .Select(one => (string)one!));
        Assert.Single(lenient["FaceRecords"]!.AsArray());
    }

    [Fact]
    public async Task An_indexed_face_is_found_by_image_and_by_id_and_gone_once_deleted()
    {
        var collection = await server.Collection();
        var faceId = FaceIdOf(await Index(collection, Pictures.Portrait, "her"));
        var twin = FaceIdOf(await Index(
            collection, Pictures.PortraitAt(400, 400, SKRect.Create(0, 0, 400, 400)), "her-small"));

        var byImage = await server.Call("SearchFacesByImage", new()
        {
            ["CollectionId"] = collection,
            ["Image"] = Pictures.Image(Pictures.Portrait),
        });
        Assert.Equal([faceId, twin], FaceIds(byImage));

        var byId = await server.Call(
            "SearchFaces", new() { ["CollectionId"] = collection, ["FaceId"] = faceId });
        Assert.Equal([twin], FaceIds(byId)); // The searched face is not its own match.

        var deletion = await server.Call("DeleteFaces", new()
        {
            ["CollectionId"] = collection,
            ["FaceIds"] = new JsonArray(twin, Guid.Empty.ToString()),
        });
        Assert.Equal(twin, (string)Assert.Single(deletion["DeletedFaces"]!.AsArray())!);
        Assert.Equal(
            "FACE_NOT_FOUND",
            (string)Assert.Single(deletion["UnsuccessfulFaceDeletions"]!.AsArray())!["Reasons"]![0]!);
        Assert.Empty(FaceIds(await server.Call(
            "SearchFaces", new() { ["CollectionId"] = collection, ["FaceId"] = faceId })));
    }

    [Fact]
    public async Task A_list_of_faces_comes_in_pages()
    {
        var collection = await server.Collection();
        for (var i = 0; i < 5; i++)
        {
            await Index(collection, Pictures.Portrait, $"her-{i}");
        }

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await server.Call("ListFaces", new()
            {
                ["CollectionId"] = collection,
                ["MaxResults"] = 2,
                ["NextToken"] = token,
            });
            Assert.InRange(page["Faces"]!.AsArray().Count, 1, 2);
            seen.AddRange(page["Faces"]!.AsArray().Select(face => (string)face!["ExternalImageId"]!));
            token = (string?)page["NextToken"];
        }
        while (token is not null);

        Assert.Equal(["her-0", "her-1", "her-2", "her-3", "her-4"], seen);
    }

    private static byte[] TwoFaces()
    {
        using var portrait = SKImage.FromEncodedData(Pictures.Portrait);
        return Pictures.Draw(900, 512, canvas =>
        {
            canvas.DrawImage(
                portrait, SKRect.Create(0, 0, 512, 512), new SKSamplingOptions(SKFilterMode.Linear));
            canvas.DrawImage(
                portrait, SKRect.Create(550, 50, 340, 340), new SKSamplingOptions(SKFilterMode.Linear));
        });
    }

    private static IEnumerable<string> FaceIds(JsonObject answer)
        => answer["FaceMatches"]!.AsArray().Select(match => (string)match!["Face"]!["FaceId"]!);

    private static string FaceIdOf(JsonObject answer)
        => (string)Assert.Single(answer["FaceRecords"]!.AsArray())!["Face"]!["FaceId"]!;

    private static string ImageIdOf(JsonObject answer)
        => (string)Assert.Single(answer["FaceRecords"]!.AsArray())!["Face"]!["ImageId"]!;

    private Task<JsonObject> Index(
        string collection,
        byte[] picture,
        string externalImageId,
        int? facesMax = null,
        string? qualityFilter = null)
        => server.Call("IndexFaces", new()
        {
            ["CollectionId"] = collection,
            ["Image"] = Pictures.Image(picture),
            ["ExternalImageId"] = externalImageId,
            ["MaxFaces"] = facesMax,
            ["QualityFilter"] = qualityFilter,
        });
}

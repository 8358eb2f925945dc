using System.Text.Json.Nodes;
using Beholden.Tests.Support;
using SkiaSharp;

namespace Beholden.Tests.Operations.Faces;

/// <summary>CompareFaces through the front door: signed HTTP in, awsJson out, real models.</summary>
public sealed class CompareFacesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_smaller_picture_of_the_same_person_matches()
    {
        var smaller = Pictures.PortraitAt(640, 480, SKRect.Create(200, 100, 300, 300));

        var answer = await Compare(Pictures.Portrait, smaller);

        var match = Assert.Single(answer["FaceMatches"]!.AsArray())!;
        Assert.InRange((float)match["Similarity"]!, 99f, 100f);
        Assert.Empty(answer["UnmatchedFaces"]!.AsArray());
        Assert.Equal(
            ["BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"],
            match["Face"]!.AsObject().Select(member => member.Key).Order());
        Assert.Equal(
            ["BoundingBox", "Confidence"],
            answer["SourceImageFace"]!.AsObject().Select(member => member.Key).Order());
    }

    [Fact]
    public async Task Matches_come_with_the_most_similar_first()
    {
        using var portrait = SKImage.FromEncodedData(Pictures.Portrait);
        var two = Pictures.Draw(900, 400, canvas =>
        {
            canvas.DrawImage(
                portrait, SKRect.Create(0, 0, 400, 400), new SKSamplingOptions(SKFilterMode.Linear));
            using var blur = new SKPaint { ImageFilter = SKImageFilter.CreateBlur(3, 3) };
            canvas.DrawImage(
                portrait, SKRect.Create(450, 0, 400, 400), new SKSamplingOptions(SKFilterMode.Linear), blur);
        });

        var answer = await Compare(Pictures.Portrait, two, similarityThreshold: 0);

        var similarities = answer["FaceMatches"]!.AsArray().Select(match => (float)match!["Similarity"]!)
            .ToList();
        Assert.Equal(2, similarities.Count);
        Assert.True(similarities[0] > similarities[1], "The sharp one is more similar than the blurred one.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_picture_without_a_face_is_refused_on_either_side(bool asSource)
    {
        var refusal = await server.Refusal("CompareFaces", new()
        {
            ["SourceImage"] = Pictures.Image(asSource ? Pictures.Empty() : Pictures.Portrait),
            ["TargetImage"] = Pictures.Image(asSource ? Pictures.Portrait : Pictures.Empty()),
        });

        Assert.Equal("InvalidParameterException", refusal.Code);
        Assert.Equal("Request has invalid parameters", refusal.Sentence);
    }

    private Task<JsonObject> Compare(byte[] source, byte[] target, float? similarityThreshold = null)
    {
        var input = new JsonObject
        {
            ["SourceImage"] = Pictures.Image(source),
            ["TargetImage"] = Pictures.Image(target),
            ["SimilarityThreshold"] = similarityThreshold,
        };
        return server.Call("CompareFaces", input);
    }
}

using Beholden.Tests.Support;
using SkiaSharp;

namespace Beholden.Tests.Commands;

/// <summary><c>beholden detect</c> and <c>beholden search</c>, beside one server.</summary>
public sealed class PictureVerbTests : BesideServer
{
    [Fact]
    public async Task Detect_lists_faces_and_draws_them_into_a_picture_of_the_same_size()
    {
        var picture = await Save("her.png", Pictures.PortraitAt(
            500, 400, SKRect.Create(50, 0, 400, 400), SKEncodedImageFormat.Png));
        var drawn = Path.Combine(Pictured, "drawn.jpg");

        var answer = await Beholden.Json(0, "detect", picture, "--draw", drawn);

        Assert.Single(answer["FaceDetails"]!.AsArray());
        using var codec = SKCodec.Create(drawn);
        Assert.Equal(
            (SKEncodedImageFormat.Jpeg, 500, 400),
            (codec.EncodedFormat, codec.Info.Width, codec.Info.Height));
        using var pixels = SKBitmap.Decode(drawn);
        using var before = SKBitmap.Decode(picture);
        Assert.True(ChangedPixels(before, pixels) > 100, "Nothing was drawn.");
    }

    [Fact]
    public async Task Detect_asks_for_every_attribute_with_all()
    {
        var picture = await Save("her.jpg", Pictures.Portrait);

        var all = await Beholden.Json(0, "detect", picture, "--all");
        var text = await Beholden.Run("detect", picture);

        Assert.NotNull(all["FaceDetails"]![0]!["AgeRange"]);
        Assert.Contains("Confidence", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_finds_who_was_indexed()
    {
        var picture = await Save("her.jpg", Pictures.Portrait);
        await Beholden.Json(0, "index", Pictured, "--collection", "people");

        var found = await Beholden.Json(0, "search", picture, "--collection", "people");
        var text = await Beholden.Run("search", picture, "--collection", "people", "--threshold", "99");

        var match = Assert.Single(found["FaceMatches"]!.AsArray())!;
        Assert.Equal("her.jpg", (string)match["Face"]!["ExternalImageId"]!);
        Assert.Contains("her.jpg", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_sentence()
    {
        var empty = await Save("empty.jpg", Pictures.Empty());
        var text = await Save("text.jpg", "no picture"u8.ToArray());
        var absent = Path.Combine(Pictured, "absent.jpg");
        var below = Path.Combine(empty, "drawn.jpg");
        var nothing = Directory.CreateDirectory(Path.Combine(Pictured, "none")).FullName;
        await Beholden.Json(0, "index", nothing, "--collection", "people");

        CommandLine.RequireSentence(
            await Beholden.Run("search", empty, "--collection", "people"), "There are no faces in the image");
        CommandLine.RequireSentence(
            await Beholden.Run("search", empty, "--collection", "nowhere"), "nowhere does not exist");
        CommandLine.RequireSentence(await Beholden.Run("detect", absent), "There is no file");
        CommandLine.RequireSentence(await Beholden.Run("detect", text), "InvalidImageFormatException");
        CommandLine.RequireSentence(await Beholden.Run("detect", empty, "--draw", below), "drawn.jpg");
    }

    private static int ChangedPixels(SKBitmap before, SKBitmap after)
    {
        const int far = 60; // Far above what JPEG changes.
        var changed = 0;
        for (var y = 0; y < before.Height; y++)
        {
            for (var x = 0; x < before.Width; x++)
            {
                var (a, b) = (before.GetPixel(x, y), after.GetPixel(x, y));
                var step = Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue);
                changed += step > far ? 1 : 0;
            }
        }

        return changed;
    }
}

using Beholden.Tests.Vision.Images;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;
using Beholden.Vision.Redaction;

namespace Beholden.Tests.Redacting;

/// <summary>What a cover leaves of the pixels under it and beside it.</summary>
public sealed class CoverTests
{
    [Theory]
    [InlineData(CoverStyle.Solid)]
    [InlineData(CoverStyle.Pixelated)]
    public void Pixels_under_a_cover_are_constant_in_each_cell_and_the_others_stay(CoverStyle style)
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var (width, height) = (random.Next(80, 160), random.Next(80, 160));
            var image = MadeImages.Noise(width, height, round + 1);
            var face = new FoundFace(
                new(
                    random.Next(-20, width), random.Next(-20, height), random.Next(8, 90),
                    random.Next(8, 90)),
                0.9f, null, random.Next(2) == 0 ? null : new Tilt(90, 10, 10));
            var cells = random.Next(1, 9);
            if (Cover.Around(face, image, 1) is not { } box)
            {
                continue;
            }

            var after = Cover.Over(image, [(box, face.Box.Width)], new(style, cells));

            var edge = style == CoverStyle.Solid
                ? Math.Max(width, height)
                : Math.Max(1, (int)MathF.Ceiling(face.Box.Width / cells));
            RequireCells(image.Pixels, after.Pixels, width, height, box, edge);
        }
    }

    [Fact]
    public void Solid_is_black_whatever_was_there()
    {
        var image = MadeImages.Noise(100, 100);
        var after = Cover.Over(image, [(new(10, 20, 30, 40), 20)], new(CoverStyle.Solid, 1));
        for (var y = 20; y < 60; y++)
        {
            Assert.Equal(-1, after.Pixels.AsSpan(((y * 100) + 10) * 3, 90).IndexOfAnyExcept((byte)0));
        }
    }

    [Fact]
    public void A_cover_reaches_beyond_the_face_on_every_side()
    {
        var box = Cover.Around(
            new(new(100, 100, 50, 60), 0.9f, null), MadeImages.Noise(300, 300), 1)!.Value;
        Assert.True(box.Left < 80 && box.Top < 70, $"{box}");
        Assert.True(box.Left + box.Width > 170 && box.Top + box.Height > 175, $"{box}");
        Assert.Null(Cover.Around(
            new(new(500, 500, 20, 20), 0.9f, null), MadeImages.Noise(100, 100), 1));
    }

    private static void RequireCells(
        byte[] before, byte[] after, int width, int height, CoverBox box, int edge)
    {
        var firsts = new Dictionary<(int, int), (byte, byte, byte)>();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                var (right, down) = (x - box.Left, y - box.Top);
                var pixel = (after[at], after[at + 1], after[at + 2]);
                if (right < 0 || down < 0 || right >= box.Width || down >= box.Height)
                {
                    Assert.Equal((before[at], before[at + 1], before[at + 2]), pixel);
                    continue;
                }

                firsts.TryAdd((right / edge, down / edge), pixel);
                Assert.Equal(firsts[(right / edge, down / edge)], pixel);
            }
        }
    }
}

using System.Numerics;
using Beholden.Tests.Support;
using Beholden.Vision;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using SkiaSharp;

namespace Beholden.Tests.Vision.Images;

/// <summary>A large JPEG is decoded at a coarser scale first, and in full when that is needed.</summary>
public sealed class CoarseDecodeTests
{
    [Theory]
    [InlineData(2047, 1000, null)]
    [InlineData(2048, 1000, 1 / 2f)]
    [InlineData(1000, 4095, 1 / 2f)]
    [InlineData(4096, 64, 1 / 4f)]
    [InlineData(4608, 3072, 1 / 2f)]
    [InlineData(8192, 16, 1 / 4f)]
    [InlineData(8200, 16, 1 / 3f)]
    public void The_coarser_scale_keeps_a_thousand_pixels(int width, int height, float? scale)
    {
        var image = Decode.Upright(Pictures.Empty(width, height));

        var level = image.For(zoom: 0.01f);

        Assert.Equal(scale ?? 1, level.Scale);
        Assert.Equal(MathF.Ceiling(image.Width * level.Scale), level.Image.Width);
        Assert.Equal(MathF.Ceiling(image.Height * level.Scale), level.Image.Height);
        Assert.InRange(Math.Max(level.Image.Width, level.Image.Height), Limits.SidePixelsCoarseMin, 4096);
        Assert.Same(image, image.For(level.Scale + 0.01f).Image);
    }

    [Fact]
    public void A_PNG_has_one_scale()
    {
        var image = Decode.Upright(Pictures.Empty(2500, 90, SKEncodedImageFormat.Png));

        Assert.Equal(new ImageLevel(image, 1, Vector2.Zero), image.For(0.01f));
    }

    [Fact]
    public void The_whole_is_decoded_once_and_only_when_finer_pixels_are_asked_for()
    {
        var decodes = 0;
        var image = new RgbImage(new(4, 2), new(new(2, 1, new byte[6]), 0.5f, Vector2.Zero), () =>
        {
            decodes++;
            return new(4, 2, new byte[24]);
        });

        Resize.Region(image, new(0, 0, 4, 2), 2, 1);
        Warp.Affine(image, Matrix3x2.CreateScale(0.5f), 2, 1);
        Assert.Equal(0, decodes);

        Resize.Region(image, new(0, 0, 4, 2), 3, 1);
        Warp.Affine(image, Matrix3x2.Identity, 4, 2);
        Assert.Equal(1, decodes);
    }

    // The same places must come out of both scales, also where odd sides leave half a pixel over.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Cuts_and_warps_show_the_same_from_either_scale(int orientation)
    {
        var stored = Pictures.PortraitAt(2049, 1537, new(300, 100, 1700, 1500));
        var image = Decode.Upright(MadeImages.WithOrientation(stored, orientation));
        var whole = new RgbImage(image.Width, image.Height, image.Pixels);
        var region = new PixelBox(-40.5f, 130.25f, 1200, 900);
        var turn = Matrix3x2.CreateRotation(0.4f, new(700, 700)) * Matrix3x2.CreateScale(0.14f);

        Assert.NotSame(image, image.For(0.3f).Image);
        Assert.InRange(
            Apart(Resize.Region(image, region, 300, 225), Resize.Region(whole, region, 300, 225)), 0, 1.5);
        Assert.InRange(Apart(Warp.Affine(image, turn, 200, 200), Warp.Affine(whole, turn, 200, 200)), 0, 1.5);
    }

    [Fact]
    public void A_large_file_cut_short_is_refused_before_anything_is_seen()
    {
        var whole = Pictures.PortraitAt(2400, 1600, new(100, 0, 1700, 1600));

        foreach (var length in new[] { whole.Length / 4, whole.Length / 2, whole.Length * 9 / 10 })
        {
            Assert.Throws<UnreadableImageException>(() => Decode.Upright(whole.AsMemory(0, length)));
        }
    }

    [Fact]
    public void A_flipped_byte_in_a_large_file_is_refused_at_once_or_never()
    {
        var whole = Pictures.PortraitAt(2048, 90, new(20, 0, 140, 90));
        var decoded = 0;
        for (var at = 0; at < whole.Length; at += 23)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 0x55;
            RgbImage image;
            try
            {
                image = Decode.Upright(flipped);
            }
            catch (Exception refusal) when (refusal is UnreadableImageException or OversizedImageException)
            {
                continue;
            }

            Assert.Equal(image.Width * image.Height * 3, image.Pixels.Length);
            decoded++;
        }

        Assert.InRange(decoded, 10, whole.Length);
    }

    /// <summary>Mean difference, grey levels.</summary>
    private static double Apart(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();
}

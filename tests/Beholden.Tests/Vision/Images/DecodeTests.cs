using Beholden.Tests.Support;
using Beholden.Vision;
using Beholden.Vision.Images;
using SkiaSharp;

namespace Beholden.Tests.Vision.Images;

public sealed class DecodeTests
{
    // Four flat quarters survive JPEG: one corner each in the upright picture.
    private static readonly SKColor[] Corners = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.White];

    // EXIF 2.3, tag 274: which corner of the upright picture the file's top left, top right, bottom left
    // and bottom right hold. Corners count along the rows: 0 1 / 2 3.
    public static TheoryData<int, int[]> Orientations => new()
    {
        { 1, [0, 1, 2, 3] },
        { 2, [1, 0, 3, 2] },
        { 3, [3, 2, 1, 0] },
        { 4, [2, 3, 0, 1] },
        { 5, [0, 2, 1, 3] },
        { 6, [1, 3, 0, 2] },
        { 7, [3, 1, 2, 0] },
        { 8, [2, 0, 3, 1] },
    };

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Every_EXIF_orientation_comes_upright(int orientation, int[] cornersInFile)
    {
        var turned = orientation >= 5;
        var stored = Quarters(turned ? 32 : 64, turned ? 64 : 32, cornersInFile);
        var file = MadeImages.WithOrientation(stored, orientation);

        var image = Decode.Upright(file);

        Assert.Equal((64, 32), (image.Width, image.Height));
        Assert.Equal(new ImageSize(64, 32), Decode.Size(file));
        for (var corner = 0; corner < 4; corner++)
        {
            var (x, y) = (corner % 2 == 0 ? 8 : 56, corner / 2 == 0 ? 8 : 24);
            AssertColour(Corners[corner], image, x, y, tolerance: 8);
        }
    }

    [Fact]
    public void A_PNG_bomb_is_refused_from_its_header()
    {
        // One bit a pixel: 50 MB of zeros in some 220 kB of file.
        var bomb = MadeImages.Png(20_000, 20_000, bits: 1, colour: 0, new byte[2500]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<OversizedImageException>(() => Decode.Upright(bomb));

        Assert.Equal((20_000, 20_000), (refusal.Width, refusal.Height));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Throws<OversizedImageException>(() => Decode.Size(bomb));
    }

    [Fact]
    public void A_side_at_the_limit_is_read_and_shrunk_and_one_more_pixel_is_not()
    {
        byte[] row = [.. Enumerable.Range(0, Limits.SidePixelsMax).Select(x => (byte)(x < 5000 ? 40 : 200))];
        var image = Decode.Upright(MadeImages.Png(Limits.SidePixelsMax, 90, bits: 8, colour: 0, row));

        Assert.Equal((3333, 30), (image.Width, image.Height));
        AssertColour(new(40, 40, 40), image, 1600, 0, tolerance: 0);
        AssertColour(new(200, 200, 200), image, 1700, 29, tolerance: 0);

        var longer = MadeImages.Png(Limits.SidePixelsMax + 1, 1, bits: 8, colour: 0, new byte[10_001]);
        Assert.Throws<OversizedImageException>(() => Decode.Upright(longer));
    }

    // 66 megapixels are read in three bands; the change of colour lies inside the second.
    [Fact]
    public void A_PNG_of_many_bands_has_every_row_at_its_place()
    {
        var (dark, light) = (new byte[10_000], new byte[10_000]);
        dark.AsSpan().Fill(50);
        light.AsSpan().Fill(200);
        var file = MadeImages.Png(10_000, 6600, bits: 8, colour: 0, y => y < 4500 ? dark : light);

        var image = Decode.Upright(file);

        Assert.Equal((3333, 2200), (image.Width, image.Height));
        AssertColour(new(50, 50, 50), image, 5, 1499, tolerance: 0);
        AssertColour(new(200, 200, 200), image, 5, 1500, tolerance: 0);
        AssertColour(new(200, 200, 200), image, 3332, 2199, tolerance: 0);
        Assert.Throws<UnreadableImageException>(() => Decode.Upright(file.AsMemory(0, file.Length / 2)));
    }

    [Fact]
    public void A_large_JPEG_shrinks_with_its_proportions()
    {
        var image = Decode.Upright(Pictures.Empty(4608, 3072));

        Assert.Equal((2304, 1536), (image.Width, image.Height));
        AssertColour(SKColors.SteelBlue, image, 1000, 1000, tolerance: 4);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    public void A_file_cut_short_is_refused(SKEncodedImageFormat format)
    {
        var whole = Pictures.PortraitAt(320, 240, new(40, 0, 280, 240), format);

        foreach (var length in new[] { 3, 8, 20, whole.Length / 4, whole.Length / 2, whole.Length * 9 / 10 })
        {
            Assert.Throws<UnreadableImageException>(() => Decode.Upright(whole.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Only_the_content_says_what_a_file_is()
    {
        byte[][] others =
        [
            [], [0xFF], [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0], [.. "<!doctype html><p>no picture"u8],
            [.. "BM"u8, .. new byte[60]], Pictures.Empty(64, 64, SKEncodedImageFormat.Webp),
        ];
        foreach (var file in others)
        {
            Assert.Throws<UnreadableImageException>(() => Decode.Upright(file));
        }
    }

    [Fact]
    public void A_flipped_byte_gives_a_picture_or_a_refusal_and_nothing_else()
    {
        var whole = Pictures.PortraitAt(160, 120, new(20, 0, 140, 120));
        for (var at = 0; at < whole.Length; at += 7)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 0x55;
            try
            {
                Assert.InRange(Decode.Upright(flipped).Width, 1, Limits.SidePixelsKept);
            }
            catch (Exception refusal) when (refusal is UnreadableImageException or OversizedImageException)
            {
            }
        }
    }

    [Fact]
    public void Grey_and_CMYK_become_RGB()
    {
        var grey = Decode.Upright(FlatJpeg.Encode(adobe: false, 90));
        AssertColour(new(90, 90, 90), grey, 4, 4, tolerance: 1);

        // Adobe stores inks inverted: full cyan and no other ink is 0, 255, 255, 255.
        var cyan = Decode.Upright(FlatJpeg.Encode(adobe: true, 0, 255, 255, 255));
        AssertColour(new(0, 255, 255), cyan, 4, 4, tolerance: 2);
    }

    [Fact]
    public void Sixteen_bits_become_eight_and_transparency_becomes_white()
    {
        byte[] deep = [0x80, 0x7F, 0x20, 0x10, 0xF0, 0x01];
        var eight = Decode.Upright(MadeImages.Png(1, 2, 16, 2, deep));
        AssertColour(new(0x80, 0x20, 0xF0), eight, 0, 1, tolerance: 1);

        byte[] clear = [200, 100, 0, 0, 200, 100, 0, 255, 200, 100, 0, 51];
        var image = Decode.Upright(MadeImages.Png(3, 1, 8, 6, clear));
        AssertColour(SKColors.White, image, 0, 0, tolerance: 0);
        AssertColour(new(200, 100, 0), image, 1, 0, tolerance: 0);
        AssertColour(new(244, 224, 204), image, 2, 0, tolerance: 1); // A fifth of the colour on white.
    }

    // Rows of every length around the four pixels that are packed at once, and a clear pixel in the middle.
    [Fact]
    public void Every_pixel_of_every_row_is_packed_as_stored()
    {
        for (var width = 1; width <= 23; width++)
        {
            foreach (var clear in new[] { -1, width / 2 })
            {
                byte[] row = [.. Enumerable.Range(0, width).SelectMany(x => new[]
                {
                    (byte)(10 * x), (byte)(x + 3), (byte)(200 - x), (byte)(x == clear ? 0 : 255),
                })];

                var image = Decode.Upright(MadeImages.Png(width, 3, 8, 6, row));

                byte[] expected = [.. Enumerable.Range(0, width).SelectMany(x => x == clear
                    ? new byte[] { 255, 255, 255 }
                    : [(byte)(10 * x), (byte)(x + 3), (byte)(200 - x)])];
                Assert.Equal([.. expected, .. expected, .. expected], image.Pixels);
            }
        }
    }

    private static byte[] Quarters(int width, int height, int[] corners)
    {
        var (middleX, middleY) = (width / 2, height / 2);
        return Pictures.Draw(width, height, canvas =>
        {
            for (var i = 0; i < 4; i++)
            {
                using var paint = new SKPaint { Color = Corners[corners[i]] };
                canvas.DrawRect(i % 2 * middleX, i / 2 * middleY, middleX, middleY, paint);
            }
        });
    }

    private static void AssertColour(SKColor expected, RgbImage image, int x, int y, int tolerance)
    {
        var at = ((y * image.Width) + x) * 3;
        Assert.InRange(image.Pixels[at], expected.Red - tolerance, expected.Red + tolerance);
        Assert.InRange(image.Pixels[at + 1], expected.Green - tolerance, expected.Green + tolerance);
        Assert.InRange(image.Pixels[at + 2], expected.Blue - tolerance, expected.Blue + tolerance);
    }
}

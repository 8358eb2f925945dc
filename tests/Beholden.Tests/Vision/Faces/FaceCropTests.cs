using Beholden.Tests.Support;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using SkiaSharp;

namespace Beholden.Tests.Vision.Faces;

/// <summary>The small pictures that people compare.</summary>
public sealed class FaceCropTests
{
    // Of the portrait, by its landmarks.
    private static readonly PixelBox Face = new(170, 55, 100, 125);

    [Fact]
    public void A_crop_shows_the_face_in_its_middle()
    {
        var crop = Decoded(FaceCrop.Jpeg(Decode.Upright(Pictures.Portrait), Face));
        var whole = Decode.Upright(Pictures.Portrait);

        // The same place of the picture, by hand: the crop's side is 1.45 of the box's longer one.
        var (side, middle) = (125 * 1.45f, (X: 220f, Y: 117.5f));
        var differences = new List<float>();
        for (var y = 20; y < 140; y += 10)
        {
            for (var x = 20; x < 140; x += 10)
            {
                var from = ((int)(middle.X - (side / 2) + ((x + 0.5f) * side / 160)),
                    (int)(middle.Y - (side / 2) + ((y + 0.5f) * side / 160)));
                differences.Add(Math.Abs(
                    Green(crop, (x, y)) - Green(whole, from)));
            }
        }

        // Soft edges and JPEG move single pixels; a crop laid elsewhere differs by 50 and more on average.
        Assert.True(differences.Average() < 12, $"{differences.Average()}");
    }

    [Theory]
    [InlineData(170, 55, 100, 125)]
    [InlineData(5, 5, 12, 14)]
    [InlineData(-40, -30, 120, 130)]
    [InlineData(480, 490, 60, 70)]
    [InlineData(0, 0, 512, 512)]
    public void Every_crop_has_the_same_size_and_no_metadata(float left, float top, float width, float height)
    {
        var file = FaceCrop.Jpeg(Decode.Upright(Pictures.Portrait), new(left, top, width, height));

        Assert.Equal((160, 160), (Decoded(file).Width, Decoded(file).Height));
        Assert.InRange(file.Length, 500, FaceCrop.BytesMax);
        Assert.Equal(-1, file.AsSpan().IndexOf("Exif"u8));
    }

    [Fact]
    public void Noise_fits_too()
    {
        var pixels = new byte[200 * 200 * 3];
        new Random(1).NextBytes(pixels);

        Assert.InRange(
            FaceCrop.Jpeg(new(200, 200, pixels), new(40, 40, 110, 110)).Length, 1, FaceCrop.BytesMax);
    }

    private static RgbImage Decoded(byte[] file)
    {
        using var codec = SKCodec.Create(new MemoryStream(file));
        Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
        return Decode.Upright(file);
    }

    private static float Green(RgbImage image, (int X, int Y) at) =>
        image.Pixels[(((at.Y * image.Width) + at.X) * 3) + 1];
}

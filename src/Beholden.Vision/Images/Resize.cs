using System.Numerics.Tensors;
using Beholden.Vision.Faces;

namespace Beholden.Vision.Images;

/// <summary>Cuts a rectangle out of a picture and scales it, both axes on their own.</summary>
/// <remarks>Pixel centres lie at halves. Beyond the border the edge pixel repeats.</remarks>
public static class Resize
{
    /// <summary>The whole picture at another size.</summary>
    public static RgbImage To(RgbImage image, int width, int height) =>
        image.Width == width && image.Height == height
            ? image
            : new(width, height, Region(image, new(0, 0, image.Width, image.Height), width, height));

    /// <param name="region">Pixels; may lie between pixels or reach outside the picture.</param>
    /// <returns>Shape [outHeight, outWidth, 3], RGB.</returns>
    public static byte[] Region(
        RgbImage image,
        PixelBox region,
        int outWidth,
        int outHeight,
        Shrinking shrinking = Shrinking.Averages)
    {
        var level = image.For(Math.Max(outWidth / region.Width, outHeight / region.Height));
        return Cut(level.Image, level.Map(region), outWidth, outHeight, shrinking);
    }

    private static byte[] Cut(
        RgbImage image, PixelBox region, int outWidth, int outHeight, Shrinking shrinking)
    {
        var across = new Taps(region.Left, region.Width, outWidth, image.Width, shrinking);
        var down = new Taps(region.Top, region.Height, outHeight, image.Height, shrinking);
        var output = GC.AllocateUninitializedArray<byte>(checked(outWidth * outHeight * 3));
        var stride = image.Width * 3;
        var (from, length) = (across.First * 3, (across.Last - across.First + 1) * 3);
        var wide = new float[length];
        var sum = new float[length];
        for (var y = 0; y < outHeight; y++)
        {
            sum.AsSpan().Clear();
            var weights = down.Of(y, out var first);
            for (var i = 0; i < weights.Length; i++)
            {
                var row = image.Pixels.AsSpan(((first + i) * stride) + from, length);
                TensorPrimitives.ConvertTruncating<byte, float>(row, wide);
                TensorPrimitives.MultiplyAdd(wide, weights[i], sum, sum);
            }

            Across(sum, across, output.AsSpan(y * outWidth * 3, outWidth * 3));
        }

        return output;
    }

    private static void Across(ReadOnlySpan<float> row, Taps across, Span<byte> output)
    {
        for (var x = 0; x * 3 < output.Length; x++)
        {
            var weights = across.Of(x, out var first);
            var from = row[((first - across.First) * 3)..];
            float red = 0.5f, green = 0.5f, blue = 0.5f; // Rounds: values are positive.
            for (var i = 0; i < weights.Length; i++)
            {
                red += weights[i] * from[3 * i];
                green += weights[i] * from[(3 * i) + 1];
                blue += weights[i] * from[(3 * i) + 2];
            }

            output[3 * x] = (byte)Math.Min(red, 255f);
            output[(3 * x) + 1] = (byte)Math.Min(green, 255f);
            output[(3 * x) + 2] = (byte)Math.Min(blue, 255f);
        }
    }
}

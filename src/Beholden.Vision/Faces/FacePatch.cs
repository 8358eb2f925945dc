using Beholden.Vision.Images;

namespace Beholden.Vision.Faces;

/// <summary>Cuts a part of a picture out at a network's size.</summary>
internal static class FacePatch
{
    // A face of 3000 pixels shrunk to 64 would weigh 94 source pixels per axis and output pixel; every
    // 12th of them gives the same picture to within rounding of what the networks can tell apart.
    private const int TapsMax = 8;

    /// <summary>Resamples a region; what lies outside the picture repeats its edge.</summary>
    /// <param name="region">Pixels of the upright image; may reach outside it.</param>
    /// <returns>Shape [3, height, width], RGB planes, 0..255.</returns>
    /// <remarks>
    /// Triangle filter as wide as the shrinkage, so that shrinking averages and enlarging interpolates.
    /// </remarks>
    public static float[] Planes(RgbImage image, PixelBox region, int width, int height)
    {
        var columns = Taps(region.Left, region.Width, width, image.Width);
        var rows = Taps(region.Top, region.Height, height, image.Height);
        var narrowed = new Dictionary<int, float[]>();
        var planes = new float[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            foreach (var (row, weight) in rows[y])
            {
                if (!narrowed.TryGetValue(row, out var line))
                {
                    narrowed[row] = line = Narrow(image, row, columns);
                }

                for (var c = 0; c < 3; c++)
                {
                    var plane = planes.AsSpan((((c * height) + y) * width), width);
                    for (var x = 0; x < width; x++)
                    {
                        plane[x] += weight * line[(c * width) + x];
                    }
                }
            }
        }

        return planes;
    }

    /// <summary>A square around a box's centre, as wide as the box's longer side times a factor.</summary>
    public static PixelBox SquareAround(PixelBox box, float factor)
    {
        var edge = Math.Max(box.Width, box.Height) * factor;
        return new(
            box.Left + ((box.Width - edge) / 2), box.Top + ((box.Height - edge) / 2), edge, edge);
    }

    /// <summary>The box grown about its centre; keeps its proportions.</summary>
    public static PixelBox Grown(PixelBox box, float factor)
    {
        var (width, height) = (box.Width * factor, box.Height * factor);
        return new(
            box.Left + ((box.Width - width) / 2), box.Top + ((box.Height - height) / 2), width, height);
    }

    /// <summary>ITU-R BT.601 luma of RGB planes.</summary>
    /// <param name="planes">Shape [3, n], 0..255.</param>
    /// <returns>Shape [n], 0..255.</returns>
    public static float[] Luma(ReadOnlySpan<float> planes)
    {
        var n = planes.Length / 3;
        var luma = new float[n];
        for (var i = 0; i < n; i++)
        {
            luma[i] = (0.299f * planes[i]) + (0.587f * planes[n + i]) + (0.114f * planes[(2 * n) + i]);
        }

        return luma;
    }

    private static float[] Narrow(RgbImage image, int row, (int At, float Weight)[][] columns)
    {
        var line = new float[3 * columns.Length];
        var source = image.Pixels.AsSpan(row * image.Width * 3, image.Width * 3);
        for (var x = 0; x < columns.Length; x++)
        {
            float r = 0, g = 0, b = 0;
            foreach (var (at, weight) in columns[x])
            {
                r += weight * source[at * 3];
                g += weight * source[(at * 3) + 1];
                b += weight * source[(at * 3) + 2];
            }

            line[x] = r;
            line[columns.Length + x] = g;
            line[(2 * columns.Length) + x] = b;
        }

        return line;
    }

    /// <summary>For each output pixel of one axis, the source pixels it takes and their weights.</summary>
    private static (int At, float Weight)[][] Taps(float start, float length, int outputs, int sourcePixels)
    {
        var scale = length / outputs;
        var reach = Math.Max(1f, scale);
        var step = Math.Max(1, (int)MathF.Ceiling(2 * reach / TapsMax));
        var all = new (int At, float Weight)[outputs][];
        for (var i = 0; i < outputs; i++)
        {
            var centre = start + ((i + 0.5f) * scale) - 0.5f;
            var taps = new List<(int At, float Weight)>();
            var sum = 0f;
            for (var at = (int)MathF.Ceiling(centre - reach); at <= centre + reach; at += step)
            {
                var weight = 1 - (Math.Abs(at - centre) / reach);
                if (weight > 0)
                {
                    taps.Add((Math.Clamp(at, 0, sourcePixels - 1), weight));
                    sum += weight;
                }
            }

            all[i] = [.. taps.Select(tap => (tap.At, tap.Weight / sum))];
        }

        return all;
    }
}

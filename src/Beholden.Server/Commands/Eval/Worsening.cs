using Beholden.Vision.Images;

namespace Beholden.Server.Commands.Eval;

/// <summary>One way to make a picture worse, in steps that decision page 3 began with.</summary>
internal sealed record Worsening(string Name, Func<RgbImage, RgbImage> Apply)
{
    // A face of LFW is about 127 pixels high, so a zoom of 0.25 leaves 32.
    public static IReadOnlyList<Worsening> All { get; } =
    [
        new("0.63 of the size", image => Smaller(image, 0.63f)),
        new("0.38 of the size", image => Smaller(image, 0.38f)),
        new("0.28 of the size", image => Smaller(image, 0.28f)),
        new("0.22 of the size", image => Smaller(image, 0.22f)),
        new("blur of 2 px", image => Blurred(image, 2)),
        new("blur of 3 px", image => Blurred(image, 3)),
        new("blur of 4 px", image => Blurred(image, 4)),
        new("blur of 6 px", image => Blurred(image, 6)),
        new("15 % of the light", image => Darker(image, 0.15f)),
        new("7 % of the light", image => Darker(image, 0.07f)),
    ];

    internal static RgbImage Smaller(RgbImage image, float zoom) => Resize.To(
        image, Math.Max(1, (int)(image.Width * zoom)), Math.Max(1, (int)(image.Height * zoom)));

    internal static RgbImage Darker(RgbImage image, float share) => new(
        image.Width, image.Height, [.. image.Pixels.Select(value => (byte)MathF.Round(value * share))]);

    /// <summary>Three means over a window: close to a Gaussian of the deviation (Wells 1986).</summary>
    internal static RgbImage Blurred(RgbImage image, float sigmaPixels)
    {
        var half = Math.Max(1, (int)MathF.Round((MathF.Sqrt((4 * sigmaPixels * sigmaPixels) + 1) - 1) / 2));
        var (pixels, next) = ((byte[])image.Pixels.Clone(), new byte[image.Pixels.Length]);
        for (var pass = 0; pass < 3; pass++)
        {
            Mean(pixels, next, image.Height, image.Width * 3, image.Width, 3, half);
            Mean(next, pixels, image.Width, 3, image.Height, image.Width * 3, half);
        }

        return new(image.Width, image.Height, pixels);
    }

    /// <summary>Means along lines; what lies beyond a line's end repeats it.</summary>
    private static void Mean(
        byte[] from, byte[] to, int lines, int lineStep, int length, int step, int half)
    {
        for (var line = 0; line < lines; line++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var start = (line * lineStep) + channel;
                int At(int i) => from[start + (Math.Clamp(i, 0, length - 1) * step)];
                var sum = Enumerable.Range(-half, (2 * half) + 1).Sum(At);
                for (var i = 0; i < length; i++)
                {
                    to[start + (i * step)] = (byte)((sum + half) / ((2 * half) + 1));
                    sum += At(i + half + 1) - At(i - half);
                }
            }
        }
    }
}

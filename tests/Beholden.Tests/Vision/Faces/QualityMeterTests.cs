using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using CsCheck;

namespace Beholden.Tests.Vision.Faces;

public sealed class QualityMeterTests
{
    private static readonly PixelBox Whole = new(0, 0, 112, 112);

    [Fact]
    public void Sharpness_falls_with_every_step_of_blur() =>
        Gen.Select(Gen.Int[0, 50], Gen.Float[0.5f, 2f], Gen.Float[1.3f, 2f]).Sample((seed, first, step) =>
        {
            var image = AttributeBench.Waves(112, seed);
            var (sharp, soft, softer) = (Sharpness(image), Sharpness(Blur(image, first)),
                Sharpness(Blur(image, first * step)));
            return sharp > soft && soft > softer;
        }, iter: 40);

    [Fact]
    public void A_flat_face_has_no_sharpness() =>
        Assert.Equal(0, Sharpness(AttributeBench.Change(AttributeBench.Waves(112, 1), _ => 90)));

    [Fact]
    public void Halving_the_contrast_hardly_changes_sharpness()
    {
        var image = AttributeBench.Waves(112, 3);
        var dim = AttributeBench.Change(image, v => 64 + (v / 2f));
        Assert.Equal(Sharpness(image), Sharpness(dim), 3f);
    }

    [Fact]
    public void Brightness_rises_as_gamma_falls() =>
        Gen.Select(Gen.Int[0, 50], Gen.Float[0.4f, 2f]).Sample((seed, gamma) =>
        {
            var image = AttributeBench.Waves(112, seed);
            float Lit(float power) => QualityMeter.Measure(
                AttributeBench.Change(image, v => 255 * MathF.Pow(v / 255f, power)), Whole).BrightnessPercent;
            return Lit(gamma) > Lit(gamma + 0.2f);
        }, iter: 40);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(255, 100)]
    public void Black_is_0_percent_and_white_is_100(byte grey, float percent)
    {
        var image = AttributeBench.Change(AttributeBench.Waves(112, 1), _ => grey);
        Assert.Equal(percent, QualityMeter.Measure(image, Whole).BrightnessPercent, 0.01f);
    }

    private static float Sharpness(RgbImage image) => QualityMeter.Measure(image, Whole).SharpnessPercent;

    private static RgbImage Blur(RgbImage image, float sigma)
    {
        var reach = (int)MathF.Ceiling(3 * sigma);
        float[] kernel = [.. Enumerable.Range(-reach, (2 * reach) + 1)
            .Select(i => MathF.Exp(-i * i / (2 * sigma * sigma)))];
        return Pass(Pass(image, kernel, (1, 0)), kernel, (0, 1));
    }

    private static RgbImage Pass(RgbImage image, float[] kernel, (int X, int Y) step)
    {
        var (reach, sum) = (kernel.Length / 2, kernel.Sum());
        var pixels = new byte[image.Pixels.Length];
        for (var at = 0; at < image.Width * image.Height; at++)
        {
            var value = 0f;
            for (var i = -reach; i <= reach; i++)
            {
                var x = Math.Clamp((at % image.Width) + (i * step.X), 0, image.Width - 1);
                var y = Math.Clamp((at / image.Width) + (i * step.Y), 0, image.Height - 1);
                value += kernel[i + reach] * image.Pixels[((y * image.Width) + x) * 3];
            }

            pixels.AsSpan(at * 3, 3).Fill((byte)MathF.Round(value / sum));
        }

        return new(image.Width, image.Height, pixels);
    }
}

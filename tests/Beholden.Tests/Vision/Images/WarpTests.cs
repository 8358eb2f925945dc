using System.Numerics;
using Beholden.Vision.Images;

namespace Beholden.Tests.Vision.Images;

public sealed class WarpTests
{
    [Theory]
    [InlineData(1, 0, 0, 0)]
    [InlineData(1.4f, 0.3f, -7, 5)]
    [InlineData(0.9f, -2.5f, 40, 30)]
    [InlineData(0.3f, 0.7f, 4, 2)]
    public void Equals_its_naive_twin(float zoom, float turn, float right, float down)
    {
        var image = MadeImages.Noise(60, 50);
        var map = Matrix3x2.CreateScale(zoom) * Matrix3x2.CreateRotation(turn)
            * Matrix3x2.CreateTranslation(right, down);

        var crop = Warp.Affine(image, map, 24, 20);

        for (var i = 0; i < crop.Length; i++)
        {
            var naive = Naive(image, map, i / 3 % 24, i / 3 / 24, i % 3);
            Assert.InRange(crop[i], naive - 0.6, naive + 0.6);
        }
    }

    [Fact]
    public void The_identity_copies_and_the_outside_is_black()
    {
        var image = MadeImages.Noise(8, 6);

        var crop = Warp.Affine(image, Matrix3x2.Identity, 10, 6);

        for (var y = 0; y < 6; y++)
        {
            Assert.Equal(image.Pixels.AsSpan(y * 24, 24), crop.AsSpan(y * 30, 24));
            Assert.Equal(new byte[6], crop.AsSpan((y * 30) + 24, 6));
        }
    }

    [Fact]
    public void A_map_without_an_inverse_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => Warp.Affine(MadeImages.Noise(4, 4), new(1, 0, 0, 0, 0, 0), 4, 4));

    /// <summary>In double precision: the mean of a grid of bilinear samples, one per source pixel.</summary>
    private static double Naive(RgbImage image, Matrix3x2 map, int x, int y, int channel)
    {
        Assert.True(Matrix3x2.Invert(map, out var back));
        var samples = Math.Clamp((int)Math.Round(Math.Sqrt(Math.Abs(back.GetDeterminant()))), 1, 8);
        double sum = 0;
        for (var i = 0; i < samples * samples; i++)
        {
            var u = x - 0.5 + (((i % samples) + 0.5) / samples);
            var v = y - 0.5 + (((i / samples) + 0.5) / samples);
            var left = (u * back.M11) + (v * back.M21) + back.M31;
            var top = (u * back.M12) + (v * back.M22) + back.M32;
            sum += Bilinear(image, left, top, channel);
        }

        return sum / (samples * samples);
    }

    private static double Bilinear(RgbImage image, double x, double y, int channel)
    {
        double sum = 0;
        for (var row = 0; row < image.Height; row++)
        {
            for (var column = 0; column < image.Width; column++)
            {
                var weight = Math.Max(0, 1 - Math.Abs(column - x)) * Math.Max(0, 1 - Math.Abs(row - y));
                sum += weight * image.Pixels[(((row * image.Width) + column) * 3) + channel];
            }
        }

        return sum;
    }
}

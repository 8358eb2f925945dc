using Beholden.Server.Commands.Eval;
using Beholden.Tests.Vision;

namespace Beholden.Tests.Commands.Eval;

public sealed class WorseningTests
{
    [Fact]
    public void Blur_spreads_a_point_like_a_Gaussian_of_its_deviation()
    {
        const int side = 65, middle = 32;
        var pixels = new byte[side * side * 3];
        for (var y = -8; y <= 8; y++)
        {
            pixels.AsSpan((((middle + y) * side) + middle - 8) * 3, 17 * 3).Fill(240);
        }

        var blurred = Worsening.Blurred(new(side, side, pixels), 4).Pixels;

        // Along the middle row: the square's own variance of 24 and the blur's of 16, and as much light.
        double sum = 0, spread = 0;
        for (var x = 0; x < side; x++)
        {
            double light = blurred[((middle * side) + x) * 3];
            (sum, spread) = (sum + light, spread + (light * (x - middle) * (x - middle)));
        }

        Assert.InRange(spread / sum, 34, 46);
        Assert.Equal(0, blurred[0]);
        Assert.All(
            Worsening.Blurred(new(9, 9, [.. Enumerable.Repeat((byte)77, 243)]), 2).Pixels,
            value => Assert.Equal(77, value));
    }

    [Fact]
    public void Every_way_keeps_a_picture_a_picture()
    {
        var image = AttributeBench.Waves(100, seed: 5);
        Assert.All(Worsening.All, way =>
        {
            var worse = way.Apply(image);
            Assert.InRange(worse.Width, 22, 100);
            Assert.Equal(worse.Width, worse.Height);
            Assert.NotEqual(image.Pixels, worse.Pixels);
        });
        Assert.Equal(10, Worsening.All.Select(way => way.Name).Distinct().Count());
    }
}

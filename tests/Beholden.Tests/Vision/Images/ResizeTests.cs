using Beholden.Vision.Faces;
using Beholden.Vision.Images;

namespace Beholden.Tests.Vision.Images;

public sealed class ResizeTests
{
    [Theory]
    [InlineData(Shrinking.Averages, 0, 0, 37, 29, 37, 29)]
    [InlineData(Shrinking.Averages, 0, 0, 37, 29, 11, 7)]
    [InlineData(Shrinking.Averages, 0, 0, 37, 29, 80, 64)]
    [InlineData(Shrinking.Averages, -6.5f, 3.25f, 20, 40, 16, 16)]
    [InlineData(Shrinking.Averages, 30, 20, 50, 50, 9, 9)]
    [InlineData(Shrinking.Averages, -90, -90, 20, 20, 4, 4)]
    [InlineData(Shrinking.Samples, 0, 0, 37, 29, 11, 7)]
    [InlineData(Shrinking.Samples, -6.5f, 3.25f, 60, 40, 16, 16)]
    public void Equals_its_naive_twin(
        Shrinking shrinking, float left, float top, float width, float height, int outWidth, int outHeight)
    {
        var image = MadeImages.Noise(37, 29);
        var region = new PixelBox(left, top, width, height);

        var fast = Resize.Region(image, region, outWidth, outHeight, shrinking);

        for (var i = 0; i < fast.Length; i++)
        {
            var (x, y, channel) = (i / 3 % outWidth, i / 3 / outWidth, i % 3);
            var naive = Naive(image, region, outWidth, outHeight, shrinking, x, y, channel);
            Assert.InRange(fast[i], naive - 0.6, naive + 0.6);
        }
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        var image = MadeImages.Noise(20, 10);

        Assert.Equal(image.Pixels, Resize.Region(image, new(0, 0, 20, 10), 20, 10));
        Assert.Same(image, Resize.To(image, 20, 10));
    }

    /// <summary>Sums every pixel near the sample with its triangle weight; the edge pixel repeats.</summary>
    private static double Naive(
        RgbImage image, PixelBox region, int outWidth, int outHeight, Shrinking shrinking,
        int x, int y, int channel)
    {
        var (stepX, stepY) = (region.Width / (double)outWidth, region.Height / (double)outHeight);
        var centreX = region.Left + ((x + 0.5) * stepX) - 0.5;
        var centreY = region.Top + ((y + 0.5) * stepY) - 0.5;
        var wide = shrinking == Shrinking.Averages;
        var (reachX, reachY) = (wide ? Math.Max(1, stepX) : 1, wide ? Math.Max(1, stepY) : 1);
        double sum = 0, weights = 0;
        for (var row = (int)(centreY - reachY) - 2; row < centreY + reachY + 2; row++)
        {
            for (var column = (int)(centreX - reachX) - 2; column < centreX + reachX + 2; column++)
            {
                var weight = Math.Max(0, 1 - (Math.Abs(column - centreX) / reachX))
                    * Math.Max(0, 1 - (Math.Abs(row - centreY) / reachY));
                var inX = Math.Clamp(column, 0, image.Width - 1);
                var inY = Math.Clamp(row, 0, image.Height - 1);
                sum += weight * image.Pixels[(((inY * image.Width) + inX) * 3) + channel];
                weights += weight;
            }
        }

        return sum / weights;
    }
}

using System.Numerics;
using Beholden.Vision.Images;

namespace Beholden.Tests.Vision.Images;

public sealed class DrawTests
{
    [Fact]
    public void Box_and_landmarks_lie_where_they_were_found()
    {
        var image = new RgbImage(400, 300, new byte[400 * 300 * 3]);

        var drawn = Decode.Upright(Draw.Jpeg(image, [new(new(100, 60, 200, 180), [new Vector2(200, 150)])]));

        Assert.Equal((400, 300), (drawn.Width, drawn.Height));
        Assert.True(Sum(drawn, 100, 150) > 200); // The left line.
        Assert.True(Sum(drawn, 200, 240) > 200); // The lower line.
        Assert.True(Sum(drawn, 200, 150) > 200); // The point.
        Assert.True(Sum(drawn, 150, 100) < 60);  // Inside the box, nothing.
        Assert.True(Sum(drawn, 20, 20) < 60);
    }

    private static int Sum(RgbImage image, int x, int y) =>
        image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3).ToArray().Sum(value => (int)value);
}

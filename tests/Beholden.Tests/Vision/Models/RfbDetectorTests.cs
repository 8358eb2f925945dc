using System.Numerics;
using Beholden.Tests.Support;
using Beholden.Vision.Detection;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Tests.Vision.Models;

public sealed class RfbDetectorTests
{
    [Fact]
    public void Finds_the_portrait_wide_and_high_and_small_in_a_large_picture()
    {
        using var detector = Open();
        foreach (var (width, height, left, top, edge) in new[]
        {
            (300, 300, 0, 0, 300), (900, 400, 480, 20, 380),
            (400, 900, 10, 500, 380), (2000, 1400, 1500, 900, 400),
        })
        {
            var image = Decode.Upright(
                Pictures.PortraitAt(width, height, new(left, top, left + edge, top + edge)));

            // Best first. In the largest picture a second box, much less sure, is drawn on the suit.
            var finder = new FaceFinder(detector, DetectionPlan.Default, threads: 1);
            var face = finder.Find(image, TestContext.Current.CancellationToken)[0];

            var middle = new Vector2(face.Box.Left + face.Box.Right, face.Box.Top + face.Box.Bottom) / 2;
            var expected = new Vector2(left, top) + (new Vector2(0.44f, 0.23f) * edge);
            Assert.True(Vector2.Distance(middle, expected) < 0.04f * edge, $"{width} x {height}: {middle}");
        }
    }

    private static RfbDetector Open() =>
        new(new("rfb-320", Path.Combine(TestFolders.RequireWeights(), "fr_detect.onnx")));
}

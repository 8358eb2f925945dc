using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;

namespace Beholden.Tests.Vision.Faces;

public sealed class FaceCropsTests
{
    private static readonly Vector2[] Own =
        [new(100, 100), new(140, 100), new(120, 125), new(105, 145), new(135, 145)];

    [Fact]
    public void Points_of_two_networks_are_averaged_while_they_agree()
    {
        var near = Own.Select(point => point + new Vector2(4, -2)).ToArray();
        var far = Own.Select(point => point + new Vector2(30, 0)).ToArray();

        Assert.Equal(Own.Select(point => point + new Vector2(2, -1)), FaceCrops.FivePoints(Face(near)));
        Assert.Equal(Own, FaceCrops.FivePoints(Face(far)));
        Assert.Equal(Own, FaceCrops.FivePoints(Face(null)));
    }

    // The mean shape is nearly even, so a face that is painted on one side only comes out on the other.
    [Fact]
    public void The_second_crop_is_mirrored()
    {
        var image = new RgbImage(240, 240, new byte[240 * 240 * 3]);
        for (var at = 0; at < image.Pixels.Length; at += 3)
        {
            image.Pixels[at] = (byte)(at / 3 % 240 < 120 ? 255 : 0);
        }

        var crops = FaceCrops.Of(image, Face(null));

        Assert.Equal(2, crops.Count);
        var row = 56 * 112 * 3;
        Assert.Equal((255, 0), (crops[0][row + (20 * 3)], crops[0][row + (92 * 3)]));
        Assert.Equal((0, 255), (crops[1][row + (20 * 3)], crops[1][row + (92 * 3)]));
    }

    private static FaceSeen Face(Vector2[]? detected) => new()
    {
        Box = new(80, 70, 80, 100),
        ConfidencePercent = 99,
        Landmarks = [.. new Vector2[MeanShape.First].Concat(
            MeanShape.Points.ToArray().Select(point => point + new Vector2(64, 60)))],
        AlignmentPoints = Own,
        DetectorPoints = detected,
        Pose = default,
        Quality = default,
    };
}

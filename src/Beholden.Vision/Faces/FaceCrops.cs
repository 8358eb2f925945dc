using System.Numerics;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Faces;

/// <summary>Cuts the two crops of a face whose embeddings are averaged.</summary>
/// <remarks>
/// One is laid by five points, the other by 51 and mirrored, so that their errors differ: page 21 has what
/// this buys.
/// </remarks>
internal static class FaceCrops
{
    // Mean distance between the networks' five points, over the distance of the eyes: LFW's 50th, 90th and
    // 99th percentiles are 0.08, 0.12 and 0.18. Beyond, one of them looks at something else.
    private const float DisagreementMax = 0.3f;

    private const int Edge = MobileFaceNetEmbedder.EdgePixels;

    /// <returns>Each of shape [112, 112, 3], RGB.</returns>
    /// <exception cref="ArgumentException">The landmarks coincide.</exception>
    public static IReadOnlyList<byte[]> Of(RgbImage image, FaceSeen face)
    {
        var byShape = FaceAligner.FitShape([.. face.Landmarks]);
        return
        [
            ByFivePoints(image, face),
            Mirrored(Warp.Affine(image, byShape, Edge, Edge)),
        ];
    }

    /// <summary>The first of the two crops: laid as networks of aligned faces were trained.</summary>
    /// <returns>Shape [112, 112, 3], RGB.</returns>
    /// <exception cref="ArgumentException">The landmarks coincide.</exception>
    public static byte[] ByFivePoints(RgbImage image, FaceSeen face) =>
        Warp.Affine(image, FaceAligner.Fit(FivePoints(face)), Edge, Edge);

    /// <summary>The mean of what two networks say, unless they disagree.</summary>
    internal static Vector2[] FivePoints(FaceSeen face)
    {
        var own = face.AlignmentPoints;
        if (face.DetectorPoints is not { Count: 5 } others)
        {
            return [.. own];
        }

        var eyes = Vector2.Distance(own[0], own[1]);
        var apart = own.Zip(others, Vector2.Distance).Average();
        return apart > DisagreementMax * eyes
            ? [.. own]
            : [.. own.Zip(others, (a, b) => (a + b) / 2)];
    }

    private static byte[] Mirrored(byte[] crop)
    {
        for (var y = 0; y < Edge; y++)
        {
            for (var (left, right) = (y * Edge, (y * Edge) + Edge - 1); left < right; left++, right--)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var (a, b) = ((3 * left) + channel, (3 * right) + channel);
                    (crop[a], crop[b]) = (crop[b], crop[a]);
                }
            }
        }

        return crop;
    }
}

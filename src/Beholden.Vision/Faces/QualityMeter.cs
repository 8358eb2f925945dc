using Beholden.Vision.Images;

namespace Beholden.Vision.Faces;

/// <summary>Measures light and focus of a face.</summary>
internal static class QualityMeter
{
    // The embedding network's input edge: detail that it cannot see does not count.
    private const int EdgePixels = 112;

    // Detail at which a face is half sharp: LFW's faces blurred by 2 pixels (they are 120 wide).
    private const float HalfDetail = 0.15f;

    // Rounding to 8 bits alone gives each of three channels a variance of 1/12, luma 0.0373 of it, and the
    // Laplacian 20 times that. Enlarged faces have little else.
    private const double RoundingBends = 0.745;

    /// <param name="box">The detector's box, pixels of the upright image.</param>
    public static FaceQuality Measure(RgbImage image, PixelBox box)
    {
        var luma = FacePatch.Grey(image, box, EdgePixels);
        return new(Brightness(luma), Sharpness(luma));
    }

    /// <summary>Mean luma, bent so that ordinary photographs lie at 40 to 90 as AWS's figures do.</summary>
    /// <param name="luma">0..255.</param>
    internal static float Brightness(ReadOnlySpan<float> luma)
    {
        double sum = 0;
        foreach (var value in luma)
        {
            sum += value;
        }

        return 100 * MathF.Pow((float)(sum / luma.Length / 255), 0.6f);
    }

    /// <summary>
    /// Share of fine detail in what changes across the face: the Laplacian's energy over the gradient's.
    /// Both scale alike with contrast, so a dim face is not taken for a blurred one.
    /// </summary>
    /// <param name="luma">Shape [112, 112], 0..255.</param>
    internal static float Sharpness(ReadOnlySpan<float> luma) => Percent(Detail(luma));

    internal static float Detail(ReadOnlySpan<float> luma)
    {
        double bends = 0, slopes = 0;
        for (var y = 1; y < EdgePixels - 1; y++)
        {
            for (var x = 1; x < EdgePixels - 1; x++)
            {
                var at = (y * EdgePixels) + x;
                var across = luma[at + 1] - luma[at - 1];
                var down = luma[at + EdgePixels] - luma[at - EdgePixels];
                var bend = luma[at + 1] + luma[at - 1] + luma[at + EdgePixels] + luma[at - EdgePixels]
                    - (4 * luma[at]);
                slopes += ((across * across) + (down * down)) / 4;
                bends += bend * bend;
            }
        }

        // One grey level of slope per pixel at most counts as flat.
        var detail = bends - (RoundingBends * luma.Length);
        return (float)(Math.Max(detail, 0) / (slopes + luma.Length));
    }

    private static float Percent(float detail) => 100 * detail / (detail + HalfDetail);
}

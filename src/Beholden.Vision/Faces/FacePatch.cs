using Beholden.Vision.Images;

namespace Beholden.Vision.Faces;

/// <summary>Cuts a part of a picture out at a network's size.</summary>
internal static class FacePatch
{
    /// <summary>Resamples a region; what lies outside the picture repeats its edge.</summary>
    /// <param name="region">Pixels of the upright image; may reach outside it.</param>
    /// <returns>Shape [3, edge, edge], RGB planes, 0..255.</returns>
    public static float[] Rgb(RgbImage image, PixelBox region, int edgePixels)
    {
        var bytes = Bytes(image, region, edgePixels);
        var n = edgePixels * edgePixels;
        var planes = new float[3 * n];
        Planes.Split(
            bytes, planes.AsSpan(0, n), planes.AsSpan(n, n), planes.AsSpan(2 * n, n), mean: 0, scale: 1);
        return planes;
    }

    /// <summary>As <see cref="Rgb"/>, as ITU-R BT.601 luma.</summary>
    /// <returns>Shape [edge, edge], 0..255.</returns>
    public static float[] Grey(RgbImage image, PixelBox region, int edgePixels)
    {
        var bytes = Bytes(image, region, edgePixels);
        var luma = new float[edgePixels * edgePixels];
        for (var i = 0; i < luma.Length; i++)
        {
            luma[i] = (0.299f * bytes[3 * i]) + (0.587f * bytes[(3 * i) + 1]) + (0.114f * bytes[(3 * i) + 2]);
        }

        return luma;
    }

    /// <summary>A square around a box's centre, as wide as the box's longer side times a factor.</summary>
    public static PixelBox SquareAround(PixelBox box, float factor)
    {
        var edge = Math.Max(box.Width, box.Height) * factor;
        return new(
            box.Left + ((box.Width - edge) / 2), box.Top + ((box.Height - edge) / 2), edge, edge);
    }

    private static byte[] Bytes(RgbImage image, PixelBox region, int edgePixels) =>
        Resize.Region(image, region, edgePixels, edgePixels);
}

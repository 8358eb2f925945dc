using System.Numerics;
using Beholden.Vision.Images;

namespace Beholden.Vision.Faces;

/// <summary>A small picture of one face, for people to compare with others.</summary>
/// <remarks>
/// All have the same number of pixels, whatever the face had: from its size alone nobody can tell whether a
/// picture came with a search or from a collection.
/// </remarks>
public static class FaceCrop
{
    /// <summary>
    /// Pixels a side. The face fills about 110 of them: people's matching hardly gains above that.
    /// </summary>
    public const int EdgePixels = 160;

    /// <summary>Bytes of a file at most: in base64 twenty of them and a probe have 640 kB.</summary>
    public const int BytesMax = 22_500;

    // Hair, ears and chin are around the detector's box; people look at them.
    private const float SideOverBox = 1.45f;

    // The first that fits is taken. Pictures of faces have some 7 kB at 85; noise does not fit above 55.
    private static readonly int[] QualitiesPercent = [85, 70, 55, 40, 25];

    /// <param name="box">Of the face.</param>
    /// <returns>An upright JPEG of the face with a margin, black where the picture ends.</returns>
    public static byte[] Jpeg(RgbImage image, PixelBox box)
    {
        var side = Math.Max(1, Math.Max(box.Width, box.Height) * SideOverBox);
        var from = new Vector2(
            box.Left + (box.Width / 2) - (side / 2), box.Top + (box.Height / 2) - (side / 2));
        var scale = EdgePixels / side;
        // Whole numbers are centres of pixels, so that corners lie at halves.
        var toCrop = Matrix3x2.CreateTranslation(new Vector2(0.5f) - from)
            * Matrix3x2.CreateScale(scale)
            * Matrix3x2.CreateTranslation(new Vector2(-0.5f));
        var crop = new RgbImage(
            EdgePixels, EdgePixels, Warp.Affine(image, toCrop, EdgePixels, EdgePixels));
        return QualitiesPercent
            .Select(qualityPercent => Encode.Jpeg(crop, qualityPercent))
            .First(file => file.Length <= BytesMax);
    }
}

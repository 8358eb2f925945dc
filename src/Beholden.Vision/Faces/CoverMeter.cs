using System.Numerics;
using Beholden.Vision.Images;

namespace Beholden.Vision.Faces;

/// <summary>
/// Looks whether something lies over the lower face, by its colour and texture against the brow's.
/// </summary>
internal static class CoverMeter
{
    private const int EdgePixels = 16;

    /// <summary>
    /// Five figures of a face; larger or smaller with a cover as <see cref="Judgement"/> weighs them.
    /// </summary>
    /// <param name="points">Shape [5], as <see cref="FaceSeen.AlignmentPoints"/>.</param>
    /// <returns>
    /// How much redder than the brow the mouth, the chin and the cheeks are, how far the nose's colour is
    /// from the brow's (all in grey levels of BT.601 chroma), and the deviation of the mouth's luma.
    /// </returns>
    public static float[] Measure(RgbImage image, IReadOnlyList<Vector2> points)
    {
        var eyes = (points[0] + points[1]) / 2;
        var mouth = (points[3] + points[4]) / 2;
        var (apart, down) = (Vector2.Distance(points[0], points[1]), mouth - eyes);
        var aside = (points[4] - points[3]) / 10;
        var brow = Look(image, eyes - (0.35f * down), 0.22f * apart);
        var nose = Look(image, points[2], 0.2f * apart);
        var lips = Look(image, mouth, 0.3f * apart);
        var chin = Look(image, eyes + (1.45f * down), 0.2f * apart);
        var left = Look(image, Vector2.Lerp(points[3], points[0], 0.25f) - aside, 0.15f * apart);
        var right = Look(image, Vector2.Lerp(points[4], points[1], 0.25f) + aside, 0.15f * apart);
        return
        [
            lips.Chroma.Y - brow.Chroma.Y,
            chin.Chroma.Y - brow.Chroma.Y,
            ((left.Chroma.Y + right.Chroma.Y) / 2) - brow.Chroma.Y,
            Vector2.Distance(nose.Chroma, brow.Chroma),
            lips.Deviation,
        ];
    }

    /// <summary>Mean chroma (blue, red) and deviation of luma within a square.</summary>
    private static (Vector2 Chroma, float Deviation) Look(RgbImage image, Vector2 centre, float reach)
    {
        var square = new PixelBox(centre.X - reach, centre.Y - reach, 2 * reach, 2 * reach);
        var planes = FacePatch.Rgb(image, square, EdgePixels);
        var n = planes.Length / 3;
        double luma = 0, squares = 0, red = 0, blue = 0;
        for (var i = 0; i < n; i++)
        {
            var (r, g, b) = (planes[i], planes[n + i], planes[(2 * n) + i]);
            var y = (0.299f * r) + (0.587f * g) + (0.114f * b);
            luma += y;
            squares += y * y;
            red += 0.713f * (r - y);
            blue += 0.564f * (b - y);
        }

        var variance = Math.Max(0, (squares / n) - (luma / n * (luma / n)));
        return (new((float)(blue / n), (float)(red / n)), (float)Math.Sqrt(variance));
    }
}

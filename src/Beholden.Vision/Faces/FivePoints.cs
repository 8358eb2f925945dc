using System.Numerics;

namespace Beholden.Vision.Faces;

/// <summary>The five points that alignment needs, from the 68.</summary>
/// <remarks>
/// Eyes are the means of their six points; nose tip and corners of the mouth are points themselves.
/// What was tried beside them: docs/decisions/0021-two-crops.md.
/// </remarks>
internal static class FivePoints
{
    /// <param name="points">Shape [68], iBUG order from 0.</param>
    /// <returns>In the order that <see cref="FaceAligner"/> takes.</returns>
    public static Vector2[] From(IReadOnlyList<Vector2> points) =>
        [Eye(points, 36), Eye(points, 42), points[30], points[48], points[54]];

    private static Vector2 Eye(IReadOnlyList<Vector2> points, int first)
    {
        var sum = Vector2.Zero;
        for (var i = first; i < first + 6; i++)
        {
            sum += points[i];
        }

        return sum / 6;
    }
}

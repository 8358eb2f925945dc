using System.Numerics;

namespace Beholden.Vision.Faces;

/// <summary>The five points that alignment needs.</summary>
internal static class FivePoints
{
    /// <param name="points">Shape [68], iBUG order from 0.</param>
    /// <param name="detected">Shape [5] from the detector, or null.</param>
    public static Vector2[] From(IReadOnlyList<Vector2> points, IReadOnlyList<Vector2>? detected)
    {
        Vector2[] five = [Mean(points, 36), Mean(points, 42), points[30], points[48], points[54]];
        return five;
    }

    /// <summary>The middle of an eye: the mean of its six points.</summary>
    private static Vector2 Mean(IReadOnlyList<Vector2> points, int first)
    {
        var sum = Vector2.Zero;
        for (var i = first; i < first + 6; i++)
        {
            sum += points[i];
        }

        return sum / 6;
    }
}

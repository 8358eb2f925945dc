using Beholden.Vision.Faces;

namespace Beholden.Vision.Models;

/// <summary>Of boxes that cover the same face, keeps the best (greedy non-maximum suppression).</summary>
internal static class Overlaps
{
    // Decision page 0014: between 0.6 and 0.9 nothing is lost on WIDER, and 0.6 leaves the fewest parts.
    private const float PartShareMin = 0.6f;

    /// <summary>Whether a box lies mostly inside a larger and surer one: a cheek, say, in its face.</summary>
    public static bool IsPart(FoundFace part, FoundFace whole)
    {
        var (a, b) = (part.Box, whole.Box);
        var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        return part.Score < whole.Score && a.Area < b.Area
            && Math.Max(0, width) * Math.Max(0, height) > PartShareMin * a.Area;
    }

    /// <param name="iouMax">A box that shares more than this with a better one is dropped.</param>
    /// <returns>Best score first.</returns>
    public static List<FoundFace> Remove(List<FoundFace> found, float iouMax)
    {
        var kept = new List<FoundFace>();
        var best = found.OrderByDescending(face => face.Score).Take(Limits.CandidatesMax);
        foreach (var face in best)
        {
            if (!kept.Exists(better => PixelBox.Iou(better.Box, face.Box) > iouMax))
            {
                kept.Add(face);
            }
        }

        return kept;
    }
}

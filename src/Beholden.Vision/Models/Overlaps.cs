using Beholden.Vision.Faces;

namespace Beholden.Vision.Models;

/// <summary>Of boxes that cover the same face, keeps the best (greedy non-maximum suppression).</summary>
internal static class Overlaps
{
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

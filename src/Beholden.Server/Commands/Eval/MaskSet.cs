using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>Covered and uncovered faces: the folders <c>with_mask</c> and <c>without_mask</c>.</summary>
internal static class MaskSet
{
    /// <returns>Nothing where either folder is absent. Only faces that are found count.</returns>
    public static async Task<IReadOnlyList<Figure>> Measure(
        string folder, AttributeSubjects subjects, CancellationToken cancelled)
    {
        var (with, without) = (Path.Combine(folder, "with_mask"), Path.Combine(folder, "without_mask"));
        if (!Directory.Exists(with) || !Directory.Exists(without))
        {
            return [];
        }

        var covered = await Look(with, subjects, cancelled);
        var open = await Look(without, subjects, cancelled);
        return
        [
            Figure.Rate("occludedRecall", [.. covered.OfType<FaceSeen>().Select(IsOccluded)]),
            Figure.Rate("occludedFalseRate", [.. open.OfType<FaceSeen>().Select(IsOccluded)]),
            Figure.Rate("maskedFacesFound", [.. covered.Select(face => face is not null)]),
        ];
    }

    private static Task<IReadOnlyList<FaceSeen?>> Look(
        string folder, AttributeSubjects subjects, CancellationToken cancelled) =>
        subjects.Describe(
            $"Masks: {Path.GetFileName(folder)}",
            [.. Directory.GetFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal)],
            AttributeSet.Occluded,
            cancelled);

    private static bool IsPicture(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG";

    private static bool IsOccluded(FaceSeen face) => face.Attributes.Occluded?.Value == true;
}

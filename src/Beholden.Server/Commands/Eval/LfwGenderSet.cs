using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>Perceived gender on LFW: <c>gender.csv</c> with image, gender (F or M), split.</summary>
internal static class LfwGenderSet
{
    // Every n-th of the list up to this many: a rate of 97 % is then known to half a percent point.
    private const int ImagesMax = 1000;

    /// <returns>Nothing where the list is absent.</returns>
    public static async Task<IReadOnlyList<Figure>> Measure(
        string folder, AttributeSubjects subjects, CancellationToken cancelled)
    {
        var list = Path.Combine(folder, "gender.csv");
        if (!File.Exists(list))
        {
            return [];
        }

        var rows = (await File.ReadAllLinesAsync(list, cancelled)).Skip(1).Select(line => line.Split(','))
            .Where(row => row.Length >= 2).ToList();
        var step = Math.Max(1, (rows.Count + ImagesMax - 1) / ImagesMax);
        var people = rows.Where((_, i) => i % step == 0).ToList();
        var seen = await subjects.Describe(
            "Genders of LFW",
            [.. people.Select(row => PathOf(folder, row[0]))],
            AttributeSet.Gender,
            cancelled);
        return [.. FairFaceSet.GenderFigures(
            "Lfw", [.. people.Zip(seen).Select(pair => (pair.First[1] == "F", pair.Second))])];
    }

    private static string PathOf(string folder, string image)
    {
        var cut = image.LastIndexOf('_');
        return cut > 0
            ? Path.Combine(folder, "images", image[..cut], image)
            : throw new EvalDataException($"{image} is no picture of LFW.");
    }
}

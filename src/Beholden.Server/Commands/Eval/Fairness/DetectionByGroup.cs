using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval.Fairness;

/// <summary>
/// Faces that the server would not find, by the perceived skin type, age and gender of
/// <c>demographics_dev.csv</c>: row, file, gender, age, skin, index of the face in the ground truth.
/// </summary>
internal static class DetectionByGroup
{
    private const float IouMin = 0.5f; // WIDER's protocol.
    private const int Columns = 6;
    private const string Unknown = GroupFigure.Unsure;

    private static readonly string[] Skins = ["I", "II", "III", "IV", "V", "VI"];
    private static readonly string[] SkinPairs = ["I-II", "III-IV", "V-VI"];
    private static readonly string[] Ages = ["Young Adult", "Adult", "Middle age", "Senior", Unknown];
    private static readonly string[] Genders = ["Female", "Male", Unknown];

    // Small faces are missed more, and groups differ in the size of their faces.
    private const float LargeHeightPixels = 50;

    private sealed record Row(string File, string Gender, string Age, string Skin, int Face);

    /// <returns>Nothing where the list is absent.</returns>
    public static async Task<IReadOnlyList<GroupTable>> Measure(
        string folder, bool silent, FacePipeline faces, CancellationToken cancelled)
    {
        var list = Path.Combine(folder, "demographics_dev.csv");
        if (!File.Exists(list))
        {
            return [];
        }

        var rows = (await File.ReadAllLinesAsync(list, cancelled)).Skip(1)
            .Where(line => line.Length > 0).Select(line => Read(list, line)).ToList();
        var truth = WiderTruth.Read(Path.Combine(folder, "wider_dev_gt.txt"))
            .ToDictionary(image => "images/" + image.Name);
        var pictures = rows.Select(row => row.File).Distinct().ToList();
        var found = new Dictionary<string, IReadOnlyList<FaceSeen>>();
        await Progress.Each(
            pictures, "Photos of WIDER", silent, atOnce: 1,
            async (file, token) =>
            {
                var path = Path.Combine(folder, file);
                var image = await faces.Decode(await File.ReadAllBytesAsync(path, token), token);
                found[file] = await faces.See(image, int.MaxValue, AttributeSet.None, token);
            },
            cancelled);
        return Tables(
            [.. rows.Select(row => (row, Judge(list, truth, row, found[row.File])))], cancelled);
    }

    private static IReadOnlyList<GroupTable> Tables(
        IReadOnlyList<(Row Row, (bool Missed, float Height) Face)> judged, CancellationToken cancelled)
    {
        GroupTable Table(
            string id, string by, IReadOnlyList<string> groups,
            Func<Row, string> group, Func<float, bool>? size = null) => GroupTables.Of(
            Fairness.Measure.Share(id, "Faces not found", by, "pictures"),
            groups,
            [.. judged.Where(j => size is null || size(j.Face.Height))
                .Select(j => new Observation(j.Row.File, group(j.Row), j.Face.Missed ? 1 : 0))],
            cancelled);
        return
        [
            Table("missedBySkin", "perceived skin type", [.. Skins, Unknown], row => row.Skin),
            Table("missedBySkinPair", "perceived skin type, two together", SkinPairs, SkinPair),
            Table(
                "missedBySkinPairLarge", "perceived skin type, two together, faces of at least 50 pixels",
                SkinPairs, SkinPair, height => height >= LargeHeightPixels),
            Table("missedByAge", "perceived age", Ages, row => row.Age),
            Table("missedByGender", "perceived gender", Genders, row => row.Gender),
            Table(
                "missedByGenderLarge", "perceived gender, faces of at least 50 pixels",
                Genders, row => row.Gender, height => height >= LargeHeightPixels),
        ];
    }

    private static string SkinPair(Row row) => Array.IndexOf(Skins, row.Skin) is var at and >= 0
        ? SkinPairs[at / 2]
        : Unknown;

    /// <summary>A face is found where a box overlaps it well enough, and no other face more.</summary>
    private static (bool Missed, float Height) Judge(
        string list, Dictionary<string, WiderImage> truth, Row row, IReadOnlyList<FaceSeen> found)
    {
        if (!truth.TryGetValue(row.File, out var image) || row.Face >= image.Faces.Count)
        {
            throw new EvalDataException($"{list}: {row.File} has no true face {row.Face}.");
        }

        var box = image.Faces[row.Face].Box;
        var isFound = found.Any(face =>
            PixelBox.Iou(face.Box, box) is var iou && iou >= IouMin
            && image.Faces.All(other => PixelBox.Iou(face.Box, other.Box) <= iou));
        return (!isFound, box.Height);
    }

    private static Row Read(string list, string line) =>
        line.Split(',') is { Length: Columns } cells && int.TryParse(cells[^1], out var face)
            ? new(cells[1], cells[2], cells[3], cells[4], face)
            : throw new EvalDataException($"{list}: '{line}' is not a row of six columns.");
}

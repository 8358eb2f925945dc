using System.Text.Json;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval.Fairness;

/// <summary>
/// Error rates by group, with intervals and the word for what the data cannot say. Sub-sets that the folder
/// lacks are left out.
/// </summary>
internal static class FairnessEval
{
    private const int Digits = 7; // False-match rates are as small as 1e-6.

    private static readonly JsonSerializerOptions Written = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
    };

    /// <param name="directory">Holds any of <c>wider</c>, <c>fairface</c>, <c>lfw</c>.</param>
    /// <exception cref="EvalDataException">Nothing to measure, or a list or picture is malformed.</exception>
    public static async Task<int> Run(
        string directory, bool json, FaceRoom room, CancellationToken cancelled)
    {
        var faces = room.Pipeline;
        var similarity = Calibration.Of(room).Similarity;
        List<GroupTable> tables =
        [
            .. await DetectionByGroup.Measure(Path.Combine(directory, "wider"), json, faces, cancelled),
            .. await AttributesByGroup.Measure(
                Path.Combine(directory, "fairface"), new(faces, room.Attributes, json), cancelled),
            .. await VerificationByGender.Measure(
                Path.Combine(directory, "lfw"), json, faces, similarity, cancelled),
        ];
        if (tables.Count == 0)
        {
            throw new EvalDataException($"{directory} holds none of wider, fairface and lfw.");
        }

        if (json)
        {
            var measured = new
            {
                detector = room.Finder.Detector.ModelId,
                embedder = room.Model.Contract,
                resamples = Bootstrap.Resamples,
                tables = tables.Select(Rounded),
            };
            Console.WriteLine(JsonSerializer.Serialize(measured, Written));
            return 0;
        }

        tables.ForEach(Print);
        return 0;
    }

    private static GroupTable Rounded(GroupTable table) => table with
    {
        Groups =
        [
            .. table.Groups.Select(group => group with
            {
                Value = Math.Round(group.Value, Digits),
                Low95 = Math.Round(group.Low95, Digits),
                High95 = Math.Round(group.High95, Digits),
            }),
        ],
        Ratios =
        [
            .. table.Ratios.Select(ratio => ratio with
            {
                Value = Rounded(ratio.Value), Low95 = Rounded(ratio.Low95), High95 = Rounded(ratio.High95),
            }),
        ],
    };

    private static double? Rounded(double? value) => value is { } v ? Math.Round(v, Digits) : null;

    private static void Print(GroupTable table)
    {
        Console.WriteLine($"{table.Title}, by {table.By} ({table.Unit})");
        foreach (var g in table.Groups)
        {
            Console.WriteLine(
                $"  {g.Group,-20} {g.Value,9:g4} ({g.Low95:g4}..{g.High95:g4})  n {g.N}, "
                + $"{table.Clusters} {g.Clusters}  {g.Verdict}");
        }

        foreach (var r in table.Ratios)
        {
            var value = r.Value is null ? "" : $"{r.Value:f2} ({r.Low95:f2}..{r.High95:f2}) ";
            Console.WriteLine($"  {r.Name,-20} {value}{r.Verdict}");
        }
    }
}

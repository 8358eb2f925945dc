using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Beholden.Tool.Pages;

/// <summary>
/// docs/detection.md and its plot: of <c>detection.json</c>, which <c>bench/measure detection DIR</c> writes.
/// </summary>
internal static class DetectionPage
{
    private const string PlotPath = "docs/images/detection-frontier.svg";
    private static readonly int[] Heights = [50, 30, 10];

    public static IReadOnlyList<PageFile> Write(JsonElement measured)
    {
        var detectors = measured.EnumerateArray().ToList();
        var text = new StringBuilder();
        text.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # What time buys

            Generated from `docs/measurements/detection.json`, which `bench/measure detection DIR` writes.

            Average precision (IoU 0.5) on {detectors[0].GetProperty("images").GetInt32()} development photos
            of WIDER FACE, 1,024 pixels wide, and the median time of a photo from decoded pixels to faces
            on one thread. A plan's cap bounds what may be spent beyond the first look; it is an estimate
            from the sizes of the looks, so that the same photo gives the same faces on every machine.
            [Page 18](decisions/0018-planned-looks.md) says how looks are planned.

            ![Average precision against time](images/detection-frontier.svg)

            | detector | plan | ms a photo | AP ≥ 50 px | AP ≥ 30 px | AP ≥ 10 px |
            |---|---|---|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach (var detector in detectors)
        {
            foreach (var point in Points(detector))
            {
                text.Append(Row(detector, point));
            }
        }

        return [new("docs/detection.md", text.ToString()), new(PlotPath, Plot(detectors))];
    }

    private static string Row(JsonElement detector, JsonElement point) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name(detector)} | {point.GetProperty("name").GetString()} | {Ms(point):0.0} "
        + $"| {Ap(point, 50):0.000} | {Ap(point, 30):0.000} | {Ap(point, 10):0.000} |\n");

    private static string Plot(List<JsonElement> detectors)
    {
        var times = detectors.SelectMany(Points).Select(Ms).ToList();
        var series = detectors.SelectMany(detector => Heights.Select(height => new PlotSeries(
            $"{Name(detector)}, {height} px and more",
            [.. Points(detector).Select(point => (Ms(point), Ap(point, height)))])));
        var worst = detectors.SelectMany(Points).Min(point => Ap(point, 10));
        return new LinePlot(
            "Average precision against time",
            PlotAxis.Decades("milliseconds a photo, one thread, logarithmic", times.Min(), times.Max()),
            new PlotAxis("average precision", Math.Floor(worst * 10) / 10, 1),
            [.. series]).Svg();
    }

    private static IEnumerable<JsonElement> Points(JsonElement detector) =>
        detector.GetProperty("points").EnumerateArray().OrderBy(Ms);

    private static string Name(JsonElement detector) => detector.GetProperty("detector").GetString()!;

    private static double Ms(JsonElement point) => point.GetProperty("msPerImage").GetDouble();

    private static double Ap(JsonElement point, int height) =>
        point.GetProperty($"ap{height}px").GetDouble();
}

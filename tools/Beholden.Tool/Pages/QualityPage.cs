using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Beholden.Tool.Pages;

/// <summary>docs/quality.md and its plot, of what <c>beholden eval quality DIR --json</c> printed.</summary>
internal static class QualityPage
{
    private const string Plot = "docs/images/quality-discard.svg";

    private static readonly (string Member, string Name)[] Orders =
    [
        ("score", "quality score"), ("sharpness", "sharpness"), ("size", "size"),
        ("confidence", "detector's confidence"), ("ideal", "ideal"),
    ];

    public static MeasuredPage Page { get; } = new("quality", Write);

    private static IReadOnlyList<PageFile> Write(JsonElement measured)
    {
        var curve = measured.GetProperty("curve").EnumerateArray().ToList();
        var largest = curve.Max(row => Orders.Max(order => row.GetProperty(order.Member).GetDouble()));
        var plot = new LinePlot(
            "Pairs of one person missed, when the worst faces are discarded",
            PlotAxis.FromZero("faces discarded, %", 50),
            PlotAxis.FromZero("missed of the rest, %", largest * 100),
            [.. Orders.Select(order => new PlotSeries(
                order.Name,
                [.. curve.Select(row => (
                    row.GetProperty("discarded").GetDouble() * 100,
                    row.GetProperty(order.Member).GetDouble() * 100))]))]);
        return [new("docs/quality.md", Text(measured, curve)), new(Plot, plot.Svg())];
    }

    private static string Text(JsonElement measured, List<JsonElement> curve)
    {
        var page = new StringBuilder();
        var cosine = measured.GetProperty("cosine").GetDouble();
        Line(page, "# Does the quality score know which faces will be missed?");
        Line(page, "");
        Line(page, "Generated from `docs/measurements/quality.json`, which "
            + "`beholden eval quality DIR --json` printed; change neither by hand.");
        Line(page, "");
        Line(page, "The second picture of each pair of one person of LFW's View 1 is taken as it is and "
            + "in one of ten worse ways. A pair is missed when its cosine is below "
            + $"{cosine.ToString("0.0000", CultureInfo.InvariantCulture)}, similarity 80. "
            + $"{measured.GetProperty("faces").GetInt32()} faces were found and compared. The score was "
            + "fitted on DevTrain; DevTest shares no person with it. Both are development data. "
            + "See [page 22](decisions/0022-quality-score.md).");
        Line(page, "");
        Line(page, "![Error against discarded faces](images/quality-discard.svg)");
        Line(page, "");
        Line(page, "Worse pictures of DevTest, missed of the rest, %:");
        Line(page, "");
        Line(page, $"| discarded, % | {string.Join(" | ", Orders.Select(order => order.Name))} |");
        Line(page, $"|---|{string.Concat(Orders.Select(_ => "---|"))}");
        foreach (var row in curve)
        {
            Line(page, $"| {Percent(row, "discarded")} "
                + string.Concat(Orders.Select(order => $"| {Percent(row, order.Member)} ")) + "|");
        }

        Levels(page, measured);
        Worsenings(page, measured);
        return page.ToString();
    }

    private static void Levels(StringBuilder page, JsonElement measured)
    {
        Line(page, "");
        Line(page, "## What each level lets pass");
        Line(page, "");
        Line(page, "| set | level | faces | passed, % | missed of those, % | interval (95 %), % |");
        Line(page, "|---|---|---|---|---|---|");
        foreach (var row in measured.GetProperty("levels").EnumerateArray())
        {
            Line(page, $"| {row.GetProperty("set").GetString()} "
                + $"| {row.GetProperty("level").GetString()!.ToUpperInvariant()} "
                + $"| {row.GetProperty("faces").GetInt32()} | {Percent(row, "passed")} "
                + $"| {Percent(row, "missed")} "
                + $"| {Percent(row, "missedLow95")} to {Percent(row, "missedHigh95")} |");
        }
    }

    private static void Worsenings(StringBuilder page, JsonElement measured)
    {
        Line(page, "");
        Line(page, "## What each way to make a picture worse does");
        Line(page, "");
        Line(page, "| picture | pairs | face found, % | missed, % | mean score |");
        Line(page, "|---|---|---|---|---|");
        foreach (var row in measured.GetProperty("worsenings").EnumerateArray())
        {
            var score = row.GetProperty("score").GetDouble().ToString("0.0", CultureInfo.InvariantCulture);
            Line(page, $"| {row.GetProperty("name").GetString()} | {row.GetProperty("pairs").GetInt32()} "
                + $"| {Percent(row, "found")} | {Percent(row, "missed")} | {score} |");
        }
    }

    private static string Percent(JsonElement row, string member) =>
        (row.GetProperty(member).GetDouble() * 100).ToString("0.0", CultureInfo.InvariantCulture);

    // The line end is part of the file, so it must not follow the machine.
    private static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}

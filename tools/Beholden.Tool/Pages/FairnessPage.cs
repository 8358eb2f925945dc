using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Beholden.Tool.Pages;

/// <summary>
/// docs/fairness.md and its plots, of what <c>beholden eval fairness --json</c> prints.
/// </summary>
internal static class FairnessPage
{
    private const string Insufficient = "insufficient";

    // One chapter for each kind of error: the tables whose ids start with one of these.
    private static readonly Chapter[] Chapters =
    [
        new(
            "detection", "Faces not found", ["missed"],
            "Photographs of WIDER FACE in which annotators noted how they saw each person. A face counts "
            + "as found where a box with the score that the server serves overlaps it by half (IoU 0.5). "
            + "Small faces are missed more, and groups differ in the size of their faces, so some tables "
            + "repeat the count for faces of at least 50 pixels."),
        new(
            "attributes", "Gender and age guessed wrongly", ["gender", "age"],
            "Pictures of FairFace, as many in each age band and gender. A face that is not found counts as "
            + "a wrong guess of gender. The set's labels here name no origin, so none is compared."),
        new(
            "verification", "Verification", ["fnmr", "fmr"],
            "All pairs of LFW's pictures whose gender is known. Thresholds are the same for all. Same person "
            + "not matched is a false non-match; different people matched is a false match, among pairs of "
            + "one gender."),
    ];

    private sealed record Chapter(string Name, string Title, IReadOnlyList<string> Prefixes, string About);

    public static IReadOnlyList<PageFile> Write(JsonElement measured)
    {
        var tables = measured.GetProperty("tables").EnumerateArray().ToList();
        var page = new StringBuilder();
        var files = new List<PageFile>();
        Start(page, measured);
        foreach (var chapter in Chapters)
        {
            var own = tables.Where(table => IsIn(chapter, table)).ToList();
            if (own.Count == 0)
            {
                continue;
            }

            Line(page, $"\n## {chapter.Title}\n\n{chapter.About}");
            foreach (var unit in own.GroupBy(table => Text(table, "unit")))
            {
                foreach (var kind in Plots(chapter, unit.Key, [.. unit]))
                {
                    files.Add(kind.File);
                    Line(page, $"\n![{kind.Title}](images/{Path.GetFileName(kind.File.Path)})");
                }
            }

            own.ForEach(table => Table(page, table));
        }

        return [new("docs/fairness.md", page.ToString()), .. files];
    }

    private static bool IsIn(Chapter chapter, JsonElement table) =>
        chapter.Prefixes.Any(prefix => Text(table, "id").StartsWith(prefix, StringComparison.Ordinal));

    private static void Start(StringBuilder page, JsonElement measured)
    {
        Line(page, $"""
            # Errors by group

            Generated from `docs/measurements/fairness.json`. One command measures again and rewrites that
            file, this page and its plots; `DIR` holds the folders `wider`, `fairface` and `lfw`:

            ```
            bench/measure fairness DIR
            ```

            Detector `{Text(measured, "detector")}`, embedder `{Text(measured, "embedder")}`, as the
            server runs them.

            **How to read it.** The 95 % intervals are those of a bootstrap of {Count(measured, "resamples")}
            resamples that draws whole pictures or people again, since faces of one picture and pairs of one
            person are not independent. For shares they are never narrower than Wilson's interval. A group is
            called **insufficient**, and left out of the ratios, where it has fewer than 30 faces or pairs,
            fewer than 10 pictures or people, an interval wider than 20 points (3 years for ages) or, for
            verification, an interval whose ends differ by more than a factor of 4. *None seen* is no proof
            of none: the interval's upper end says what remains possible. Faces of which annotators were
            not sure are shown and are not a group: they are the ones that are hard to see.

            **Ratios.** *max/min* is the worst group's error over the best group's; *max/geometric mean* is
            the worst group's over the mean of all on a logarithmic scale. 1 is parity. Shares are smoothed
            by half an error on each side before they are divided. Both ratios are above 1 by chance alone,
            so an interval that begins near 1 shows no difference. A ratio is insufficient where the ends
            of its interval differ by more than a factor of 4.

            **What it cannot say.** Skin type, age and gender are what annotators saw, not what people say
            of themselves. Skin types III to VI are few. No verification pairs with known origin or skin
            type are available, so nothing is said about that; silence is not parity. The pictures may
            have been among those the networks were trained on. They are development data: they steer
            the work and promise nothing for another camera.
            """);
    }

    private static void Table(StringBuilder page, JsonElement table)
    {
        var isYears = Text(table, "unit") == "years";
        Line(page, $"\n### {Text(table, "title")}, by {Text(table, "by")}\n");
        var column = isYears ? "years" : "error";
        Line(page, $"| group | {column} | 95 % | n | {Text(table, "clusters")} | verdict |");
        Line(page, "|---|---|---|---|---|---|");
        foreach (var group in table.GetProperty("groups").EnumerateArray())
        {
            var (low, high) = (Number(group, "low95"), Number(group, "high95"));
            Line(page, $"| {Text(group, "group")} | {Shown(group, isYears)} "
                + $"| {Figure(low, isYears)} to {Figure(high, isYears)} "
                + $"| {Count(group, "n")} | {Count(group, "clusters")} | {Verdict(group)} |");
        }

        Line(page, "");
        foreach (var ratio in table.GetProperty("ratios").EnumerateArray())
        {
            var groups = ratio.GetProperty("groups").GetInt32();
            Line(page, ratio.GetProperty("value").ValueKind == JsonValueKind.Null
                ? $"- {Text(ratio, "name")}: **insufficient**, {groups} of the groups can be compared"
                : $"- {Text(ratio, "name")}: {Ratio(ratio, "value")} ({Ratio(ratio, "low95")} to "
                    + $"{Ratio(ratio, "high95")}) over {groups} groups{Doubt(ratio)}");
        }
    }

    private static string Shown(JsonElement group, bool isYears)
    {
        var value = Number(group, "value");
        return value == 0 && !isYears ? "none seen" : Figure(value, isYears);
    }

    private static string Doubt(JsonElement ratio) =>
        Text(ratio, "verdict") == Insufficient ? ": **insufficient**" : "";

    private static string Verdict(JsonElement group) =>
        Text(group, "verdict") is var verdict && verdict == Insufficient ? $"**{verdict}**" : verdict;

    /// <summary>
    /// One plot for each size of figure: rates of a thousandth and of a third cannot share a linear scale.
    /// </summary>
    private static IEnumerable<(PageFile File, string Title)> Plots(
        Chapter chapter, string unit, IReadOnlyList<JsonElement> tables)
    {
        foreach (var part in tables.GroupBy(table => chapter.Name == "verification" ? Kind(table) : unit))
        {
            var isYears = unit == "years";
            var isLog = part.Key == "fmr";
            var title = part.Key switch
            {
                "fmr" => "Different people matched",
                "fnmr" => "Same person not matched",
                "years" => "Age, mean distance to the band",
                _ => Text(part.First(), "title"),
            };
            var bars = part.Select(table => new BarGroup(
                Heading(table),
                [.. table.GetProperty("groups").EnumerateArray().Select(g => Bar(g, isYears))])).ToList();
            var largest = bars.SelectMany(group => group.Bars).Max(bar => bar.High);
            var name = isYears ? "years" : "percent of faces or pairs";
            var axis = isLog
                ? PlotAxis.Decades("percent of pairs, logarithmic", Smallest(bars), largest)
                : PlotAxis.FromZero(name, largest);
            var file = $"docs/images/fairness-{chapter.Name}{Suffix(part.Key)}.svg";
            yield return (new(file, new BarPlot(title, axis, bars).Svg()), title);
        }
    }

    private static string Kind(JsonElement table) =>
        Text(table, "id").StartsWith("fmr", StringComparison.Ordinal) ? "fmr" : "fnmr";

    private static string Suffix(string key) => key == "share" ? "" : $"-{key}";

    // The lower end of the smallest rate that is above nothing.
    private static double Smallest(IReadOnlyList<BarGroup> bars) => bars.SelectMany(group => group.Bars)
        .SelectMany(bar => new[] { bar.Low, bar.Value }).Where(value => value > 0).DefaultIfEmpty(1e-6).Min();

    private static string Heading(JsonElement table)
    {
        var title = Text(table, "title");
        var comma = title.IndexOf(", ", StringComparison.Ordinal);
        return Text(table, "by") == "gender" && Text(table, "clusters") == "people" && comma > 0
            ? $"at {title[(comma + 2)..]}"
            : $"by {Text(table, "by")}";
    }

    private static PlotBar Bar(JsonElement group, bool isYears)
    {
        var scale = isYears ? 1 : 100;
        return new(
            Text(group, "group"),
            Number(group, "value") * scale,
            Number(group, "low95") * scale,
            Number(group, "high95") * scale,
            $"n {Count(group, "n")}",
            Text(group, "verdict") != Insufficient);
    }

    private static string Figure(double value, bool isYears) =>
        isYears ? Plain(value, "0.0") : $"{Plain(value * 100, Digits(value))} %";

    // Two digits that mean something, for rates down to a millionth.
    private static string Digits(double share) => share switch
    {
        0 or >= 0.01 => "0.0",
        >= 0.001 => "0.00",
        >= 0.0001 => "0.000",
        _ => "0.00000",
    };

    private static string Ratio(JsonElement ratio, string name) => Plain(Number(ratio, name), "0.00");

    private static string Count(JsonElement element, string name) =>
        element.GetProperty(name).GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    private static string Plain(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture);

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    // The line end is part of the file, so it must not follow the machine.
    private static void Line(StringBuilder page, string text) =>
        page.Append(text.ReplaceLineEndings("\n")).Append('\n');
}

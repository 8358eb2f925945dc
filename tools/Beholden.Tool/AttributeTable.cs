using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Beholden.Tool;

/// <summary>
/// The part of docs/models.md that compares networks for each attribute, of
/// <c>docs/measurements/attributes.json</c> as <c>bench/peers/attributes/run</c> prints it.
/// </summary>
internal static class AttributeTable
{
    // No labelled pictures of these are at hand, so no figure can be given: what was done instead.
    private static readonly (string Attribute, string Candidates, string Decision)[] Unlabelled =
    [
        ("eyes open", "`fr_eye` of faceplugin", "offered: looked at, see decision 4"),
        ("mouth open", "gap of the inner lips among the 68 points", "offered: looked at, see decision 4"),
        ("eye direction", "`iris` of human", "not offered: nothing to prove it on"),
        ("eyeglasses, sunglasses", "none in these packages", "not offered"),
        ("beard, moustache", "none in these packages", "not offered"),
    ];

    public static string Write(JsonElement measured)
    {
        var page = new StringBuilder();
        Line(page, "");
        Line(page, "## Attributes, chosen by measurement");
        Line(page, "");
        Line(page, """
            The same pictures for every network, each cut and fed by its own library or as its own library
            does; ours as the server runs it. Generated from `docs/measurements/attributes.json`, which
            `bench/measure attributes DIR` writes. Brackets: 95 % interval. *Guess* is the best that an
            answer without looking reaches. A face that a library does not find is wrong where a share is
            counted, and not counted in a distance. Where a library does not state the order of its
            classes or the sign of an angle, the one that suits it best is taken. Our cuts and constants were
            chosen on these pictures and the others' were not, which flatters ours.
            """);
        Line(page, "");
        var packages = measured.GetProperty("packages").EnumerateObject()
            .Select(package => $"`{package.Name}` {package.Value.GetString()}");
        Line(page, $"Compared: {string.Join(", ", packages)}.");
        Line(page, "");
        Line(page, "| attribute | measure | guess | network | figure | n | |");
        Line(page, "|---|---|---|---|---|---|---|");
        foreach (var attribute in measured.GetProperty("attributes").EnumerateArray())
        {
            Rows(page, attribute);
        }

        Line(page, "");
        Line(page, "Without labelled pictures:");
        Line(page, "");
        Line(page, "| attribute | candidates | decision |");
        Line(page, "|---|---|---|");
        foreach (var (attribute, candidates, decision) in Unlabelled)
        {
            Line(page, $"| {attribute} | {candidates} | {decision} |");
        }

        return page.ToString();
    }

    private static void Rows(StringBuilder page, JsonElement attribute)
    {
        var isError = attribute.GetProperty("isError").GetBoolean();
        var guess = Number(attribute, "guess");
        var candidates = attribute.GetProperty("candidates").EnumerateArray().ToList();
        var best = isError
            ? candidates.MinBy(candidate => Number(candidate, "value"))
            : candidates.MaxBy(candidate => Number(candidate, "value"));
        foreach (var candidate in candidates)
        {
            var figure = $"{Shown(candidate, "value", isError)} "
                + $"({Shown(candidate, "low95", isError)}..{Shown(candidate, "high95", isError)})";
            var isBest = candidate.GetProperty("by").GetString() == best.GetProperty("by").GetString();
            Line(page, $"| {Text(attribute, "name")} "
                + $"| {Text(attribute, "measure")}, {Text(attribute, "data")} "
                + $"| {Shown(attribute, "guess", isError)} "
                + $"| {Text(candidate, "by")}: {Text(candidate, "network")} "
                + $"| {(isBest ? $"**{figure}**" : figure)} | {candidate.GetProperty("n").GetInt32()} "
                + $"| {Verdict(candidate, guess, isError)} |");
        }
    }

    /// <summary>Only an interval that leaves the guess outside says that a network looked.</summary>
    private static string Verdict(JsonElement candidate, double guess, bool isError) =>
        (isError ? Number(candidate, "high95") < guess : Number(candidate, "low95") > guess)
            ? ""
            : "no better than a guess";

    private static string Shown(JsonElement element, string name, bool isError) =>
        (Number(element, name) * (isError ? 1 : 100)).ToString("0.0", CultureInfo.InvariantCulture)
        + (isError ? "" : " %");

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    // The line end is part of the file, so it must not follow the machine.
    private static void Line(StringBuilder page, string text) =>
        page.Append(text.ReplaceLineEndings("\n")).Append('\n');
}

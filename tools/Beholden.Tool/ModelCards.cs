using System.Globalization;
using System.Text;
using System.Text.Json;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;

namespace Beholden.Tool;

/// <summary>
/// Writes docs/models.md: one card for each entry of models/catalogue.json, and the measured comparison.
/// </summary>
internal static class ModelCards
{
    private const string CataloguePath = "models/catalogue.json";
    private const string CalibrationPath = "models/calibration.json";
    private const string MeasurementPath = "docs/measurements/attributes.json";
    private const string TargetPath = "docs/models.md";
    private const string Sources = $"`{CataloguePath}`, `{CalibrationPath}` and `{MeasurementPath}`";

    /// <summary>
    /// Verb <c>models</c>. With <c>--check</c> nothing is written; 1 when the page is stale.
    /// </summary>
    public static int Run(IReadOnlyList<string> options)
    {
        if (options.Any(option => option != "--check"))
        {
            Console.Error.WriteLine("Usage: Beholden.Tool models [--check]");
            return 2;
        }

        var root = Checkout.Above(Directory.GetCurrentDirectory());
        var target = Path.Combine(root, TargetPath);
        var page = Page(root);
        if (options.Count == 0)
        {
            File.WriteAllText(target, page);
            Console.WriteLine($"{TargetPath} written.");
            return 0;
        }

        if (File.Exists(target) && File.ReadAllText(target) == page)
        {
            Console.WriteLine($"{TargetPath} is up to date.");
            return 0;
        }

        Console.Error.WriteLine(
            $"{TargetPath} differs from {Sources}. "
            + "Run: dotnet run --project tools/Beholden.Tool -- models");
        return 1;
    }

    /// <summary>The whole page; the same files give the same bytes.</summary>
    public static string Page(string root)
    {
        var cards = Cards(
            Catalogue.Load(Path.Combine(root, CataloguePath)),
            CalibrationCard.Load(Path.Combine(root, CalibrationPath)));
        using var measured = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, MeasurementPath)));
        return cards + AttributeTable.Write(measured.RootElement);
    }

    private static string Cards(Catalogue catalogue, CalibrationCard calibration)
    {
        var page = new StringBuilder();
        Line(page, "# The models");
        Line(page, "");
        Line(page, $"Generated from {Sources}; change those, not this page.");
        Line(page, "");
        Line(page, "| id | for | licence | MB | needed |");
        Line(page, "|---|---|---|---|---|");
        foreach (var model in catalogue.Models)
        {
            var needed = model.Required ? "yes" : "no";
            Line(page, $"| [{model.Id}](#{model.Id}) | {model.Purpose} | {model.Licence} "
                + $"| {model.Bytes / 1e6:0.0} | {needed} |");
        }

        foreach (var model in catalogue.Models)
        {
            Card(page, model);
        }

        Calibration(page, calibration);
        return page.ToString();
    }

    private static void Card(StringBuilder page, ModelEntry model)
    {
        Line(page, "");
        Line(page, $"## {model.Id}");
        Line(page, "");
        Line(page, model.Purpose);
        Line(page, "");
        Line(page, $"- **File:** `{model.File}`, {model.Bytes} bytes, SHA-256 `{model.Sha256}`");
        Line(page, $"- **From:** {Origin(model.Source)}");
        Line(page, $"- **Source commit:** {model.SourceCommit}");
        Line(page, $"- **Licence:** {model.Licence}. {model.LicenceNotes}");
        Line(page, $"- **Training data:** {model.TrainingData}");
        Line(page, $"- **Where it is absent:** {model.WhenAbsent}");
        var input = model.Input;
        Line(page, $"- **Input:** `{input.Tensor}` {input.Shape}, {input.Colour}; {input.Values}; "
            + $"{input.Crop}");
        foreach (var output in model.Output)
        {
            Line(page, $"- **Output:** {output}");
        }

        if (model.Classes.Count > 0)
        {
            Line(page, $"- **Classes, in order:** {string.Join(", ", model.Classes)}");
        }

        Figures(page, model.Accuracy);
    }

    private static void Figures(StringBuilder page, IReadOnlyList<ModelFigure> figures)
    {
        Line(page, "");
        if (figures.Count == 0)
        {
            Line(page, "No accuracy has been measured here yet.");
            return;
        }

        Line(page, "| measured | value | on | by |");
        Line(page, "|---|---|---|---|");
        foreach (var figure in figures)
        {
            Line(page, $"| {figure.Measure} | {figure.Value} | {figure.Data} | `{figure.Command}` |");
        }
    }

    private static void Calibration(StringBuilder page, CalibrationCard card)
    {
        Line(page, "");
        Line(page, "## What a similarity stands for");
        Line(page, "");
        Line(page, $"Of `{card.Contract}`, faces found by `{card.Detector}`: {card.Data}; "
            + $"{card.Images} images, {card.People} people, {card.Mates} pairs of one person, "
            + $"{card.Impostors} of two. Intervals (95 %) from a bootstrap over people. "
            + $"By `{card.Command}`.");
        Line(page, "");
        Line(page, "| similarity, % | cosine | strangers at or above, % | interval, % "
            + "| one person at or above, % | interval, % |");
        Line(page, "|---|---|---|---|---|---|");
        foreach (var rate in card.Rates)
        {
            Line(page, $"| {N(rate.Percent)} | {N(Math.Round(rate.Cosine, 4))} "
                + $"| {N(rate.FalseMatchRate * 100)} "
                + $"| {N(rate.FalseMatchRateLow95 * 100)} to {N(rate.FalseMatchRateHigh95 * 100)} "
                + $"| {N(rate.TrueMatchRate * 100)} "
                + $"| {N(rate.TrueMatchRateLow95 * 100)} to {N(rate.TrueMatchRateHigh95 * 100)} |");
        }

        var reach = card.Reach;
        Line(page, "");
        Line(page, $"The data can judge no similarity above {N(reach.Percent)}, which {reach.PairsMin} "
            + $"pairs of strangers reach ({N(reach.FalseMatchRate * 100)} %, at most "
            + $"{N(reach.FalseMatchRateHigh95 * 100)} %). At that similarity they support a claim of");
        Line(page, "");
        foreach (var gallery in reach.Galleries)
        {
            Line(page, $"- at most {N(gallery.FalseAlarmShareMax * 100)} % of searches for strangers that "
                + $"show anyone, in collections of up to {gallery.FacesMax} faces;");
        }

        Line(page, "");
        Line(page, "and of nothing for larger ones, nor for people unlike those of the data.");
    }

    /// <summary>By way of decimal, which keeps the seven digits that a float means.</summary>
    private static string N(float value) => N((double)(decimal)value);

    private static string N(double value) =>
        Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture);

    private static string Origin(ModelSource source) => source.Npm is not null
        ? $"npm package `{source.Npm}`, `{source.Path}`"
        : $"`{source.FolderFile}` in the folder `BEHOLDEN_MODELS`, else <{source.Address}>";

    // The line end is part of the file, so it must not follow the machine.
    private static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}

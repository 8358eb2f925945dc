using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Beholden.Tests.Support;
using Beholden.Tool.Pages;

namespace Beholden.Tests.Tool;

/// <summary>Pages and plots are the same bytes for the same measurement; stale ones are told.</summary>
public sealed class PagesTests
{
    private static readonly PlotSeries Made =
        new("plan <a> & b", [(1, 0.5), (10, 0.75), (100, 0.9)], Labels: ["x", "y", "z"]);

    [Fact]
    public void A_line_plot_puts_values_where_they_belong_on_both_kinds_of_axes()
    {
        var log = PlotAxis.Decades("ms", 1, 100);
        Assert.Equal(0.5, log.Share(10), 9);
        Assert.Equal(["1", "2", "5", "10", "20", "50", "100"], log.Ticks().Select(tick => tick.Label));
        Assert.Equal(
            ["0.001", "0.01", "0.1", "1"],
            PlotAxis.Decades("rate", 0.0012, 0.8).Ticks().Select(tick => tick.Label));
        Assert.Equal(0.25, new PlotAxis("AP", 0.5, 0.9).Share(0.6), 9);
        Assert.Equal(
            ["0", "2", "4", "6", "8"],
            PlotAxis.FromZero("%", 7.3).Ticks().Select(tick => tick.Label));
        Assert.Equal(0, PlotAxis.FromZero("%", 0).From);
    }

    [Fact]
    public void Plots_are_well_formed_and_the_same_in_every_language()
    {
        var line = new LinePlot("T", PlotAxis.Decades("ms", 1, 100), PlotAxis.FromZero("AP", 0.9), [Made]);
        var bars = new BarPlot(
            "T",
            PlotAxis.FromZero("%", 12.5),
            [new("G", [new("a", 2.5, 1.25, 12.5, "n = 3", IsFirm: false)])]);
        var (first, second) = (line.Svg(), bars.Svg());
        Assert.Equal(3 + 1, XDocument.Parse(first).Descendants().Count(e => e.Name.LocalName == "circle"));
        Assert.Single(XDocument.Parse(second).Descendants(), e => e.Name.LocalName == "circle");
        Assert.Contains("prefers-color-scheme: dark", first, StringComparison.Ordinal);

        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal(first, line.Svg());
            Assert.Equal(second, bars.Svg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_seventh_series_is_refused() => Assert.Throws<ArgumentException>(() => new LinePlot(
        "T", PlotAxis.FromZero("x", 1), PlotAxis.FromZero("y", 1), [.. Enumerable.Repeat(Made, 7)]).Svg());

    [Fact]
    public void A_stale_page_is_told_and_a_missing_measurement_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var root = folder.Path;
        Directory.CreateDirectory(Path.Combine(root, "docs", "measurements"));
        File.WriteAllText(Path.Combine(root, "docs", "measurements", "made.json"), "{\"value\":3}");
        MeasuredPage[] pages =
        [
            new("made", made => [new("docs/made.md", $"{made.GetProperty("value").GetInt32()}\n")]),
            new("absent", _ => throw new InvalidOperationException("There is nothing to write from.")),
        ];
        var files = PagesVerb.Files(root, pages);

        Assert.Equal([new("docs/made.md", "3\n")], files);
        Assert.Equal(1, PagesVerb.Check(root, files));
        File.WriteAllText(Path.Combine(root, "docs", "made.md"), "2\n");
        Assert.Equal(1, PagesVerb.Check(root, files));
        File.WriteAllText(Path.Combine(root, "docs", "made.md"), "3\n");
        Assert.Equal(0, PagesVerb.Check(root, files));
    }

    [Fact]
    public void The_section_on_search_gives_its_measurement_and_a_plot()
    {
        const string row = """
            "version": "1", "settings": "s", "buildS": 1.5, "memoryMb": 512.0,
            "alone": { "ms": 12.34, "msMin": 11, "msMax": 14, "processorMs": 20 },
            "together": { "ms": 5, "msMin": 4, "msMax": 6, "processorMs": 10 }
            """;
        using var measured = JsonDocument.Parse($$"""
            {
              "vectors": 1000000, "dimension": 512, "nearest": 10, "together": 8, "queries": 32, "rounds": 3,
              "threads": 2, "processor": "P", "timesFasterAlone": 7.16, "timesFasterTogether": 10,
              "otherLoad": 0.25, "sameAnswers": 32, "cosineDifferenceMax": 7e-7, "systems": [
                { "name": "Ours", "exact": true, "recall": 1.0, {{row}} },
                { "name": "Graph", "exact": false, "recall": 0.912, {{row}} },
                { "name": "Graph", "exact": false, "recall": 0.95, {{row}} }
              ]
            }
            """);
        var (text, plots) = SearchSection.Write(measured.RootElement);

        Assert.Contains("1,000,000 vectors of 512 numbers", text, StringComparison.Ordinal);
        Assert.Contains("**7.2 times** as fast", text, StringComparison.Ordinal);
        Assert.Contains(
            "| Graph 1 | s | 0.912 | 12.3 (11.0 to 14.0; 20.0) | 5.0 (4.0 to 6.0; 10.0) | 1.5 | 512 |",
            text, StringComparison.Ordinal);
        var plot = XDocument.Parse(Assert.Single(plots).Text);
        Assert.Equal(2 + 3, plot.Descendants().Count(e => e.Name.LocalName == "circle"));
    }

    [Fact]
    public void The_section_on_faces_gives_each_system_a_row_and_each_maker_a_colour()
    {
        using var measured = JsonDocument.Parse(
            """
            {
              "photos": 197, "faces20px": 1208, "processor": "P", "systems": [
                { "name": "Ours one", "version": "0.1.0", "backEnd": "B", "recall20px": 0.9,
                  "precision20px": 1, "ap50px": 0.95, "ap30px": 0.93, "ap10px": 0.82, "p50Ms": 40,
                  "p25Ms": 39, "p75Ms": 44.4, "peakMb": 250 },
                { "name": "Ours two", "version": "0.1.0", "backEnd": "B", "recall20px": 0.8,
                  "precision20px": 1, "ap50px": 0.9, "ap30px": 0.8, "ap10px": 0.7, "p50Ms": 20,
                  "p25Ms": 19, "p75Ms": 21, "peakMb": 250 },
                { "name": "Theirs one", "version": "2", "backEnd": "C", "recall20px": 0.4, "precision20px": 1,
                  "ap50px": 0.8, "ap30px": 0.6, "ap10px": 0.3, "p50Ms": 400, "p25Ms": 390, "p75Ms": 444,
                  "peakMb": 500 }
              ]
            }
            """);
        var (text, plots) = FacesSection.Write(measured.RootElement);

        Assert.Contains(
            "| Ours one 0.1.0, B | 0.900 | 1.000 | 0.950 / 0.930 / 0.820 | 40.0 (39.0 to 44.4) | 250 |",
            text, StringComparison.Ordinal);
        var plot = XDocument.Parse(Assert.Single(plots).Text);
        Assert.Equal(3 + 2, plot.Descendants().Count(e => e.Name.LocalName == "circle"));
    }

    [Fact]
    public void The_page_on_detection_gives_each_detector_a_line_for_each_size_of_face()
    {
        using var measured = JsonDocument.Parse(
            """
            [
              { "detector": "one", "images": 197, "points": [
                { "name": "default", "msPerImage": 30, "ap50px": 0.96, "ap30px": 0.94, "ap10px": 0.85 },
                { "name": "fast", "msPerImage": 15, "ap50px": 0.95, "ap30px": 0.91, "ap10px": 0.72 } ] },
              { "detector": "two", "images": 197, "points": [
                { "name": "default", "msPerImage": 60, "ap50px": 0.9, "ap30px": 0.87, "ap10px": 0.75 } ] }
            ]
            """);
        var files = DetectionPage.Write(measured.RootElement);

        Assert.Contains(
            "| one | fast | 15.0 | 0.950 | 0.910 | 0.720 |", files[0].Text, StringComparison.Ordinal);
        var plot = XDocument.Parse(files[1].Text);
        Assert.Equal(
            6 + ((2 + 1) * 3), plot.Descendants().Count(e => e.Name.LocalName == "circle"));
    }
}

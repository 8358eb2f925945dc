using System.Text.Json;
using System.Xml.Linq;
using Beholden.Tool.Pages;

namespace Beholden.Tests.Tool;

/// <summary>The page on groups says what is known of each and never shows a bare zero.</summary>
public sealed class FairnessPageTests
{
    private const string Made = """
        {
          "detector": "d", "embedder": "e", "resamples": 2000,
          "tables": [
            {
              "id": "missedByMade", "title": "Faces not found", "by": "made kind", "unit": "share",
              "clusters": "pictures",
              "groups": [
                { "group": "A<B", "n": 1200, "clusters": 90, "errors": 0, "value": 0, "low95": 0,
                  "high95": 0.041, "verdict": "ok" },
                { "group": "C", "n": 8, "clusters": 5, "errors": 4, "value": 0.5, "low95": 0.2,
                  "high95": 0.8, "verdict": "insufficient" }
              ],
              "ratios": [
                { "name": "max/min", "groups": 1, "value": null, "low95": null, "high95": null,
                  "verdict": "insufficient" },
                { "name": "max/geometric mean", "groups": 2, "value": 1.5, "low95": 1.1, "high95": 2.25,
                  "verdict": "ok" }
              ]
            }
          ]
        }
        """;

    [Fact]
    public void Groups_and_ratios_are_told_with_their_doubt()
    {
        using var made = JsonDocument.Parse(Made);
        var files = FairnessPage.Write(made.RootElement);

        Assert.Equal(["docs/fairness.md", "docs/images/fairness-detection.svg"], files.Select(f => f.Path));
        var page = files[0].Text;
        Assert.Contains(
            "| A<B | none seen | 0.0 % to 4.1 % | 1,200 | 90 | ok |\n", page, StringComparison.Ordinal);
        Assert.Contains(
            "| C | 50.0 % | 20.0 % to 80.0 % | 8 | 5 | **insufficient** |\n", page, StringComparison.Ordinal);
        Assert.Contains("- max/min: **insufficient**, 1 of the groups", page, StringComparison.Ordinal);
        Assert.Contains(
            "- max/geometric mean: 1.50 (1.10 to 2.25) over 2 groups\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("## Verification", page, StringComparison.Ordinal);
        Assert.Equal(
            2, XDocument.Parse(files[1].Text).Descendants().Count(e => e.Name.LocalName == "circle"));
    }
}

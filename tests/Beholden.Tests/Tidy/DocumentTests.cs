using System.Text.RegularExpressions;
using System.Xml.Linq;
using Beholden.Vision.Models;

namespace Beholden.Tests.Tidy;

/// <summary>
/// Rules: links lead somewhere, decisions are numbered once, packages and models are explained.
/// </summary>
public sealed class DocumentTests
{
    private static readonly Regex Link =
        new(@"\]\((?<target>[^)\s#]+)(#[^)\s]*)?\)|(src|href)=""(?<target>[^""#]+)""");
    private static readonly Regex Fence =
        new(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline);
    private static readonly Regex DecisionName = new(@"^docs/decisions/(?<number>\d{4})-[a-z0-9-]+\.md$");

    private static IEnumerable<SourceFile> Pages => Tree.Files.Where(f => f.Extension == ".md");

    private static IReadOnlyList<SourceFile> Decisions =>
        [.. Pages.Where(f => f.Path.StartsWith("docs/decisions/", StringComparison.Ordinal))];

    [Fact]
    public void Every_link_of_a_document_leads_to_a_file() =>
        Findings.RequireNone(Pages.SelectMany(DeadLinks));

    [Fact]
    public void A_dead_link_is_caught()
    {
        Assert.Single(DeadLinks(new("docs/a.md", "see [here](nowhere.md#x)")));
        Assert.Single(DeadLinks(new("docs/a.md", "<img src=\"images/nowhere.png\">")));
        Assert.Empty(DeadLinks(new("docs/a.md", "[a](../README.md#x) [b](https://example.org) [c](#x)")));
        Assert.Empty(DeadLinks(new("docs/a.md", "```\n[x](nowhere)\n```\n")));
    }

    [Fact]
    public void Every_decision_page_has_a_number_of_its_own() =>
        Findings.RequireNone(WrongNumbers(Decisions));

    [Fact]
    public void A_number_used_twice_and_a_page_without_one_are_caught()
    {
        Assert.Single(WrongNumbers(
            [new("docs/decisions/0001-a.md", ""), new("docs/decisions/0001-b.md", "")]));
        Assert.Single(WrongNumbers([new("docs/decisions/a.md", "")]));
    }

    [Fact]
    public void Every_package_is_named_in_a_decision_page() =>
        Findings.RequireNone(Unexplained(Tree.File("Directory.Packages.props").Text, Decisions));

    [Fact]
    public void A_package_that_no_page_names_is_caught()
    {
        const string props = "<Project><PackageVersion Include=\"Some.Package\" Version=\"1\" /></Project>";
        Assert.Single(Unexplained(props, [new("docs/decisions/0001-a.md", "Some.Package.Else")]));
        Assert.Empty(Unexplained(props, [new("docs/decisions/0001-a.md", "`Some.Package` saves work.")]));
    }

    [Fact]
    public void Every_model_of_the_catalogue_has_a_card() => Findings.RequireNone(WithoutCard(
        Catalogue.Load(Catalogue.BesideExecutable).Models.Select(m => m.Id), Tree.File("docs/models.md")));

    [Fact]
    public void A_model_without_a_card_is_caught() =>
        Assert.Equal(["b"], WithoutCard(["a", "b"], new("docs/models.md", "## a\n\nb is coming.\n")));

    private static IEnumerable<string> DeadLinks(SourceFile page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Tree.Root, page.Path))!;
        return Link.Matches(Fence.Replace(page.Text, ""))
            .Select(m => m.Groups["target"].Value)
            .Where(t => !Regex.IsMatch(t, "^(https?|mailto):") && t.Length > 0)
            .Where(t => !Path.Exists(Path.Combine(folder, t)))
            .Select(t => $"{page.Path}: {t}");
    }

    private static IEnumerable<string> WrongNumbers(IReadOnlyList<SourceFile> pages) => pages
        .GroupBy(p => DecisionName.Match(p.Path).Groups["number"].Value)
        .Where(g => g.Key.Length == 0 || g.Count() > 1)
        .Select(g => $"number '{g.Key}': {string.Join(", ", g.Select(p => p.Path))}");

    private static IEnumerable<string> Unexplained(string props, IReadOnlyList<SourceFile> pages) =>
        XDocument.Parse(props).Descendants("PackageVersion")
            .Select(p => p.Attribute("Include")!.Value)
            .Where(id => !pages.Any(p => Regex.IsMatch(p.Text, $@"(?<![\w.]){Regex.Escape(id)}(?!\.?\w)")));

    private static IEnumerable<string> WithoutCard(IEnumerable<string> ids, SourceFile cards) =>
        ids.Where(id => !cards.Lines.Contains($"## {id}"));
}

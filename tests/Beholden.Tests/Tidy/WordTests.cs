using System.Text.RegularExpressions;

namespace Beholden.Tests.Tidy;

/// <summary>
/// Rules that a regular expression checks. Samples are built from pieces, since this file is checked too.
/// </summary>
public sealed class WordTests
{
    /// <summary>Where AWS dictates the name, or the name is the thing.</summary>
    private static readonly string[] NamesAllowed =
    [
        "ServiceException", // What every AWS SDK calls an error that the service answers.
    ];

    private static readonly Regex PartialClass = new(@"\bpartial\s+(class|record|struct)\b");
    private static readonly Regex SourceGenerator =
        new(@"\[(GeneratedRegex|JsonSerializable|LibraryImport)\b");
    private static readonly Regex BareCatch = new(@"\bcatch\s*\{(?<body>[^{}]*(\{[^{}]*\}[^{}]*)*)\}");
    private static readonly Regex NameOfType = new(
        @"^\s*(?:\w+\s+)*(?:class|record|struct|interface|enum)\s+(?:class\s+|struct\s+)?(\w+)",
        RegexOptions.Multiline);

    private static readonly Regex Useful = new(
        @"^(Ser" + @"vice|Ut" + @"il|Ut" + @"ility|Hel" + @"per|Man" + @"ager|Com" + @"mon|Co" + @"re|Sha"
        + @"red|Ba" + @"se)s?$",
        RegexOptions.IgnoreCase);

    [Fact]
    public void Nothing_in_the_tree_is_half_done() => RequireNone(WordRules.HalfDone);

    [Fact]
    public void No_path_of_one_machine_is_in_the_tree() => RequireNone(WordRules.MachinePath);

    [Fact]
    public void No_registry_host_is_in_the_tree() => RequireNone(WordRules.RegistryHost);

    [Fact]
    public void Nothing_catches_every_exception() => RequireNone(WordRules.CatchAll);

    [Fact]
    public void A_catch_without_a_type_throws_on() => Findings.RequireNone(Tree.Code.SelectMany(Swallowers));

    [Fact]
    public void A_catch_that_swallows_everything_is_caught()
    {
        Assert.Single(Swallowers(new("a.cs", "try { A(); }\ncatch\n{\n    if (b) { C(); }\n}\n")));
        Assert.Empty(Swallowers(new("a.cs", "try { A(); }\ncatch\n{\n    C();\n    throw;\n}\n")));
    }

    [Fact]
    public void Sources_take_the_time_from_a_provider() => RequireNone(WordRules.WallClock);

    [Fact]
    public void No_code_is_commented_out() => RequireNone(WordRules.CommentedOut);

    [Fact]
    public void Classes_are_partial_only_for_a_source_generator() =>
        Findings.RequireNone(Tree.Code.SelectMany(SplitClasses));

    [Fact]
    public void Every_csharp_file_has_a_file_scoped_namespace() =>
        Findings.RequireNone(Tree.Code.SelectMany(MissingNamespaces));

    [Fact]
    public void No_file_folder_or_type_is_named_for_being_useful() =>
        Findings.RequireNone(Tree.Files.SelectMany(UsefulNames).Distinct());

    [Theory]
    [InlineData("HalfDone", "a.md", "later: TO", "DO")]
    [InlineData("HalfDone", "a.sh", "# FIX", "ME this")]
    [InlineData("MachinePath", "a.md", "see /wo", "rk/main")]
    [InlineData("MachinePath", "a.cs", "\"/ho", "me/ada/x\"")]
    [InlineData("MachinePath", "a.sh", "/tm", "p/x")]
    [InlineData("RegistryHost", "a.json", "https://regi", "stry.example.org/x")]
    [InlineData("RegistryHost", "a.json", "http://my-mir", "ror.local/x")]
    [InlineData("CatchAll", "a.cs", "catch (Exc", "eption e)")]
    [InlineData("CatchAll", "a.cs", "catch (Exc", "eption)")]
    [InlineData("CatchAll", "a.cs", "catch (Exc", "eption e) when (Log(e))")]
    [InlineData("WallClock", "src/a.cs", "DateTime", ".Now")]
    [InlineData("WallClock", "src/a.cs", "DateTimeOffset", ".UtcNow")]
    [InlineData("CommentedOut", "a.cs", "    //", " var x = Read();")]
    [InlineData("CommentedOut", "a.mjs", "  //", " if (x) {")]
    public void A_violation_is_caught(string rule, string path, string start, string end) =>
        Assert.Single(Named(rule).Violations(new(path, start + end)));

    [Theory]
    [InlineData("MachinePath", "a.md", "docs/work/x, data/tmp/x")]
    [InlineData("CatchAll", "a.cs", "catch (Exception e) when (e is IOException or JsonException)")]
    [InlineData("CatchAll", "a.cs", "catch (UnreadableException)")]
    [InlineData("WallClock", "tests/a.cs", "DateTime.UtcNow")]
    [InlineData("CommentedOut", "a.cs", "// Time in whole seconds; see the page of the spec.")]
    public void What_is_allowed_is_not_caught(string rule, string path, string text) =>
        Assert.Empty(Named(rule).Violations(new(path, text)));

    [Fact]
    public void A_class_in_two_files_is_caught()
    {
        Assert.Single(SplitClasses(new("a.cs", "public sealed part" + "ial class A;")));
        Assert.Empty(SplitClasses(new("a.cs", "[GeneratedRegex(\"x\")] part" + "ial class A;")));
    }

    [Fact]
    public void A_block_namespace_and_none_are_caught()
    {
        Assert.Single(MissingNamespaces(new("src/X/A.cs", "namespace X\n{\n}")));
        Assert.Single(MissingNamespaces(new("src/X/A.cs", "class A;")));
        Assert.Empty(MissingNamespaces(new("src/X/A.cs", "using Y;\n\nnamespace X.Z;\n")));
        Assert.Empty(MissingNamespaces(new("src/X/Program.cs", "return 0;")));
    }

    [Theory]
    [InlineData("src/Com" + "mon/A.cs", "class A;")]
    [InlineData("src/X/FaceHel" + "per.cs", "class A;")]
    [InlineData("src/X/A.cs", "internal sealed class FaceSer" + "vice(int x);")]
    [InlineData("src/X/A.cs", "record struct UtilsOfX;")]
    [InlineData("tests/x/story_ut" + "ils.py", "")]
    public void A_useful_name_is_caught(string path, string text) =>
        Assert.Single(UsefulNames(new(path, text)));

    [Fact]
    public void A_name_that_only_contains_a_useful_one_is_allowed() =>
        Assert.Empty(UsefulNames(new("src/X/Database.cs", "record Corest; class Base64Text;")));

    private static WordRule Named(string rule) =>
        (WordRule)typeof(WordRules).GetProperty(rule)!.GetValue(null)!;

    private static void RequireNone(WordRule rule) =>
        Findings.RequireNone(Tree.Files.SelectMany(rule.Violations));

    private static IEnumerable<string> SplitClasses(SourceFile file) =>
        file.Extension == ".cs" && PartialClass.IsMatch(CodeMask.Of(file.Text))
            && !SourceGenerator.IsMatch(file.Text)
            ? [$"{file.Path}: a class split over files"]
            : [];

    private static IEnumerable<string> Swallowers(SourceFile file) => file.Extension == ".cs"
        ? BareCatch.Matches(CodeMask.Of(file.Text))
            .Where(m => !m.Groups["body"].Value.TrimEnd().EndsWith("throw;", StringComparison.Ordinal))
            .Select(m => $"{file.Path}: catches everything and goes on")
        : [];

    private static IEnumerable<string> MissingNamespaces(SourceFile file) =>
        file.Extension == ".cs" && file.Name != "Program.cs"
            && !file.Lines.Any(l => Regex.IsMatch(l, @"^namespace [\w.]+;$"))
            ? [$"{file.Path}: no file-scoped namespace"]
            : [];

    private static IEnumerable<string> UsefulNames(SourceFile file)
    {
        var types = file.Extension == ".cs" && !file.IsGenerated
            ? NameOfType.Matches(CodeMask.Of(file.Text)).Select(m => m.Groups[1].Value)
            : [];
        return file.Path.Split('/').Select(Path.GetFileNameWithoutExtension).OfType<string>().Concat(types)
            .Where(name => !NamesAllowed.Contains(name) && Words(name).Any(Useful.IsMatch))
            .Select(name => $"{file.Path}: {name}");
    }

    private static string[] Words(string name) =>
        Regex.Split(name, @"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
}

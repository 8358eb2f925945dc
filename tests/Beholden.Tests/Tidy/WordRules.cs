using System.Text.RegularExpressions;

namespace Beholden.Tests.Tidy;

/// <summary>A text that must not stand in the tree, and why.</summary>
/// <param name="Applies">To which files.</param>
/// <param name="Pattern">Matched line by line.</param>
internal sealed record WordRule(string Name, Func<SourceFile, bool> Applies, Regex Pattern)
{
    /// <summary>Each violation as path:line: rule.</summary>
    public IEnumerable<string> Violations(SourceFile file) => Applies(file)
        ? file.Lines.Select((text, i) => (text, line: i + 1))
            .Where(l => Pattern.IsMatch(l.text))
            .Select(l => $"{file.Path}:{l.line}: {Name}")
        : [];
}

/// <summary>The rules that one regular expression can check.</summary>
internal static class WordRules
{
    public static WordRule HalfDone { get; } = Rule(
        "half-done work", _ => true, @"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b");

    public static WordRule MachinePath { get; } = Rule(
        "a path of one machine", _ => true, @"(^|[^A-Za-z.\])}])/(wo" + @"rk|ho" + @"me|tm" + @"p)/");

    public static WordRule RegistryHost { get; } = Rule(
        "the host of a package registry",
        _ => true,
        @"\bregi" + @"stry\.[a-z]|\bapi\.nu" + @"get\.org|\bpy" + @"pi\.org|pythonho" + @"sted|proxy\.gol"
        + @"ang|https?://[^/\s""]*(regi" + @"stry|nex" + @"us|artifac" + @"tory|mir" + @"ror)");

    // "when (e is A or B)" names the exact ones.
    public static WordRule CatchAll { get; } = Rule(
        "catches everything", IsCSharp, @"catch\s*\(\s*(System\.)?Exception\b(?!.*\bwhen \(\w+ is )");

    public static WordRule WallClock { get; } = Rule(
        "reads the wall clock instead of a TimeProvider",
        f => IsCSharp(f) && f.Path.StartsWith("src/", StringComparison.Ordinal),
        @"\bDate" + @"Time(Offset)?\.(UtcNow|Now|Today)\b");

    public static WordRule CommentedOut { get; } = Rule(
        "commented-out code",
        f => f.IsCode && f.Extension is ".cs" or ".js" or ".mjs" or ".cjs" or ".ts" or ".tsx",
        @"^\s*//(?!/)\s*(.*[;{}]\s*$|(var|let|const|using|import|return|await|public|private)\s.*[(=])");

    private static bool IsCSharp(SourceFile file) => file.Extension == ".cs" && !file.IsGenerated;

    private static WordRule Rule(string name, Func<SourceFile, bool> applies, string pattern) =>
        new(name, applies, new(pattern, RegexOptions.CultureInvariant));
}

using System.Text.RegularExpressions;

namespace Beholden.Tests.Tidy;

/// <param name="Line">Of its first token, from 1; attributes and docs do not count.</param>
/// <param name="Lines">From its first token to its last.</param>
internal readonly record struct Function(int Line, int Lines);

/// <summary>
/// Finds functions and their lengths in C#, and by indentation in shell, JavaScript and Python.
/// </summary>
internal static partial class Functions
{
    public static IEnumerable<Function> In(SourceFile file) => file.Extension switch
    {
        ".cs" => Members(CodeMask.Of(file.Text)),
        ".py" => Indented(file.Lines, PythonHead(), _ => false),
        ".js" or ".mjs" or ".cjs" or ".ts" => Indented(file.Lines, ScriptHead(), Closes),
        _ when file.IsScript => Indented(file.Lines, ShellHead(), Closes),
        _ => [],
    };

    private static bool Closes(string line) => line.TrimStart().StartsWith('}');

    /// <summary>
    /// A function begins at a head and ends before the first line that is not deeper than it.
    /// </summary>
    private static IEnumerable<Function> Indented(
        IReadOnlyList<string> lines, Regex head, Func<string, bool> closes)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (head.Match(lines[i]) is not { Success: true } match)
            {
                continue;
            }

            var depth = match.Groups["indent"].Length;
            var (end, last) = (i + 1, i);
            while (end < lines.Count && (lines[end].Trim().Length == 0 || lines[end].TrimStart()[0] == ')'
                || Indent(lines[end]) > depth))
            {
                last = lines[end].Trim().Length == 0 ? last : end;
                end++;
            }

            last += end < lines.Count && closes(lines[end]) ? 1 : 0;
            yield return new(i + 1, last - i + 1);
        }
    }

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    /// <summary>Members of types with a body, and blocks at the top level of a program.</summary>
    private static IEnumerable<Function> Members(string masked)
    {
        // The number of open brackets at which members of the innermost types stand.
        var levels = new Stack<int>([0]);
        var (depth, start) = (0, 0);
        for (var at = 0; at < masked.Length; at++)
        {
            var c = masked[at];
            if (c == '{' && depth == levels.Peek() && TypeHead().IsMatch(masked[start..at]))
            {
                levels.Push(++depth);
                start = at + 1;
                continue;
            }

            depth += c is '{' or '(' or '[' ? 1 : c is '}' or ')' or ']' ? -1 : 0;
            if (c == '}' && depth < levels.Peek())
            {
                levels.Pop();
                start = at + 1;
            }
            else if (c is '}' or ';' && depth == levels.Peek() && !GoesOn(masked, at))
            {
                if (Measure(masked, start, at) is { } function)
                {
                    yield return function;
                }

                start = at + 1;
            }
        }
    }

    // "{ get; } = 3;", "new() { ... };" and "if (...) { } else { }" go on after their bracket.
    private static bool GoesOn(string masked, int at) =>
        masked[at] == '}' && NextToken().IsMatch(masked, at + 1);

    private static Function? Measure(string masked, int start, int end)
    {
        var text = Attributes().Replace(masked[start..(end + 1)], m => new(
            [.. m.Value.Select(c => c == '\n' ? '\n' : ' ')]));
        var skip = text.Length - text.TrimStart().Length;
        var head = HeadEnd().Match(text);
        var isField = head.Success && head.Value == "=" && !text[..head.Index].Contains('(');
        if (!head.Success || isField)
        {
            return null;
        }

        var first = masked.AsSpan(0, start + skip).Count('\n') + 1;
        return new(first, text.AsSpan(skip).Count('\n') + 1);
    }

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|namespace)\s+(class\s+|struct\s+)?[A-Za-z_]")]
    private static partial Regex TypeHead();

    [GeneratedRegex(@"\G\s*(=|;|\.|,|\)|else\b|catch\b|finally\b|while\s*\([^{]*\);|switch\b|\?)")]
    private static partial Regex NextToken();

    [GeneratedRegex(@"\A(\s*\[[^\]]*(\[[^\]]*\][^\]]*)*\])+")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"=>|(?<![<>=!])=(?![=>])|\{")]
    private static partial Regex HeadEnd();

    [GeneratedRegex(@"^(?<indent>\s*)(async\s+)?def\s")]
    private static partial Regex PythonHead();

    [GeneratedRegex(
        @"^(?<indent>\s*)(?!(if|for|while|switch|catch|else|do|try|return|await)\b)[^{]*(\)|=>)\s*\{\s*$")]
    private static partial Regex ScriptHead();

    [GeneratedRegex(@"^(?<indent>\s*)(function\s+)?[A-Za-z_]\w*\s*\(\)\s*\{")]
    private static partial Regex ShellHead();
}

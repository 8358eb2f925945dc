using System.Text;

namespace Beholden.Tests.Tidy;

/// <summary>
/// C# with the insides of its strings, characters and comments blanked out, line by line in place, so
/// that brackets and keywords that are left are code.
/// </summary>
internal static class CodeMask
{
    public static string Of(string code)
    {
        var masked = new StringBuilder(code.Length);
        var at = 0;
        while (at < code.Length)
        {
            var end = EndOfText(code, at);
            if (end == at)
            {
                masked.Append(code[at++]);
                continue;
            }

            for (; at < end; at++)
            {
                masked.Append(code[at] == '\n' ? '\n' : ' ');
            }
        }

        return masked.ToString();
    }

    /// <summary>
    /// Where the string, character or comment that starts here ends; here when none starts.
    /// </summary>
    private static int EndOfText(string code, int at) => code[at] switch
    {
        '/' when Follows(code, at, "//") => IndexOrEnd(code, "\n", at, 0),
        '/' when Follows(code, at, "/*") => IndexOrEnd(code, "*/", at + 2, 2),
        '"' when Follows(code, at, "\"\"\"") => EndOfRaw(code, at),
        '"' when IsVerbatim(code, at) => EndOfVerbatim(code, at),
        '"' or '\'' => EndOfQuoted(code, at),
        _ => at,
    };

    private static bool Follows(string code, int at, string text) =>
        string.CompareOrdinal(code, at, text, 0, text.Length) == 0;

    private static bool IsVerbatim(string code, int at) =>
        (at > 0 && code[at - 1] == '@') || (at > 1 && code[at - 1] == '$' && code[at - 2] == '@');

    private static int IndexOrEnd(string code, string text, int from, int plus) =>
        code.IndexOf(text, from, StringComparison.Ordinal) is var found and >= 0 ? found + plus : code.Length;

    private static int EndOfRaw(string code, int at)
    {
        var quotes = at;
        while (quotes < code.Length && code[quotes] == '"')
        {
            quotes++;
        }

        return IndexOrEnd(code, code[at..quotes], quotes, quotes - at);
    }

    private static int EndOfVerbatim(string code, int at)
    {
        for (at++; at < code.Length; at++)
        {
            if (code[at] == '"' && !Follows(code, at, "\"\""))
            {
                return at + 1;
            }

            at += code[at] == '"' ? 1 : 0;
        }

        return at;
    }

    // Holes of interpolated strings go with their string: they hold expressions and strings, never blocks.
    private static int EndOfQuoted(string code, int at)
    {
        var (quote, depth) = (code[at], 0);
        var isInterpolated = at > 0 && code[at - 1] == '$';
        for (at++; at < code.Length && code[at] != '\n'; at++)
        {
            // A backslash escapes what follows; outside a hole, a doubled bracket is text.
            if (code[at] == '\\'
                || (isInterpolated && depth == 0 && (Follows(code, at, "{{") || Follows(code, at, "}}"))))
            {
                at++;
            }
            else if (isInterpolated && code[at] is '{' or '}')
            {
                depth += code[at] == '{' ? 1 : -1;
            }
            else if (depth > 0 && code[at] is '"' or '\'')
            {
                at = EndOfQuoted(code, at) - 1;
            }
            else if (code[at] == quote && depth <= 0)
            {
                return at + 1;
            }
        }

        return at;
    }
}

using System.Text;

namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>Cuts a policy or schema text into tokens; drops white space and comments.</summary>
internal static class Lexer
{
    // Longer signs first: each is tried in this order.
    private static readonly string[] Signs =
    [
        "::", "==", "!=", "<=", ">=", "||", "&&",
        "@", ".", ",", ";", ":", "(", ")", "{", "}", "[", "]", "<", ">", "+", "-", "*", "!", "?", "=",
    ];

    /// <summary>All tokens, with <see cref="TokenKind.End"/> at the end.</summary>
    /// <exception cref="CedarSyntaxException">A sign that Cedar lacks, or an unclosed text.</exception>
    public static List<Token> Cut(string text)
    {
        if (text.Length > Limits.TextMax)
        {
            throw new CedarSyntaxException($"The text has more than {Limits.TextMax} characters.");
        }

        List<Token> tokens = [];
        var at = 0;
        while ((at = SkipBlank(text, at)) < text.Length)
        {
            var token = Next(text, at);
            tokens.Add(token);
            at += token.Text.Length + (token.Kind == TokenKind.Text ? 2 : 0);
        }

        tokens.Add(new(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static int SkipBlank(string text, int at)
    {
        while (at < text.Length)
        {
            if (text.AsSpan(at).StartsWith("//", StringComparison.Ordinal))
            {
                var end = text.AsSpan(at).IndexOfAny('\n', '\r');
                at = end < 0 ? text.Length : at + end;
            }
            else if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static Token Next(string text, int at)
    {
        var first = text[at];
        if (IsWordStart(first))
        {
            return new(TokenKind.Word, Run(text, at, IsWordPart), at);
        }

        if (char.IsAsciiDigit(first))
        {
            return new(TokenKind.Number, Run(text, at, char.IsAsciiDigit), at);
        }

        if (first == '"')
        {
            return new(TokenKind.Text, Quoted(text, at), at);
        }

        if (first == '?' && at + 1 < text.Length && IsWordStart(text[at + 1]))
        {
            return new(TokenKind.Slot, "?" + Run(text, at + 1, IsWordPart), at);
        }

        var sign = Array.Find(Signs, s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0);
        if (sign is null)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _);
            throw Error(text, at, $"'{rune}' has no meaning here");
        }

        return new(TokenKind.Sign, sign, at);
    }

    private static string Run(string text, int at, Func<char, bool> isPart)
    {
        var end = at;
        while (end < text.Length && isPart(text[end]))
        {
            end++;
        }

        return text[at..end];
    }

    private static string Quoted(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && text[end] != '"')
        {
            // A backslash takes the next character with it, but never the end of the line.
            end += text[end] != '\\' ? 1
                : end + 1 < text.Length && text[end + 1] != '\n' ? 2
                : throw Error(text, end, "a line ends after a backslash");
        }

        return end < text.Length ? text[(at + 1)..end] : throw Error(text, at, "a text has no closing quote");
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>An exception that names the line and column.</summary>
    public static CedarSyntaxException Error(string text, int at, string what)
    {
        var before = text.AsSpan(0, Math.Min(at, text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        return new($"Line {line}, column {column}: {what}.");
    }
}

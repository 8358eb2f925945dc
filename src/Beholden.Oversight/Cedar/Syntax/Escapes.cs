using System.Globalization;
using System.Text;

namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>
/// Resolves what a backslash begins in a quoted text: <c>\n \r \t \\ \0 \' \"</c>, <c>\x41</c> up to 7F,
/// <c>\u{1F600}</c> with up to six hexadecimal digits; in patterns also <c>\*</c>.
/// </summary>
internal static class Escapes
{
    private const int HexDigitsMax = 6;

    /// <summary>Null where an escape is unknown or names no character.</summary>
    public static string? Resolve(string raw)
    {
        if (!raw.AsSpan().ContainsAny('\\', '\r'))
        {
            return raw;
        }

        StringBuilder text = new(raw.Length);
        for (var at = 0; at < raw.Length;)
        {
            if (Step(raw, ref at) is not { } rune)
            {
                return null;
            }

            text.Append(rune);
        }

        return text.ToString();
    }

    /// <summary>
    /// The literal pieces between the stars of a pattern; one more than there are stars. Null as above.
    /// </summary>
    /// <remarks>A star written as <c>\x2a</c> is a wildcard too, as in the official engine.</remarks>
    public static IReadOnlyList<string>? ResolvePattern(string raw)
    {
        List<string> pieces = [];
        StringBuilder piece = new();
        for (var at = 0; at < raw.Length;)
        {
            if (raw.AsSpan(at).StartsWith("\\*", StringComparison.Ordinal))
            {
                piece.Append('*');
                at += 2;
            }
            else if (Step(raw, ref at) is not { } rune)
            {
                return null;
            }
            else if (rune == "*")
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else
            {
                piece.Append(rune);
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }

    /// <summary>The next character, resolved; null where it is none.</summary>
    private static string? Step(string raw, ref int at)
    {
        var c = raw[at++];
        if (c != '\\')
        {
            // A carriage return alone would be invisible; written as an escape it is meant.
            return c == '\r' ? null : c.ToString();
        }

        if (at == raw.Length)
        {
            return null;
        }

        switch (raw[at++])
        {
            case 'n': return "\n";
            case 'r': return "\r";
            case 't': return "\t";
            case '0': return "\0";
            case '\\': return "\\";
            case '\'': return "'";
            case '"': return "\"";
            case 'x': return Byte(raw, ref at);
            case 'u': return Unicode(raw, ref at);
            default: return null;
        }
    }

    private static string? Byte(string raw, ref int at)
    {
        if (at + 2 > raw.Length
            || !byte.TryParse(
                raw.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var value)
            || value > 0x7F)
        {
            return null;
        }

        at += 2;
        return ((char)value).ToString();
    }

    private static string? Unicode(string raw, ref int at)
    {
        var end = raw.IndexOf('}', at);
        if (end < 0 || raw[at] != '{' || raw[at + 1] == '_')
        {
            return null;
        }

        var digits = raw[(at + 1)..end].Replace("_", "", StringComparison.Ordinal);
        at = end + 1;
        return digits.Length <= HexDigitsMax
            && int.TryParse(
                digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && Rune.IsValid(value)
            ? new Rune(value).ToString()
            : null;
    }
}

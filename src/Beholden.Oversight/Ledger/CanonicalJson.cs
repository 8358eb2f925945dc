using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// JSON that one content can be written in one way only: as RFC 8785 without spaces and with the fewest
/// escapes, and with whole numbers only, since fractions are written differently by different programs.
/// </summary>
internal static class CanonicalJson
{
    private const long NumberMax = 9_007_199_254_740_991; // 2⁵³ - 1: what every reader of JSON keeps whole.

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <param name="isSorted">
    /// Whether members are put in the order of their names, or left as they are.
    /// </param>
    /// <exception cref="LedgerFormatException">
    /// A fraction, a large number, half a character, too deep.
    /// </exception>
    public static byte[] Write(JsonNode content, bool isSorted)
    {
        var text = new StringBuilder();
        Add(text, content, isSorted, LedgerLimits.RecordDepthMax);
        try
        {
            return Strict.GetBytes(text.ToString());
        }
        catch (EncoderFallbackException)
        {
            throw new LedgerFormatException("The JSON has a string with half a character.");
        }
    }

    private static void Add(StringBuilder text, JsonNode? node, bool isSorted, int depth)
    {
        if (depth == 0)
        {
            throw new LedgerFormatException(
                $"The JSON is nested deeper than {LedgerLimits.RecordDepthMax} levels.");
        }

        switch (node)
        {
            case JsonObject members:
                var order = isSorted
                    ? members.OrderBy(one => one.Key, StringComparer.Ordinal)
                    : members.AsEnumerable();
                AddAll(text, '{', order, '}', member =>
                {
                    AddString(text, member.Key);
                    text.Append(':');
                    Add(text, member.Value, isSorted, depth - 1);
                });
                break;
            case JsonArray items:
                AddAll(text, '[', items, ']', item => Add(text, item, isSorted, depth - 1));
                break;
            default:
                AddValue(text, node);
                break;
        }
    }

    private static void AddAll<T>(
        StringBuilder text, char open, IEnumerable<T> all, char close, Action<T> add)
    {
        text.Append(open);
        foreach (var (at, one) in all.Index())
        {
            if (at > 0)
            {
                text.Append(',');
            }

            add(one);
        }

        text.Append(close);
    }

    private static void AddValue(StringBuilder text, JsonNode? value)
    {
        switch (value?.GetValueKind() ?? JsonValueKind.Null)
        {
            case JsonValueKind.String:
                AddString(text, value!.GetValue<string>());
                break;
            case JsonValueKind.Number:
                text.Append(long.TryParse(value!.ToJsonString(), out var number)
                    && number is >= -NumberMax and <= NumberMax
                        ? number
                        : throw new LedgerFormatException("The JSON has a fraction or a large number."));
                break;
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            default:
                text.Append("null");
                break;
        }
    }

    private static void AddString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append($"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}

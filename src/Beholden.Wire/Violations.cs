using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Beholden.Wire;

/// <summary>What a request broke, in AWS's sentences.</summary>
internal sealed class Violations
{
    // DynamoDB's front end, the same framework, stops at ten. A list of 4096 bad ids must not echo.
    private const int CountMax = 10;

    private const int ShownCharactersMax = 256;

    private readonly List<string> sentences = [];

    public bool IsFull => sentences.Count >= CountMax;

    public void Add(string path, Rule rule, JsonElement value, string constraint)
    {
        if (!IsFull)
        {
            sentences.Add(
                $"Value {Quoted(rule, value)} at '{path}' failed to satisfy constraint: {constraint}");
        }
    }

    /// <exception cref="ValidationException">Anything was added.</exception>
    public void ThrowIfAny()
    {
        if (sentences.Count > 0)
        {
            var noun = sentences.Count == 1 ? "error" : "errors";
            throw new ValidationException(
                $"{sentences.Count} validation {noun} detected: {string.Join("; ", sentences)}");
        }
    }

    private static string Quoted(Rule rule, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return "null";
        }

        var shown = new StringBuilder();
        Show(shown, rule, value);
        return $"'{Shorten(shown.ToString())}'";
    }

    // Lists and maps as Java prints them; a structure as its JSON.
    private static void Show(StringBuilder shown, Rule rule, JsonElement value)
    {
        switch (rule)
        {
            case ScalarRule scalar:
                shown.Append(value.ValueKind == JsonValueKind.Null ? "null" : scalar.Show(value));
                break;
            case ListRule list:
                ShowAll(shown, '[', ']', value.EnumerateArray(), part => Show(shown, list.Element, part));
                break;
            case MapRule map:
                ShowAll(shown, '{', '}', value.EnumerateObject(), entry =>
                {
                    shown.Append(CultureInfo.InvariantCulture, $"{JsonText.NameOf(entry)}=");
                    Show(shown, map.Value, entry.Value);
                });
                break;
            default:
                shown.Append(value.GetRawText());
                break;
        }
    }

    private static void ShowAll<T>(
        StringBuilder shown, char open, char close, IEnumerable<T> parts, Action<T> show)
    {
        shown.Append(open);
        var separator = "";
        foreach (var part in parts.TakeWhile(_ => shown.Length <= ShownCharactersMax))
        {
            shown.Append(separator);
            show(part);
            separator = ", ";
        }

        shown.Append(close);
    }

    private static string Shorten(string text)
    {
        if (text.Length <= ShownCharactersMax)
        {
            return text;
        }

        var cut = char.IsHighSurrogate(text[ShownCharactersMax - 1])
            ? ShownCharactersMax - 1
            : ShownCharactersMax;
        return text[..cut] + "...";
    }
}

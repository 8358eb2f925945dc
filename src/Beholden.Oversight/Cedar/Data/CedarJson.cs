using System.Text;
using System.Text.Json;

namespace Beholden.Oversight.Cedar.Data;

/// <summary>Reads JSON as Cedar wants it: no name twice in an object, limited in size and depth.</summary>
internal static class CedarJson
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = Limits.JsonDepthMax,
    };

    /// <exception cref="CedarDataException">No JSON, too large, or a name stands twice in an
    /// object.</exception>
    public static JsonDocument Parse(string text, string what)
    {
        if (Encoding.UTF8.GetByteCount(text) > Limits.JsonBytesMax)
        {
            throw new CedarDataException($"{what} has more than {Limits.JsonBytesMax} bytes.");
        }

        try
        {
            return JsonDocument.Parse(text, Strict);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CedarDataException($"{what} cannot be read as JSON: {e.Message}", e);
        }
    }

    public static IEnumerable<JsonProperty> Properties(JsonElement json, string where) =>
        json.ValueKind == JsonValueKind.Object
            ? json.EnumerateObject()
            : throw new CedarDataException($"In {where}: an object is needed, not {json.ValueKind}.");

    /// <summary>Null where the object lacks the member.</summary>
    public static JsonElement? Find(JsonElement json, string name, string where) =>
        json.ValueKind != JsonValueKind.Object
            ? throw new CedarDataException($"In {where}: an object is needed, not {json.ValueKind}.")
            : json.TryGetProperty(name, out var found) ? found : null;

    public static JsonElement Need(JsonElement json, string name, string where) =>
        Find(json, name, where) ?? throw new CedarDataException($"In {where}: '{name}' is missing.");

    /// <summary>A well-formed text.</summary>
    public static string Text(JsonElement json, string where)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String
                ? json.GetString()!
                : throw new CedarDataException($"In {where}: a text is needed, not {json.ValueKind}.");
        }
        catch (InvalidOperationException e)
        {
            throw new CedarDataException($"In {where}: half of a surrogate pair is no character.", e);
        }
    }

    public static List<string> Texts(JsonElement json, string where) =>
        json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().Select(one => Text(one, where))]
            : throw new CedarDataException($"In {where}: a list is needed, not {json.ValueKind}.");
}

using System.Text.Json;

namespace Beholden.Wire;

/// <summary>AWS's sentences for a value of the wrong JSON type.</summary>
internal static class WrongType
{
    public const string ListExpected = "Expected list or null";
    public const string StructureExpected = "Expected null";

    /// <param name="wanted">With its article, such as "an Integer".</param>
    public static SerializationException Found(JsonElement value, string wanted) =>
        new(Opening(value) ?? $"{Token(value)} can not be converted to {wanted}");

    /// <param name="expected">What to say of a value that is neither a list nor a structure.</param>
    public static SerializationException NotContainer(JsonElement value, string expected) =>
        new(Opening(value) ?? expected);

    private static string? Opening(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "Start of structure or map found where not expected.",
        JsonValueKind.Array => "Start of list found where not expected",
        _ => null,
    };

    private static string Token(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "STRING_VALUE",
        JsonValueKind.True => "TRUE_VALUE",
        JsonValueKind.False => "FALSE_VALUE",
        _ => "NUMBER_VALUE",
    };
}

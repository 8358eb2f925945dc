using System.Runtime.InteropServices;
using System.Text.Json;

namespace Beholden.Wire;

/// <summary>A string.</summary>
/// <remarks>
/// Lengths count Unicode code points, as the model's language defines a string's length (Smithy, trait
/// "length": Unicode scalar values) and as botocore counts before it sends: an emoji is one character.
/// </remarks>
public sealed class StringRule(int? lengthMin, int? lengthMax, ValuePattern? pattern) : ScalarRule
{
    public int? LengthMin { get; } = lengthMin;

    public int? LengthMax { get; } = lengthMax;

    public ValuePattern? Pattern { get; } = pattern;

    internal override IReadOnlyList<string> Constraints { get; } =
    [
        .. Words.Length(lengthMin, lengthMax),
        .. pattern is null ? Array.Empty<string>() : [Words.Pattern(pattern)],
    ];

    internal override IReadOnlyList<string> Broken(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? Broken(JsonText.Of(value))
            : throw WrongType.Found(value, "a String");

    internal IReadOnlyList<string> Broken(string text)
    {
        var length = CodePoints(text);
        var isLengthKept = length >= (LengthMin ?? 0) && length <= (LengthMax ?? int.MaxValue);
        var isPatternKept = Pattern?.IsKept(text) ?? true;
        if (isLengthKept && isPatternKept)
        {
            return [];
        }

        return
        [
            .. Words.BrokenLength(length, LengthMin, LengthMax),
            .. isPatternKept ? Array.Empty<string>() : [Words.Pattern(Pattern!)],
        ];
    }

    private static int CodePoints(string text)
    {
        var count = text.Length;
        foreach (var unit in text)
        {
            // JsonText refuses unpaired surrogates, so every low one is the second half of a character.
            count -= char.IsLowSurrogate(unit) ? 1 : 0;
        }

        return count;
    }
}

/// <summary>A string of a closed set, compared by case.</summary>
public sealed class EnumRule(IReadOnlyList<string> values) : ScalarRule
{
    public IReadOnlyList<string> Values { get; } = values;

    internal override IReadOnlyList<string> Constraints { get; } = [Words.Enumeration(values)];

    internal override IReadOnlyList<string> Broken(JsonElement value) =>
        value.ValueKind != JsonValueKind.String ? throw WrongType.Found(value, "a String")
        : Values.Contains(JsonText.Of(value), StringComparer.Ordinal) ? []
        : Constraints;
}

public enum NumberKind
{
    Integer,
    Long,
    Float,
}

/// <summary>A number; the bounds are inclusive.</summary>
public sealed class NumberRule(NumberKind kind, double? min, double? max) : ScalarRule
{
    public NumberKind Kind { get; } = kind;

    public double? Min { get; } = min;

    public double? Max { get; } = max;

    internal override IReadOnlyList<string> Constraints { get; } = [.. Words.Range(min, max)];

    internal override IReadOnlyList<string> Broken(JsonElement value)
    {
        var number = Read(value);
        return number >= (Min ?? double.MinValue) && number <= (Max ?? double.MaxValue)
            ? []
            : [.. Words.BrokenRange(number, Min, Max)];
    }

    internal override string Show(JsonElement value) =>
        Kind == NumberKind.Float ? Words.JavaFloat(value.GetSingle()) : value.GetRawText();

    // A fraction or an exponent where a whole number belongs is refused, not rounded.
    private double Read(JsonElement value) => (value.ValueKind, Kind) switch
    {
        (JsonValueKind.Number, NumberKind.Integer) when value.TryGetInt32(out var whole) => whole,
        (JsonValueKind.Number, NumberKind.Long) when value.TryGetInt64(out var whole) => whole,
        (JsonValueKind.Number, NumberKind.Float) when value.TryGetSingle(out var real)
            && float.IsFinite(real) => real,
        (_, NumberKind.Integer) => throw WrongType.Found(value, "an Integer"),
        (_, NumberKind.Long) => throw WrongType.Found(value, "a Long"),
        _ => throw WrongType.Found(value, "a Float"),
    };
}

public sealed class BooleanRule : ScalarRule
{
    internal override IReadOnlyList<string> Constraints { get; } = [];

    internal override IReadOnlyList<string> Broken(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? []
            : throw WrongType.Found(value, "a Boolean");

    internal override string Show(JsonElement value) => value.GetRawText();
}

/// <summary>Bytes in base64; the bounds count the decoded bytes, which are not decoded here.</summary>
public sealed class BlobRule(int? bytesMin, int? bytesMax) : ScalarRule
{
    public int? BytesMin { get; } = bytesMin;

    public int? BytesMax { get; } = bytesMax;

    internal override IReadOnlyList<string> Constraints { get; } = [.. Words.Length(bytesMin, bytesMax)];

    internal override IReadOnlyList<string> Broken(JsonElement value)
    {
        var bytes = Bytes(value);
        return bytes >= (BytesMin ?? 0) && bytes <= (BytesMax ?? int.MaxValue)
            ? []
            : [.. Words.BrokenLength(bytes, BytesMin, BytesMax)];
    }

    internal override string Show(JsonElement value)
    {
        var bytes = Bytes(value);
        return $"java.nio.HeapByteBuffer[pos=0 lim={bytes} cap={bytes}]";
    }

    private static int Bytes(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw WrongType.Found(value, "a ByteBuffer");
        }

        // The raw text is looked at in place: a string of an image's base64 would double its memory.
        var quoted = JsonMarshal.GetRawUtf8Value(value);
        return Base64Text.DecodedBytes(quoted[1..^1])
            ?? throw new SerializationException("A blob is not valid base64.");
    }
}

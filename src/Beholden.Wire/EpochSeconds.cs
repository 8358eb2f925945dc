using System.Text.Json;
using System.Text.Json.Serialization;

namespace Beholden.Wire;

/// <summary>A timestamp as seconds since 1970 UTC, with a fraction down to the millisecond.</summary>
internal sealed class EpochSeconds : JsonConverter<DateTimeOffset>
{
    private const decimal MillisecondsPerSecond = 1000m;

    public override DateTimeOffset Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var seconds))
        {
            throw new JsonException();
        }

        // Years 1 to 9999, what the type can hold.
        var isInRange = seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return isInRange
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * MillisecondsPerSecond))
            : throw new JsonException();
    }

    public override void Write(
        Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds() / MillisecondsPerSecond);
}

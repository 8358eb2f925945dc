using System.Text.Json;
using System.Text.Json.Serialization;

namespace Beholden.Wire;

/// <summary>Floats; a number beyond float32, which .NET would read as infinity, is refused.</summary>
internal sealed class FiniteFloats : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
        && reader.TryGetSingle(out var value)
        && float.IsFinite(value)
            ? value
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);
}

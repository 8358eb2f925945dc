using System.Text.Json;
using System.Text.Json.Serialization;

namespace Beholden.Wire;

/// <summary>Base64 straight from the body into the one array that the record keeps.</summary>
internal sealed class Blobs : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && !reader.HasValueSequence
            ? Base64Text.Decode(reader.ValueSpan) ?? throw new JsonException()
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Beholden.Wire;

/// <summary>AWS's JSON 1.1: PascalCase members, epoch-second timestamps, base64 blobs, enums by name.</summary>
public static class AwsJson
{
    // System.Text.Json's own default. Our deepest input has seven levels; members we do not know may have
    // more.
    private const int DepthMax = 64;

    private static readonly JsonDocumentOptions Reading = new()
    {
        MaxDepth = DepthMax,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonSerializerOptions Options = new()
    {
        MaxDepth = DepthMax,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,

        // The body is never put into HTML, and the default would write base64's plus sign as \u002B.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new EnumNames(), new EpochSeconds(), new Blobs(), new FiniteFloats() },
    };

    /// <param name="body">
    /// UTF-8. It is not copied: it must stay unchanged until the document and what was read are done with.
    /// </param>
    /// <returns>A JSON object; <c>{}</c> for an empty body.</returns>
    /// <exception cref="SerializationException">
    /// Not UTF-8, not one JSON object, nested deeper than 64 levels, or a member given twice.
    /// </exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return JsonDocument.Parse("{}");
        }

        if (!Utf8.IsValid(body.Span))
        {
            throw new SerializationException("The body is not UTF-8.");
        }

        var document = ParseText(body);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new SerializationException("The body is not a JSON object.");
    }

    /// <summary>Reads a generated record. Unknown members are ignored, null is the same as absent.</summary>
    /// <remarks>Rules of the model are <see cref="Checks.Require"/>'s; call it first.</remarks>
    /// <exception cref="SerializationException">A value has the wrong JSON type or is missing.</exception>
    public static T Read<T>(JsonElement element)
    {
        try
        {
            return element.Deserialize<T>(Options)
                ?? throw new SerializationException("A structure was expected, null was found.");
        }
        catch (JsonException broken)
        {
            throw new SerializationException($"The value at {broken.Path} can not be read.");
        }
    }

    /// <returns>
    /// UTF-8 without null members; floats in the shortest form that reads back as the same float32.
    /// </returns>
    /// <exception cref="ArgumentException">A float is not finite, which is a bug of the caller.</exception>
    public static byte[] Write<T>(T shape) => JsonSerializer.SerializeToUtf8Bytes(shape, Options);

    private static JsonDocument ParseText(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Reading);
        }
        catch (JsonException broken)
        {
            throw new SerializationException(
                $"The body is not valid JSON (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}).");
        }
        catch (InvalidOperationException)
        {
            // A member's name had to be unescaped to look for doubles.
            throw JsonText.HalfCharacter();
        }
    }
}

using System.Buffers.Binary;
using System.Text.Json;

namespace Beholden.Vision.Models.Tfjs;

/// <summary>A constant of a TensorFlow.js network.</summary>
/// <param name="Shape">TensorFlow's order; empty for a scalar.</param>
/// <param name="Values">Row-major; whole numbers too, which here are only axes.</param>
internal sealed record TfjsConstant(int[] Shape, float[] Values);

/// <summary>Reads the weights that a TensorFlow.js manifest describes.</summary>
internal static class TfjsWeights
{
    /// <param name="manifest">The <c>weightsManifest</c> of one group of one file.</param>
    /// <param name="content">The whole weights file.</param>
    /// <exception cref="InvalidDataException">The two do not fit, or a number format is unknown.</exception>
    public static Dictionary<string, TfjsConstant> Read(JsonElement manifest, ReadOnlySpan<byte> content)
    {
        var constants = new Dictionary<string, TfjsConstant>(StringComparer.Ordinal);
        var at = 0;
        foreach (var weight in manifest.EnumerateArray().Single().GetProperty("weights").EnumerateArray())
        {
            var name = weight.GetProperty("name").GetString()!;
            int[] shape = [.. weight.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            var format = weight.GetProperty("dtype").GetString()!;
            if (weight.TryGetProperty("quantization", out var quantization))
            {
                format = quantization.GetProperty("dtype").GetString()!;
            }

            var count = shape.Aggregate(1, (product, size) => checked(product * size));
            var bytes = checked(count * (format == "float16" ? 2 : 4));
            if (at + bytes > content.Length)
            {
                throw new InvalidDataException($"The weights end within {name}.");
            }

            constants[name] = new(shape, Values(format, content.Slice(at, bytes), count));
            at += bytes;
        }

        return at == content.Length
            ? constants
            : throw new InvalidDataException(
                $"{content.Length - at} bytes of the weights belong to nothing.");
    }

    private static float[] Values(string format, ReadOnlySpan<byte> raw, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = format switch
            {
                "float16" => (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(i * 2)..]),
                "float32" => BinaryPrimitives.ReadSingleLittleEndian(raw[(i * 4)..]),
                "int32" => BinaryPrimitives.ReadInt32LittleEndian(raw[(i * 4)..]),
                _ => throw new InvalidDataException($"Weights in {format} are not understood."),
            };
        }

        return values;
    }
}

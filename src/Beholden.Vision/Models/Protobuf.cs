namespace Beholden.Vision.Models;

/// <summary>One field of a protocol buffer message.</summary>
/// <param name="Whole">With its tag and length, as it stood.</param>
/// <param name="Content">Of a string, bytes or embedded message; empty for numbers.</param>
internal readonly record struct ProtobufField(
    int Number, ReadOnlyMemory<byte> Whole, ReadOnlyMemory<byte> Content);

/// <summary>Reads the fields of protocol buffer messages, enough to change an ONNX file.</summary>
/// <remarks>The format: protobuf.dev/programming-guides/encoding.</remarks>
internal static class Protobuf
{
    private const int VarintBytesMax = 10;

    /// <summary>The fields in their order; groups, which ONNX does not use, are refused.</summary>
    /// <exception cref="InvalidDataException">Not a message.</exception>
    public static List<ProtobufField> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        for (var at = 0; at < message.Length;)
        {
            var start = at;
            var tag = Varint(message.Span, ref at);
            var content = (tag & 7) switch
            {
                0 => Number(message.Span, ref at),
                1 => Take(message, ref at, 8)[..0],
                2 => Take(message, ref at, Varint(message.Span, ref at)),
                5 => Take(message, ref at, 4)[..0],
                _ => throw Broken(),
            };
            fields.Add(new(checked((int)(tag >> 3)), message[start..at], content));
        }

        return fields;
    }

    private static ReadOnlyMemory<byte> Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        _ = Varint(bytes, ref at);
        return default;
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> message, ref int at, ulong length)
    {
        if (length > (ulong)(message.Length - at))
        {
            throw Broken();
        }

        var taken = message.Slice(at, (int)length);
        at += (int)length;
        return taken;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var i = 0; i < VarintBytesMax && at < bytes.Length; i++)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    private static InvalidDataException Broken() => new("The file is no protocol buffer message.");
}

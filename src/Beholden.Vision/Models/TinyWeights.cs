using System.Runtime.InteropServices;

namespace Beholden.Vision.Models;

/// <summary>Sets weights that are too small to count to zero.</summary>
/// <remarks>
/// Training leaves them where a channel died out. With them come numbers below 1.2e-38, the smallest normal
/// float32, and some processors compute with those many times slower: page 32 has the times.
/// </remarks>
internal static class TinyWeights
{
    // A million of them, each times a million, are 1e-18: float32 cannot hold that beside 0.001.
    private const float TooSmall = 1e-30f;

    // Numbers in onnx/onnx.proto: ModelProto.graph, GraphProto.node and .initializer, NodeProto.attribute,
    // AttributeProto.t, TensorProto.data_type, .float_data and .raw_data, and the type FLOAT.
    private const int Graph = 7, GraphNode = 1, GraphInitializer = 5, NodeAttribute = 5, AttributeTensor = 5;
    private const int TensorType = 2, TensorFloats = 4, TensorRaw = 9;
    private const byte Float = 1;

    /// <summary>
    /// Changes the file in memory. What is no ONNX file stays as it is, for the runtime to refuse.
    /// </summary>
    /// <returns>How many weights were set to zero.</returns>
    public static int Flush(byte[] onnx)
    {
        try
        {
            return Inside(Protobuf.Fields(onnx), Graph).SelectMany(Protobuf.Fields).Sum(FlushField);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    private static int FlushField(ProtobufField field) => field.Number switch
    {
        GraphInitializer => FlushTensor(field.Content),
        GraphNode => Inside(Protobuf.Fields(field.Content), NodeAttribute)
            .SelectMany(attribute => Inside(Protobuf.Fields(attribute), AttributeTensor))
            .Sum(FlushTensor),
        _ => 0,
    };

    private static IEnumerable<ReadOnlyMemory<byte>> Inside(List<ProtobufField> message, int number) =>
        message.Where(field => field.Number == number).Select(field => field.Content);

    private static int FlushTensor(ReadOnlyMemory<byte> tensor)
    {
        var fields = Protobuf.Fields(tensor);
        return fields.Any(field => field.Number == TensorType && field.Whole.Span[^1] == Float)
            ? fields.Where(field => field.Number is TensorFloats or TensorRaw)
                .Sum(field => FlushFloats(field.Content))
            : 0;
    }

    private static int FlushFloats(ReadOnlyMemory<byte> bytes)
    {
        var flushed = 0;
        foreach (ref var weight in MemoryMarshal.Cast<byte, float>(MemoryMarshal.AsMemory(bytes).Span))
        {
            if (weight != 0 && Math.Abs(weight) < TooSmall)
            {
                weight = 0;
                flushed++;
            }
        }

        return flushed;
    }
}

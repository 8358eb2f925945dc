using System.Runtime.InteropServices;
using System.Text;
using Beholden.Vision.Models.Tfjs;

namespace Beholden.Vision.Models;

/// <summary>Writes a network's PRelu as operations that ONNX Runtime runs at speed.</summary>
/// <remarks>
/// With one slope a per channel, PRelu(x) = a x + (1 - a) max(x, 0): two convolutions of one weight per
/// channel, their sum and a Relu. ONNX Runtime 1.31 keeps those in the blocked layout of the convolutions
/// around them, while PRelu has no kernel there and a slow one outside; page 20 has the times.
/// </remarks>
internal static class PReluSplit
{
    // Fields of onnx/onnx.proto: ModelProto.graph; GraphProto.node and .initializer; NodeProto.input,
    // .output and .op_type; TensorProto.name, .float_data and .raw_data.
    private const int Graph = 7, GraphNode = 1, GraphInitializer = 5;
    private const int NodeInput = 1, NodeOutput = 2, NodeType = 4;
    private const int TensorName = 8, TensorFloats = 4, TensorRaw = 9;

    /// <returns>The same network; a PRelu whose slopes are not one per channel stays.</returns>
    /// <exception cref="InvalidDataException">Not an ONNX file.</exception>
    public static byte[] Apply(ReadOnlyMemory<byte> onnx)
    {
        var result = new MemoryStream(onnx.Length);
        foreach (var field in Protobuf.Fields(onnx))
        {
            result.Write(field.Number == Graph ? Rewritten(field.Content) : field.Whole.Span);
        }

        return result.ToArray();
    }

    private static ReadOnlySpan<byte> Rewritten(ReadOnlyMemory<byte> graph)
    {
        var fields = Protobuf.Fields(graph);
        var tensors = fields.Where(field => field.Number == GraphInitializer)
            .Select(field => Protobuf.Fields(field.Content))
            .ToDictionary(tensor => Text(tensor, TensorName));
        var writer = new OnnxWriter();
        foreach (var field in fields)
        {
            if (field.Number != GraphNode || !Split(Protobuf.Fields(field.Content), tensors, writer))
            {
                writer.Copy(field.Whole.Span);
            }
        }

        return writer.GraphField();
    }

    private static bool Split(
        List<ProtobufField> node, Dictionary<string, List<ProtobufField>> tensors, OnnxWriter writer)
    {
        if (Text(node, NodeType) != "PRelu")
        {
            return false;
        }

        var inputs = node.Where(field => field.Number == NodeInput).Select(Text).ToArray();
        var slopes = tensors.TryGetValue(inputs[1], out var tensor) ? Floats(tensor) : [];
        if (slopes.Length < 2)
        {
            return false;
        }

        var output = Text(node, NodeOutput);
        var (slope, rest) = ($"{output}/slope", $"{output}/rest");
        var (bent, line, knee) = ($"{output}/bent", $"{output}/line", $"{output}/knee");
        var channels = slopes.Length;
        writer.Constant(slope, slopes, channels, 1, 1, 1);
        writer.Constant(rest, [.. slopes.Select(a => 1 - a)], channels, 1, 1, 1);
        writer.Node("Relu", bent, [inputs[0]]);
        writer.Node("Conv", line, [inputs[0], slope], ("group", channels));
        writer.Node("Conv", knee, [bent, rest], ("group", channels));
        writer.Node("Add", output, [knee, line]);
        return true;
    }

    private static float[] Floats(List<ProtobufField> tensor)
    {
        var bytes = tensor.FirstOrDefault(field => field.Number is TensorRaw or TensorFloats).Content;
        return MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();
    }

    private static string Text(List<ProtobufField> message, int number) =>
        Text(message.FirstOrDefault(field => field.Number == number));

    private static string Text(ProtobufField field) => Encoding.UTF8.GetString(field.Content.Span);
}

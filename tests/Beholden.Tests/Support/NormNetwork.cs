using System.Text;
using Beholden.Vision.Models;
using Beholden.Vision.Models.Tfjs;

namespace Beholden.Tests.Support;

/// <summary>
/// A quality network that is at hand everywhere: the packaged embedder and the length of what it gives. Long
/// embeddings come of good faces (MagFace, CVPR 2021).
/// </summary>
internal static class NormNetwork
{
    private const string Embedder = "fr_feature.onnx";

    // Fields of onnx/onnx.proto: ModelProto.graph; GraphProto.initializer, .input and .output; the name of a
    // tensor and of a value.
    private const int Graph = 7, Initializer = 5, Input = 11, Output = 12, TensorName = 8, ValueName = 1;

    // RGB in, BGR out, as the embedder wants it: a convolution of one pixel, exact.
    private static readonly float[] Swap = [0, 0, 1, 0, 1, 0, 1, 0, 0];
    private static readonly int[] Features = [1]; // The axis of the 512 numbers.

    /// <summary>An ONNX file of the layout ediffiqa: [1, 3, 112, 112], RGB, to [1, 1].</summary>
    /// <param name="sign">-1: the worse the face, the higher the score.</param>
    /// <param name="keepsDimensions">Without them the output is [1].</param>
    public static byte[] Bytes(float sign = 1, bool keepsDimensions = true)
    {
        var result = new MemoryStream();
        foreach (var field in Protobuf.Fields(WeightsCopy.Packaged(Embedder)))
        {
            result.Write(field.Number == Graph
                ? Rewritten(field.Content, sign, keepsDimensions)
                : field.Whole.Span);
        }

        return result.ToArray();
    }

    private static ReadOnlySpan<byte> Rewritten(ReadOnlyMemory<byte> graph, float sign, bool keepsDimensions)
    {
        var fields = Protobuf.Fields(graph);
        var constants = fields.Where(field => field.Number == Initializer)
            .Select(field => Name(field, TensorName)).ToHashSet();
        bool IsPicture(ProtobufField field) =>
            field.Number == Input && !constants.Contains(Name(field, ValueName));
        var input = Name(fields.Single(IsPicture), ValueName);
        var output = Name(fields.Single(field => field.Number == Output), ValueName);

        var writer = new OnnxWriter();
        writer.Input("rgb", 1, 3, 112, 112);
        writer.Constant("swap", Swap, 3, 3, 1, 1);
        writer.Constant("sign", [sign], 1);
        writer.Node("Conv", input, ["rgb", "swap"]);
        foreach (var field in fields.Where(field => !IsPicture(field) && field.Number != Output))
        {
            writer.Copy(field.Whole.Span);
        }

        writer.Node(
            "ReduceL2", "norm", [output],
            ("axes", Features), ("keepdims", keepsDimensions ? 1 : 0));
        writer.Node("Mul", "score", ["norm", "sign"]);
        writer.Output("score", keepsDimensions ? [1, 1] : [1]);
        return writer.GraphField();
    }

    private static string Name(ProtobufField message, int number) => Encoding.UTF8.GetString(
        Protobuf.Fields(message.Content).First(field => field.Number == number).Content.Span);
}

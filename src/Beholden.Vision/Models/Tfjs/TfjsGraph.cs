using System.Text;
using System.Text.Json;

namespace Beholden.Vision.Models.Tfjs;

/// <summary>
/// Turns a TensorFlow.js graph into ONNX in memory, so that one runtime runs every network.
/// </summary>
/// <remarks>
/// Only the operations that the catalogue's TensorFlow.js networks use. Pictures become [1, C, H, W] where
/// TensorFlow has [1, H, W, C]. Unknown operations fail at load.
/// </remarks>
internal sealed class TfjsGraph
{
    private static readonly int[] PictureAxes = [2, 3];
    private readonly OnnxWriter onnx = new();
    private readonly Dictionary<string, TfjsConstant> constants;
    private readonly Dictionary<string, int> ranks = new(StringComparer.Ordinal);
    private int constantsWritten;

    private TfjsGraph(Dictionary<string, TfjsConstant> constants) => this.constants = constants;

    /// <param name="outputs">Names of the nodes to answer with, and their shapes.</param>
    /// <exception cref="InvalidDataException">Not a graph that this class understands.</exception>
    public static byte[] ToOnnx(
        JsonElement model, ReadOnlySpan<byte> weights, IReadOnlyList<(string Name, int[] Shape)> outputs)
    {
        var constants = TfjsWeights.Read(model.GetProperty("weightsManifest"), weights);
        var graph = new TfjsGraph(constants);
        var nodes = model.GetProperty("modelTopology").GetProperty("node").EnumerateArray()
            .Where(node => node.GetProperty("op").GetString() != "Const")
            .ToDictionary(node => node.GetProperty("name").GetString()!, StringComparer.Ordinal);
        foreach (var (name, shape) in outputs)
        {
            graph.Reach(name, nodes);
            graph.onnx.Output(name, shape);
        }

        return graph.onnx.ToArray("tfjs");
    }

    /// <summary>Writes a node after everything that it needs.</summary>
    private void Reach(string name, Dictionary<string, JsonElement> nodes)
    {
        if (ranks.ContainsKey(name) || constants.ContainsKey(name))
        {
            return;
        }

        if (!nodes.TryGetValue(name, out var node))
        {
            throw new InvalidDataException($"The graph has no node {name}.");
        }

        string[] inputs = node.TryGetProperty("input", out var list)
            ? [.. list.EnumerateArray().Select(input => input.GetString()!)]
            : [];
        foreach (var input in inputs)
        {
            Reach(input, nodes);
        }

        Write(node.GetProperty("op").GetString()!, name, inputs, node.GetProperty("attr"));
    }

    private void Write(string operation, string name, string[] inputs, JsonElement attributes)
    {
        ranks[name] = operation is "Mean" or "_FusedMatMul" ? 2 : inputs.Length > 0 ? Rank(inputs) : 4;
        switch (operation)
        {
            case "Placeholder":
                var sizes = Shape(attributes);
                onnx.Input(name, 1, sizes[3], sizes[1], sizes[2]);
                break;
            case "Conv2D" or "_FusedConv2D" or "DepthwiseConv2dNative":
                Convolution(operation == "DepthwiseConv2dNative", name, inputs, attributes);
                break;
            case "_FusedMatMul":
                Product(name, inputs, attributes);
                break;
            case "MaxPool":
                onnx.Node(
                    "MaxPool", name, inputs, Padding(attributes), ("strides", Plane(attributes, "strides")),
                    ("kernel_shape", Plane(attributes, "ksize")));
                break;
            case "Mean" when constants[inputs[1]].Values is [1, 2]:
                onnx.Node("ReduceMean", name, [inputs[0]], ("axes", PictureAxes), ("keepdims", 0));
                break;
            case "Add" or "AddV2" or "Mul" or "Minimum" or "Maximum":
                var kind = operation switch
                {
                    "Minimum" => "Min",
                    "Maximum" => "Max",
                    "AddV2" => "Add",
                    _ => operation,
                };
                onnx.Node(kind, name, inputs.Select(input => Operand(input, ranks[name])));
                break;
            case "Relu" or "Sigmoid" or "Softmax" or "Identity":
                onnx.Node(operation, name, inputs);
                break;
            default:
                throw new InvalidDataException($"The operation {operation} of {name} is not understood.");
        }
    }

    private int Rank(string[] inputs) =>
        inputs.Where(ranks.ContainsKey).Select(input => ranks[input]).DefaultIfEmpty(0).Max();

    /// <summary>
    /// Convolution, then what is fused to it. Kernels: [H, W, in, out] or [H, W, in, times].
    /// </summary>
    private void Convolution(bool byChannel, string name, string[] inputs, JsonElement attributes)
    {
        var kernel = constants[inputs[1]];
        var (height, width, from, to) = (kernel.Shape[0], kernel.Shape[1], kernel.Shape[2], kernel.Shape[3]);
        var turned = new float[kernel.Values.Length];
        for (var at = 0; at < height * width; at++)
        {
            for (var i = 0; i < from; i++)
            {
                for (var o = 0; o < to; o++)
                {
                    var row = byChannel ? (i * to) + o : (o * from) + i;
                    turned[(row * height * width) + at] = kernel.Values[(((at * from) + i) * to) + o];
                }
            }
        }

        int[] shape = byChannel ? [from * to, 1, height, width] : [to, from, height, width];
        var fused = Fused(attributes);
        var weights = Constant(turned, shape);
        string[] operands = fused.Contains("BiasAdd")
            ? [inputs[0], weights, Constant(constants[inputs[2]].Values, constants[inputs[2]].Shape)]
            : [inputs[0], weights];
        var before = fused.Contains("Relu") ? name + "/before" : name;
        onnx.Node(
            "Conv", before, operands, Padding(attributes), ("strides", Plane(attributes, "strides")),
            ("group", byChannel ? from : 1));
        Bend(fused, before, name);
    }

    private void Product(string name, string[] inputs, JsonElement attributes)
    {
        var fused = Fused(attributes);
        var before = fused.Contains("Relu") ? name + "/before" : name;
        onnx.Node("Gemm", before, [inputs[0], Operand(inputs[1], 2), Operand(inputs[2], 2)]);
        Bend(fused, before, name);
    }

    private void Bend(string[] fused, string before, string name)
    {
        if (fused.Except(["BiasAdd", "Relu"]).Any())
        {
            throw new InvalidDataException($"{string.Join(", ", fused)} at {name} is not understood.");
        }

        if (before != name)
        {
            onnx.Node("Relu", name, [before]);
        }
    }

    /// <summary>
    /// A constant as ONNX wants it: figures per channel stand in the second of four places.
    /// </summary>
    private string Operand(string input, int rank)
    {
        if (!constants.TryGetValue(input, out var constant))
        {
            return input;
        }

        int[] shape = rank == 4 && constant.Shape is [var channels] ? [1, channels, 1, 1] : constant.Shape;
        return Constant(constant.Values, shape);
    }

    private string Constant(float[] values, int[] shape)
    {
        var name = $"constant/{constantsWritten++}";
        onnx.Constant(name, values, shape);
        return name;
    }

    private static string[] Fused(JsonElement attributes) =>
        attributes.TryGetProperty("fused_ops", out var fused)
            ? [.. fused.GetProperty("list").GetProperty("s").EnumerateArray().Select(Text)]
            : [];

    private static (string, object) Padding(JsonElement attributes) =>
        ("auto_pad", Text(attributes.GetProperty("padding").GetProperty("s")) switch
        {
            "SAME" => "SAME_UPPER",
            "VALID" => "VALID",
            var other => throw new InvalidDataException($"The padding {other} is not understood."),
        });

    /// <summary>Height and width out of [1, height, width, 1].</summary>
    private static int[] Plane(JsonElement attributes, string name)
    {
        int[] all = [.. attributes.GetProperty(name).GetProperty("list").GetProperty("i").EnumerateArray()
            .Select(size => int.Parse(size.GetString()!))];
        return all[1..3];
    }

    private static int[] Shape(JsonElement attributes) =>
        [.. attributes.GetProperty("shape").GetProperty("shape").GetProperty("dim").EnumerateArray()
            .Select(size => int.Parse(size.GetProperty("size").GetString()!))];

    private static string Text(JsonElement base64) => Encoding.ASCII.GetString(base64.GetBytesFromBase64());
}

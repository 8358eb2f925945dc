using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Beholden.Vision.Models.Tfjs;

/// <summary>Writes an ONNX file node by node: the few messages that a plain network needs.</summary>
/// <remarks>Field numbers: onnx/onnx.proto at version 1.16, IR version 8, operator set 17.</remarks>
internal sealed class OnnxWriter
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const int FloatType = 1;
    private const int GraphNumber = 7;
    private readonly ArrayBufferWriter<byte> graph = new();

    /// <param name="shape">-1 leaves a dimension open.</param>
    public void Input(string name, params ReadOnlySpan<int> shape) => Field(graph, 11, Value(name, shape));

    public void Output(string name, params ReadOnlySpan<int> shape) => Field(graph, 12, Value(name, shape));

    public void Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        }

        var tensor = new ArrayBufferWriter<byte>();
        foreach (var size in shape)
        {
            Number(tensor, 1, size);
        }

        Number(tensor, 2, FloatType);
        Text(tensor, 8, name);
        Field(tensor, 9, raw);
        Field(graph, 5, tensor.WrittenSpan);
    }

    /// <param name="attributes">Values are int, int[] or string.</param>
    public void Node(
        string operation, string output, IEnumerable<string> inputs, params (string, object)[] attributes)
    {
        var node = new ArrayBufferWriter<byte>();
        foreach (var input in inputs)
        {
            Text(node, 1, input);
        }

        Text(node, 2, output);
        Text(node, 4, operation);
        foreach (var (name, value) in attributes)
        {
            Field(node, 5, Attribute(name, value));
        }

        Field(graph, 1, node.WrittenSpan);
    }

    /// <summary>Takes a field of another file's graph over.</summary>
    /// <param name="field">With its tag and length.</param>
    public void Copy(ReadOnlySpan<byte> field) => graph.Write(field);

    /// <summary>What was written, as the field of a model that holds its graph.</summary>
    public ReadOnlySpan<byte> GraphField()
    {
        var field = new ArrayBufferWriter<byte>();
        Field(field, GraphNumber, graph.WrittenSpan);
        return field.WrittenSpan;
    }

    public byte[] ToArray(string name)
    {
        Text(graph, 2, name);
        var operators = new ArrayBufferWriter<byte>();
        Number(operators, 2, OperatorSet);
        var model = new ArrayBufferWriter<byte>();
        Number(model, 1, IrVersion);
        Field(model, GraphNumber, graph.WrittenSpan);
        Field(model, 8, operators.WrittenSpan);
        return model.WrittenSpan.ToArray();
    }

    private static byte[] Attribute(string name, object value)
    {
        var attribute = new ArrayBufferWriter<byte>();
        Text(attribute, 1, name);
        switch (value)
        {
            case int number:
                Number(attribute, 3, number);
                Number(attribute, 20, 2);
                break;
            case int[] numbers:
                foreach (var number in numbers)
                {
                    Number(attribute, 8, number);
                }

                Number(attribute, 20, 7);
                break;
            case string text:
                Text(attribute, 4, text);
                Number(attribute, 20, 3);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is no kind of attribute.", nameof(value));
        }

        return attribute.WrittenSpan.ToArray();
    }

    private static byte[] Value(string name, ReadOnlySpan<int> shape)
    {
        var dimensions = new ArrayBufferWriter<byte>();
        foreach (var size in shape)
        {
            var dimension = new ArrayBufferWriter<byte>();
            if (size >= 0)
            {
                Number(dimension, 1, size);
            }

            Field(dimensions, 1, dimension.WrittenSpan);
        }

        var tensor = new ArrayBufferWriter<byte>();
        Number(tensor, 1, FloatType);
        Field(tensor, 2, dimensions.WrittenSpan);
        var type = new ArrayBufferWriter<byte>();
        Field(type, 1, tensor.WrittenSpan);
        var value = new ArrayBufferWriter<byte>();
        Text(value, 1, name);
        Field(value, 2, type.WrittenSpan);
        return value.WrittenSpan.ToArray();
    }

    private static void Text(ArrayBufferWriter<byte> to, int field, string text) =>
        Field(to, field, Encoding.UTF8.GetBytes(text));

    private static void Field(ArrayBufferWriter<byte> to, int field, ReadOnlySpan<byte> content)
    {
        Varint(to, ((ulong)field << 3) | 2);
        Varint(to, (ulong)content.Length);
        to.Write(content);
    }

    private static void Number(ArrayBufferWriter<byte> to, int field, long value)
    {
        Varint(to, (ulong)field << 3);
        Varint(to, (ulong)value);
    }

    private static void Varint(ArrayBufferWriter<byte> to, ulong value)
    {
        for (; value > 0x7f; value >>= 7)
        {
            to.Write([(byte)(value | 0x80)]);
        }

        to.Write([(byte)value]);
    }
}

using System.Numerics.Tensors;
using Beholden.Tests.Support;
using Beholden.Vision.Models;
using Beholden.Vision.Models.Tfjs;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Tests.Vision.Models;

public sealed class PReluSplitTests
{
    [Fact]
    public void Each_slope_stays_what_it_was()
    {
        float[] slopes = [-0.5f, 0f, 0.25f, 1.5f];
        var writer = new OnnxWriter();
        writer.Input("x", 1, 4, 1, 2);
        writer.Output("y", 1, 4, 1, 2);
        writer.Constant("slopes", slopes, 4, 1, 1);
        writer.Node("PRelu", "y", ["x", "slopes"]);

        float[] values = [-2, 3, -2, 3, -2, 3, -2, 3];
        var split = Run(PReluSplit.Apply(writer.ToArray("bent")), values, [1, 4, 1, 2]);

        Assert.Equal([1f, 3f, 0f, 3f, -0.5f, 3f, -3f, 3f], split);
    }

    [Fact]
    public void The_embedding_network_answers_the_same()
    {
        var original = File.ReadAllBytes(Path.Combine(TestFolders.RequireWeights(), "fr_feature.onnx"));
        var random = new Random(7);
        var pixels = Enumerable.Range(0, 3 * 112 * 112).Select(_ => (random.NextSingle() * 2) - 1).ToArray();

        var before = Run(original, pixels, [1, 3, 112, 112]);
        var after = Run(PReluSplit.Apply(original), pixels, [1, 3, 112, 112]);

        var distance = TensorPrimitives.Distance<float>(before, after);
        Assert.InRange(distance / TensorPrimitives.Norm<float>(before), 0, 1e-5f);
    }

    [Fact]
    public void What_is_no_network_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => PReluSplit.Apply(new byte[] { 0x3a, 0xff, 0x01, 0x00 }));
        Assert.Throws<InvalidDataException>(() => PReluSplit.Apply(new byte[] { 0xff, 0xff }));
    }

    private static float[] Run(byte[] onnx, float[] values, long[] shape)
    {
        using var session = Sessions.Open(onnx);
        using var tensor = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var run = new RunOptions();
        using var results = session.Run(run, [session.InputNames[0]], [tensor], [session.OutputNames[0]]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

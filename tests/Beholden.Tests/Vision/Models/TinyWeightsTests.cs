using System.Runtime.InteropServices;
using Beholden.Tests.Support;
using Beholden.Vision.Models;
using Beholden.Vision.Models.Tfjs;

namespace Beholden.Tests.Vision.Models;

public sealed class TinyWeightsTests
{
    [Fact]
    public void Weights_too_small_to_count_become_zero_and_others_stay()
    {
        float[] weights = [1e-40f, -1e-40f, 9e-31f, 1e-29f, -0.5f, 0f];
        var writer = new OnnxWriter();
        writer.Input("x", 1, 6);
        writer.Output("y", 1, 6);
        writer.Constant("weights", weights, 1, 6);
        writer.Node("Add", "y", ["x", "weights"]);
        var onnx = writer.ToArray("tiny");
        float[] expected = [0f, 0f, 0f, 1e-29f, -0.5f, 0f];
        var same = (byte[])onnx.Clone();
        var at = same.AsSpan().IndexOf(MemoryMarshal.AsBytes(weights.AsSpan()));
        MemoryMarshal.AsBytes(expected.AsSpan()).CopyTo(same.AsSpan(at));

        Assert.Equal(3, TinyWeights.Flush(onnx));

        Assert.Equal(same, onnx);
        Assert.Equal(0, TinyWeights.Flush(onnx));
    }

    [Fact]
    public void The_packaged_networks_have_them()
    {
        var folder = TestFolders.RequireWeights();
        var embedder = File.ReadAllBytes(Path.Combine(folder, "fr_feature.onnx"));
        var landmarks = File.ReadAllBytes(Path.Combine(folder, "fr_landmark.onnx"));

        Assert.InRange(TinyWeights.Flush(embedder), 100_000, 150_000);
        Assert.InRange(TinyWeights.Flush(landmarks), 10_000, 150_000);
    }

    [Fact]
    public void What_is_no_network_stays_as_it_is()
    {
        byte[] other = [0xff, 0xff, 0x01];

        Assert.Equal(0, TinyWeights.Flush(other));

        Assert.Equal([0xff, 0xff, 0x01], other);
    }
}

using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>
/// Turns an aligned face into a direction of 512 numbers. One instance serves all requests.
/// </summary>
/// <remarks>
/// Input [1, 3, 112, 112], BGR, (v - 127.5) / 127.5; output [1, 512], not normalised. Source: npm
/// faceplugin-face-recognition-js 0.0.1, fr_feature.onnx; its own code feeds RGB, which measured worse on
/// LFW (decision page 0002).
/// </remarks>
public sealed class MobileFaceNetEmbedder : IDisposable
{
    public const int EdgePixels = 112;
    private const int Plane = EdgePixels * EdgePixels;
    private readonly InferenceSession session;
    private readonly string input;
    private readonly string output;

    /// <exception cref="InvalidDataException">Not a [1, 3, 112, 112] to [1, 512] network.</exception>
    public MobileFaceNetEmbedder(ModelFile model)
    {
        session = Sessions.Open(PReluSplit.Apply(File.ReadAllBytes(model.Path)));
        (input, var inputMeta) = session.InputMetadata.Single();
        (output, var outputMeta) = session.OutputMetadata.Single();
        ModelShape.Require(model.Id, input, inputMeta.Dimensions, [1, 3, EdgePixels, EdgePixels]);
        ModelShape.Require(model.Id, output, outputMeta.Dimensions, [1, Embedding.Dimension]);
    }

    /// <param name="crop">
    /// Shape [112, 112, 3], RGB, laid on the template by <see cref="FaceAligner"/>.
    /// </param>
    public Embedding Embed(ReadOnlySpan<byte> crop)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(crop.Length, Plane * 3);
        var pixels = new float[Plane * 3];
        var blue = pixels.AsSpan(0, Plane);
        var green = pixels.AsSpan(Plane, Plane);
        var red = pixels.AsSpan(2 * Plane, Plane);
        Planes.Split(crop, red, green, blue, mean: 127.5f, scale: 1 / 127.5f);
        using var tensor = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, EdgePixels, EdgePixels]);
        using var run = new RunOptions();
        using var results = session.Run(run, [input], [tensor], [output]);
        return Embedding.FromRaw(results[0].GetTensorDataAsSpan<float>());
    }

    public void Dispose() => session.Dispose();
}

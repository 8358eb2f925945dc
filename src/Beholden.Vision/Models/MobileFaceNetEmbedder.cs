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
    private readonly NetworkSession network;
    private readonly ColourOrder colours;

    /// <param name="colours">As the network was trained; its file does not say.</param>
    /// <exception cref="InvalidDataException">Not a [1, 3, 112, 112] to [1, 512] network.</exception>
    public MobileFaceNetEmbedder(ModelFile model, ColourOrder colours = ColourOrder.Bgr)
    {
        this.colours = colours;
        network = new(model.Id, model.Loading, () => Sessions.Open(PReluSplit.Apply(model.Read())), session =>
        {
            var (input, inputMeta) = session.InputMetadata.Single();
            var (output, outputMeta) = session.OutputMetadata.Single();
            ModelShape.Require(model.Id, input, inputMeta.Dimensions, [1, 3, EdgePixels, EdgePixels]);
            ModelShape.Require(model.Id, output, outputMeta.Dimensions, [1, Embedding.Dimension]);
        });
    }

    /// <param name="crop">
    /// Shape [112, 112, 3], RGB, laid on the template by <see cref="FaceAligner"/>.
    /// </param>
    public Embedding Embed(ReadOnlySpan<byte> crop)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(crop.Length, Plane * 3);
        var pixels = Input(crop, colours);
        using var tensor = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, EdgePixels, EdgePixels]);
        using var run = new RunOptions();
        var session = network.Session;
        using var results = network.Run(run, session.InputNames, [tensor], session.OutputNames);
        return Embedding.FromRaw(results[0].GetTensorDataAsSpan<float>());
    }

    public void Dispose() => network.Dispose();

    /// <returns>Shape [3, 112, 112], -1..1.</returns>
    internal static float[] Input(ReadOnlySpan<byte> crop, ColourOrder colours)
    {
        var pixels = new float[Plane * 3];
        var first = pixels.AsSpan(0, Plane);
        var green = pixels.AsSpan(Plane, Plane);
        var last = pixels.AsSpan(2 * Plane, Plane);
        var isRgb = colours == ColourOrder.Rgb;
        Planes.Split(
            crop, isRgb ? first : last, green, isRgb ? last : first, mean: 127.5f, scale: 1 / 127.5f);
        return pixels;
    }
}

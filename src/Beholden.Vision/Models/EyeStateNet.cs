using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>Tells a closed eye from an open one (<c>fr_eye.onnx</c>).</summary>
/// <remarks>
/// Input <c>input</c> [1, 1, 24, 24], grey, /255, of a square around the eye 1.6 times as wide as the eye.
/// Output <c>output</c> [1, 2] logits: closed, open. The package does not say which is which; the eyes of
/// LFW that score highest on the first are shut or squinting: docs/decisions/0004-attribute-models.md.
/// </remarks>
internal sealed class EyeStateNet : IDisposable
{
    private const int EdgePixels = 24;
    private const string Input = "input";
    private const string Output = "output";
    private static readonly string[] Outputs = [Output];
    private readonly NetworkSession network;

    /// <exception cref="InvalidDataException">The file is another network.</exception>
    public EyeStateNet(ModelFile model)
    {
        network = new(model.Id, model.Loading, () => Sessions.Open(model), session =>
        {
            ModelShape.Require(
                model.Id, Input, session.InputShape(model.Id, Input), [1, 1, EdgePixels, EdgePixels]);
            ModelShape.Require(model.Id, Output, session.OutputShape(model.Id, Output), [1, 2]);
        });
    }

    /// <param name="eye">A square around the eye, pixels of the upright image.</param>
    /// <returns>How closed it looks, 0..1.</returns>
    public float Closed(RgbImage image, PixelBox eye)
    {
        var grey = FacePatch.Grey(image, eye, EdgePixels);
        foreach (ref var value in grey.AsSpan())
        {
            value /= 255f;
        }

        var logits = Run(grey);
        return 1 / (1 + MathF.Exp(logits[1] - logits[0]));
    }

    public void Dispose() => network.Dispose();

    /// <param name="grey">Shape [24, 24], 0..1.</param>
    internal float[] Run(float[] grey)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(grey, [1, 1, EdgePixels, EdgePixels]);
        using var run = new RunOptions();
        using var results = network.Run(run, [Input], [tensor], Outputs);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

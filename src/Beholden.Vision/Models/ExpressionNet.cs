using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models.Tfjs;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>
/// Tells seven expressions apart (<c>emotion</c> of @vladmandic/human: a mini-Xception of 64 pixels).
/// </summary>
/// <remarks>
/// Input <c>input_1</c> [1, 1, 64, 64], grey, v/255 - 0.5, of a square around the face box. Output
/// <c>Identity</c> [1, 7], shares that sum to 1, in the order of <see cref="Classes"/>, which a confusion
/// matrix over FER2013 confirmed. Four crops are averaged: alone they range
/// from 0.49 to 0.54 mean recall, together 0.54: docs/decisions/0004-attribute-models.md.
/// </remarks>
internal sealed class ExpressionNet : IDisposable
{
    private const int EdgePixels = 64;
    private const string Input = "input_1";
    private const string Output = "Identity";

    /// <summary>FER2013's order; the set's "neutral" is what AWS calls calm.</summary>
    internal static readonly Emotion[] Classes =
    [
        Emotion.Angry, Emotion.Disgusted, Emotion.Fear, Emotion.Happy, Emotion.Sad, Emotion.Surprised,
        Emotion.Calm,
    ];

    /// <summary>The place of <see cref="Emotion.Happy"/> among the classes.</summary>
    internal const int Happy = 3;

    // Widths of the crops as multiples of the box's longer side.
    private static readonly float[] CropFactors = [0.9f, 1f, 1.1f, 1.2f];
    private static readonly string[] Outputs = [Output];
    private readonly NetworkSession network;

    /// <exception cref="InvalidDataException">The files are another network.</exception>
    public ExpressionNet(TfjsFiles model)
    {
        var id = model.Graph.Id;
        network = new(
            model.Graph.Id, model.Graph.Loading, () => model.Open((Output, [1, Classes.Length])), session =>
        {
            ModelShape.Require(id, Input, session.InputShape(id, Input), [1, 1, EdgePixels, EdgePixels]);
            ModelShape.Require(id, Output, session.OutputShape(id, Output), [1, Classes.Length]);
        });
    }

    /// <param name="box">The detector's box, pixels of the upright image.</param>
    /// <returns>Shape [7], in the order of <see cref="Classes"/>, shares that sum to 1.</returns>
    public float[] Read(RgbImage image, PixelBox box)
    {
        var mean = new float[Classes.Length];
        foreach (var factor in CropFactors)
        {
            var region = FacePatch.SquareAround(box, factor);
            var grey = FacePatch.Grey(image, region, EdgePixels);
            foreach (ref var value in grey.AsSpan())
            {
                value = (value / 255f) - 0.5f;
            }

            var shares = Run(grey);
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += shares[i] / CropFactors.Length;
            }
        }

        return mean;
    }

    public void Dispose() => network.Dispose();

    /// <param name="grey">Shape [64, 64], -0.5..0.5.</param>
    internal float[] Run(float[] grey)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(grey, [1, 1, EdgePixels, EdgePixels]);
        using var run = new RunOptions();
        using var results = network.Run(run, [Input], [tensor], Outputs);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

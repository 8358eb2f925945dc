using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>68 landmarks of a face in iBUG's order.</summary>
/// <remarks>
/// Input [1, 1, 64, 64]: the face's square, grey, v / 256; output x, y in 0..1 of the square. Source: npm
/// faceplugin-face-recognition-js 0.0.1, lib/fr_landmark.js.
/// </remarks>
public sealed class LandmarkNet68 : IDisposable
{
    public const int Points = 68;
    private const int Edge = 64;
    private readonly NetworkSession network;

    /// <exception cref="InvalidDataException">Not a [1, 1, 64, 64] to [1, 136] network.</exception>
    public LandmarkNet68(ModelFile model)
    {
        network = new(model.Id, model.Loading, () => Sessions.Open(model), session =>
        {
            var (input, inputMeta) = session.InputMetadata.Single();
            var (output, outputMeta) = session.OutputMetadata.Single();
            ModelShape.Require(model.Id, input, inputMeta.Dimensions, [1, 1, Edge, Edge]);
            ModelShape.Require(model.Id, output, outputMeta.Dimensions, [1, 2 * Points]);
        });
    }

    /// <param name="face">The face's square, pixels; may reach outside the picture.</param>
    /// <returns>Shape [68], pixels of the picture.</returns>
    public Vector2[] Locate(RgbImage image, PixelBox face)
    {
        var rgb = Resize.Region(image, face, Edge, Edge);
        using var tensor = OrtValue.CreateTensorValueFromMemory(Grey(rgb), [1, 1, Edge, Edge]);
        using var run = new RunOptions();
        var session = network.Session;
        using var results = network.Run(run, session.InputNames, [tensor], session.OutputNames);
        var raw = results[0].GetTensorDataAsSpan<float>();
        var points = new Vector2[Points];
        for (var i = 0; i < Points; i++)
        {
            points[i] = new(
                face.Left + (raw[2 * i] * face.Width), face.Top + (raw[(2 * i) + 1] * face.Height));
        }

        return points;
    }

    public void Dispose() => network.Dispose();

    /// <summary>ITU-R BT.601 luma, as OpenCV's conversion to grey, over 256.</summary>
    private static float[] Grey(ReadOnlySpan<byte> rgb)
    {
        var grey = new float[Edge * Edge];
        for (var i = 0; i < grey.Length; i++)
        {
            var luma = (0.299f * rgb[3 * i]) + (0.587f * rgb[(3 * i) + 1]) + (0.114f * rgb[(3 * i) + 2]);
            grey[i] = luma / 256f;
        }

        return grey;
    }
}

using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>Finds how a head is turned (a Hopenet type network, <c>fr_pose.onnx</c>).</summary>
/// <remarks>
/// Input [1, 3, 224, 224], RGB, (v/255 - mean) / deviation with ImageNet's figures, of a square around the
/// face box as wide as its longer side. Outputs <c>output</c>, <c>617</c>, <c>618</c>: yaw, pitch, roll,
/// each [1, 66] logits over bins of 3 degrees. Measured, not taken from the package, whose crop (1.5 times
/// the box), colours (BGR) and bin offset differ: docs/decisions/0004-attribute-models.md.
/// </remarks>
internal sealed class HeadPoseNet : IDisposable
{
    private const int EdgePixels = 224;
    private const int Bins = 66;
    private const float BinDegrees = 3;

    // The middle of the first bin, -99..-96. The package takes its edge; with the middle, the angles of a
    // face and of its mirror image add up to 0.1 degrees on average, with the edge to 3.
    private const float FirstBinDegrees = -97.5f;

    private static readonly string[] Heads = ["output", "617", "618"];
    private readonly NetworkSession network;

    /// <exception cref="InvalidDataException">The file is another network.</exception>
    public HeadPoseNet(ModelFile model)
    {
        network = new(model.Id, model.Loading, () => Sessions.Open(model), session =>
        {
            var (input, inputMeta) = session.InputMetadata.Single();
            ModelShape.Require(model.Id, input, inputMeta.Dimensions, [1, 3, EdgePixels, EdgePixels]);
            foreach (var head in Heads)
            {
                ModelShape.Require(model.Id, head, session.OutputShape(model.Id, head), [1, Bins]);
            }
        });
    }

    /// <param name="box">The detector's box, pixels of the upright image.</param>
    /// <returns>
    /// In the signs of <see cref="HeadPose"/>. The network's own yaw grows as the face turns to the left of
    /// the image.
    /// </returns>
    public HeadPose Read(RgbImage image, PixelBox box)
    {
        var planes = FacePatch.Rgb(image, FacePatch.SquareAround(box, 1), EdgePixels);
        ImageNetScale.Apply(planes);
        return Run(planes);
    }

    public void Dispose() => network.Dispose();

    /// <param name="planes">Shape [3, 224, 224], RGB, scaled.</param>
    internal HeadPose Run(float[] planes)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(planes, [1, 3, EdgePixels, EdgePixels]);
        using var run = new RunOptions();
        var session = network.Session;
        using var results = network.Run(run, session.InputNames, [tensor], Heads);
        return new(
            RollDegrees: Degrees(results[2].GetTensorDataAsSpan<float>()),
            YawDegrees: -Degrees(results[0].GetTensorDataAsSpan<float>()),
            PitchDegrees: Degrees(results[1].GetTensorDataAsSpan<float>()));
    }

    /// <summary>The mean angle under the softmax of one head.</summary>
    /// <param name="logits">Shape [66].</param>
    internal static float Degrees(ReadOnlySpan<float> logits)
    {
        var top = float.NegativeInfinity;
        foreach (var logit in logits)
        {
            top = Math.Max(top, logit);
        }

        float sum = 0, mean = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            var weight = MathF.Exp(logits[i] - top);
            sum += weight;
            mean += weight * i;
        }

        return (mean / sum * BinDegrees) + FirstBinDegrees;
    }
}

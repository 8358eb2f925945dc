using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>
/// Says of an aligned face how well it can be compared, in one number of the network's own scale. One
/// instance serves all requests.
/// </summary>
/// <remarks>
/// Input [1, 3, 112, 112], RGB, (v - 127.5) / 127.5; output [1, 1] or [1], higher for better faces. Babnik,
/// Peer and Struc, "eDifFIQA", IEEE TBIOM 6:458 (2024); read as opencv_zoo's ediffiqa.py feeds it.
/// </remarks>
public sealed class FaceQualityNet : IDisposable
{
    private const int Edge = MobileFaceNetEmbedder.EdgePixels;

    private readonly NetworkSession network;
    private readonly ColourOrder colours;

    /// <param name="layout">One of networks that judge faces.</param>
    /// <exception cref="InvalidDataException">Not a network of that layout.</exception>
    public FaceQualityNet(ModelFile model, NetworkLayout layout)
    {
        colours = layout.Colours;
        // Such networks are MobileFaceNets and ResNets with PRelu, as embedders are.
        network = new(model.Id, model.Loading, () => Sessions.Open(PReluSplit.Apply(model.Read())), session =>
        {
            if (!layout.Fits(session))
            {
                throw new InvalidDataException($"Model {model.Id} is no network of the layout {layout}.");
            }
        });
    }

    /// <summary>Reads the first of the two crops that are embedded: laid by five points.</summary>
    /// <param name="image">The picture that the face was seen in.</param>
    /// <returns>In the network's own unit; not a number where the network gives none.</returns>
    /// <exception cref="ArgumentException">The landmarks coincide.</exception>
    public float Score(RgbImage image, FaceSeen face) => Score(FaceCrops.ByFivePoints(image, face));

    /// <param name="crop">Shape [112, 112, 3], RGB, laid on the template.</param>
    internal float Score(ReadOnlySpan<byte> crop)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(crop.Length, Edge * Edge * 3);
        var pixels = MobileFaceNetEmbedder.Input(crop, colours);
        using var tensor = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, Edge, Edge]);
        using var run = new RunOptions();
        var session = network.Session;
        using var results = network.Run(run, session.InputNames, [tensor], session.OutputNames);
        return results[0].GetTensorDataAsSpan<float>()[0];
    }

    public void Dispose() => network.Dispose();
}

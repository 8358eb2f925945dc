using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>
/// The packaged detector: a 320 by 240 network.
/// </summary>
/// <remarks>
/// Input [1, 3, 240, 320], RGB, (v - 127) / 128; outputs boxes as corners in 0..1 of the input. Source:
/// npm faceplugin-face-recognition-js 0.0.1, lib/fr_detect.js.
/// </remarks>
public sealed class RfbDetector : IFaceDetector
{
    private const int Width = 320;
    private const int Height = 240;
    private const float IouMax = 0.4f; // lib/fr_detect.js, nms_threshold.

    private static readonly string[] Outputs = ["scores", "boxes"];

    // Share of answers of about this score that are faces, WIDER's development photos, 20 pixels and up.
    private static readonly PiecewiseLinear Confidence = new(
        (0f, 0f),
        (0.25f, 3f),
        (0.45f, 8f),
        (0.575f, 13f),
        (0.65f, 22f),
        (0.725f, 29f),
        (0.825f, 47f),
        (0.875f, 56f),
        (0.925f, 73f),
        (0.965f, 92f),
        (0.9925f, 96f),
        (0.997f, 98.7f),
        (1f, 99f));

    private readonly NetworkSession network;

    /// <exception cref="InvalidDataException">Not a 320 by 240 network with 4,420 boxes.</exception>
    public RfbDetector(ModelFile model, int threads = 1)
    {
        ModelId = model.Id;
        network = new(model.Id, model.Loading, () => Sessions.Open(model, threads), session =>
        {
            var (input, inputMeta) = session.InputMetadata.Single();
            ModelShape.Require(model.Id, input, inputMeta.Dimensions, [1, 3, Height, Width]);
            ModelShape.Require(model.Id, "scores", session.OutputShape(model.Id, "scores"), [1, 4420, 2]);
            ModelShape.Require(model.Id, "boxes", session.OutputShape(model.Id, "boxes"), [1, 4420, 4]);
        });
    }

    public string ModelId { get; }

    public float ScoreMin => 0.8f;

    public float SecondScoreMin => 0.7f;

    // Chosen on one half of WIDER's development photos; decision page 0018.
    public Sight Sight { get; } = new()
    {
        FirstWidth = Width,
        FirstHeight = Height,
        ZoomFirstMax = float.PositiveInfinity,
        TileWidth = Width,
        TileHeight = Height,
        BlindLevels = 2,
        Step = 1.75f,
        ZoomMax = 1f,
        HeightMin = 12,
        HeightMax = 64,
        HintHeightMax = 32,
        HintScoreMin = 0.3f,
        MsPerMegapixel = 40,
        IouMax = IouMax,
    };

    public float ConfidencePercent(float score) => Confidence.At(score);

    public void Dispose() => network.Dispose();

    public IReadOnlyList<FoundFace> Find(RgbImage image, Look look, float scoreMin)
    {
        const int plane = Width * Height;
        var view = WithProportions(look.Region);
        var pixels = new float[3 * plane];
        var rgb = Resize.Region(image, view, Width, Height, Shrinking.Samples);
        var red = pixels.AsSpan(0, plane);
        var green = pixels.AsSpan(plane, plane);
        var blue = pixels.AsSpan(2 * plane, plane);
        Planes.Split(rgb, red, green, blue, mean: 127f, scale: 1 / 128f);
        using var tensor = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, Height, Width]);
        using var run = new RunOptions();
        var session = network.Session;
        using var results = network.Run(run, session.InputNames, [tensor], Outputs);
        var scores = results[0].GetTensorDataAsSpan<float>();
        var boxes = results[1].GetTensorDataAsSpan<float>();
        var found = new List<FoundFace>();
        for (var i = 0; 2 * i < scores.Length; i++)
        {
            var score = scores[(2 * i) + 1];
            if (score >= scoreMin)
            {
                found.Add(new(Box(boxes.Slice(4 * i, 4), view), score, Points: null));
            }
        }

        return found;
    }

    /// <summary>The network's 4 : 3, so that faces keep their shape; grows to the right or below.</summary>
    private static PixelBox WithProportions(PixelBox tile) =>
        tile.Width * Height > tile.Height * Width
            ? tile with { Height = tile.Width * Height / Width }
            : tile with { Width = tile.Height * Width / Height };

    private static PixelBox Box(ReadOnlySpan<float> corners, PixelBox view)
    {
        var (left, top) = (view.Left + (corners[0] * view.Width), view.Top + (corners[1] * view.Height));
        var (width, height) = (
            (corners[2] - corners[0]) * view.Width, (corners[3] - corners[1]) * view.Height);
        return new(left, top, width, height);
    }
}

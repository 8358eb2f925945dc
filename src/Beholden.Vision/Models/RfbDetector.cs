using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>The packaged detector: a 320 by 240 network run on the whole picture and on tiles of it.</summary>
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

    private readonly InferenceSession session;
    private readonly string input;

    /// <exception cref="InvalidDataException">Not a 320 by 240 network with 4,420 boxes.</exception>
    public RfbDetector(ModelFile model, int threads = 1)
    {
        ModelId = model.Id;
        session = Sessions.Open(model, threads);
        (input, var inputMeta) = session.InputMetadata.Single();
        ModelShape.Require(model.Id, input, inputMeta.Dimensions, [1, 3, Height, Width]);
        ModelShape.Require(model.Id, "scores", session.OutputMetadata["scores"].Dimensions, [1, 4420, 2]);
        ModelShape.Require(model.Id, "boxes", session.OutputMetadata["boxes"].Dimensions, [1, 4420, 4]);
    }

    public string ModelId { get; }

    public float ScoreMin => 0.7f;

    public IReadOnlyList<FoundFace> Find(RgbImage image, float scoreMin, CancellationToken cancelled)
    {
        var found = new List<FoundFace>();
        var pixels = new float[3 * Width * Height];
        foreach (var tile in TilePlan.For(image.Width, image.Height))
        {
            cancelled.ThrowIfCancellationRequested();
            Run(image, tile, pixels, scoreMin, found);
        }

        return Overlaps.Remove(found, IouMax);
    }

    public float ConfidencePercent(float score) => 100f * score;

    public void Dispose() => session.Dispose();

    private void Run(RgbImage image, PixelBox tile, float[] pixels, float scoreMin, List<FoundFace> found)
    {
        const int plane = Width * Height;
        var rgb = Resize.Region(image, tile.Left, tile.Top, tile.Width, tile.Height, Width, Height);
        var red = pixels.AsSpan(0, plane);
        var green = pixels.AsSpan(plane, plane);
        var blue = pixels.AsSpan(2 * plane, plane);
        Planes.Split(rgb, red, green, blue, mean: 127f, scale: 1 / 128f);
        using var tensor = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, Height, Width]);
        using var run = new RunOptions();
        using var results = session.Run(run, [input], [tensor], Outputs);
        var scores = results[0].GetTensorDataAsSpan<float>();
        var boxes = results[1].GetTensorDataAsSpan<float>();
        for (var i = 0; 2 * i < scores.Length; i++)
        {
            var score = scores[(2 * i) + 1];
            if (score >= scoreMin)
            {
                found.Add(new(Box(boxes.Slice(4 * i, 4), tile), score, Points: null));
            }
        }
    }

    private static PixelBox Box(ReadOnlySpan<float> corners, PixelBox tile)
    {
        var (left, top) = (tile.Left + (corners[0] * tile.Width), tile.Top + (corners[1] * tile.Height));
        var (width, height) = ((corners[2] - corners[0]) * tile.Width, (corners[3] - corners[1]) * tile.Height);
        return new(left, top, width, height);
    }
}

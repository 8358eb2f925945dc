using System.Numerics;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>
/// YuNet: faces from about 10 pixels to about 500, with five landmarks.
/// </summary>
/// <remarks>
/// Input [1, 3, H, W], BGR, 0..255, H and W multiples of 32. Source: ShiqiYu/libfacedetection.train at
/// 0047ac24, whose heads are decoded as in mmdet/models/dense_heads/yunet_head.py.
/// </remarks>
public sealed class YuNetDetector : IFaceDetector
{
    private const int SizeStep = 32;
    private const float IouMax = 0.45f; // The upstream test configuration, configs/yunet_n.py.

    // Input numbers: beyond one megapixel the memory of a run is given back instead of kept for the next.
    private const int KeptLengthMax = 3 * 1024 * 1024;

    private static readonly int[] Strides = [8, 16, 32];
    private static readonly string[] Outputs =
        [.. Strides.SelectMany(s => new[] { $"cls_{s}", $"obj_{s}", $"bbox_{s}", $"kps_{s}" })];

    // Share of answers of about this score that are faces, WIDER's development photos, 20 pixels and up.
    private static readonly PiecewiseLinear Confidence = new(
        (0f, 0f),
        (0.35f, 6f),
        (0.45f, 9f),
        (0.55f, 16f),
        (0.65f, 25f),
        (0.725f, 50f),
        (0.775f, 67f),
        (0.825f, 88f),
        (0.875f, 98.5f),
        (0.925f, 99.8f),
        (1f, 100f));

    private readonly NetworkSession network;

    /// <exception cref="InvalidDataException">Not a YuNet with three strides and five points.</exception>
    public YuNetDetector(ModelFile model, int threads = 1)
    {
        ModelId = model.Id;
        network = new(model.Id, model.Loading, () => Sessions.Open(model, threads), session =>
        {
            var (input, inputMeta) = session.InputMetadata.Single();
            ModelShape.Require(model.Id, input, inputMeta.Dimensions, [1, 3, -1, -1]);
            foreach (var name in Outputs)
            {
                int values = name[0] == 'b' ? 4 : name[0] == 'k' ? 10 : 1;
                ModelShape.Require(model.Id, name, session.OutputShape(model.Id, name), [1, -1, values]);
            }
        });
    }

    public string ModelId { get; }

    public float ScoreMin => 0.7f;

    public float SecondScoreMin => 0.5f;

    // Chosen on one half of WIDER's development photos; decision page 0018.
    public Sight Sight { get; } = new()
    {
        FirstWidth = 768,
        FirstHeight = 768,
        ZoomFirstMax = 1,
        TileWidth = 832,
        TileHeight = 832,
        SizeStep = SizeStep,
        BlindLevels = 1,
        Step = 2,
        ZoomMax = 1.25f,
        HeightMin = 32,
        HeightMax = 128,
        WholeHeightMax = 350,
        HintHeightMax = 64,
        HintScoreMin = 0.2f,
        MsPerMegapixel = 40,
        IouMax = IouMax,
    };

    public IReadOnlyList<FoundFace> Find(RgbImage image, Look look, float scoreMin)
    {
        var region = look.Region;
        var (width, height) = (Scaled(region.Width, look.Zoom), Scaled(region.Height, look.Zoom));
        var isAll = region == new PixelBox(0, 0, image.Width, image.Height);
        var part = isAll
            ? Resize.To(image, width, height)
            : new RgbImage(width, height, Resize.Region(image, region, width, height));
        var scale = new Vector2(region.Width / width, region.Height / height);
        return Run(part, scoreMin, new(region.Left, region.Top), scale);
    }

    public float ConfidencePercent(float score) => Confidence.At(score);

    public void Dispose() => network.Dispose();

    private static int Scaled(float side, float zoom) => Math.Max(1, (int)MathF.Round(side * zoom));

    /// <param name="origin">Where the part begins in the picture, in the picture's pixels.</param>
    /// <param name="scale">Picture pixels per input pixel.</param>
    private List<FoundFace> Run(RgbImage image, float scoreMin, Vector2 origin, Vector2 scale)
    {
        var (width, height) = (RoundUp(image.Width), RoundUp(image.Height));
        var length = 3 * width * height;
        var rented = PlaneBuffers.Rent(length);
        try
        {
            var pixels = rented.AsMemory(0, length);
            Fill(image, width, height, pixels.Span);
            using var tensor = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, pixels, [1, 3, height, width]);
            using var run = new RunOptions();
            if (length > KeptLengthMax)
            {
                Sessions.ReturnMemory(run);
            }

            var session = network.Session;
            using var results = network.Run(run, session.InputNames, [tensor], Outputs);
            var found = new List<FoundFace>();
            for (var i = 0; i < Strides.Length; i++)
            {
                Read(results, i, width / Strides[i], scoreMin, origin, scale, found);
            }

            return found;
        }
        finally
        {
            PlaneBuffers.Return(rented);
        }
    }

    private static int RoundUp(int side) => (side + SizeStep - 1) / SizeStep * SizeStep;

    /// <summary>The picture at the top left, black to the right and below.</summary>
    private static void Fill(RgbImage image, int width, int height, Span<float> planes)
    {
        var plane = width * height;
        var blue = planes[..plane];
        var green = planes.Slice(plane, plane);
        var red = planes[(2 * plane)..];
        planes.Clear();
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3);
            var at = y * width;
            Planes.Split(row, red[at..], green[at..], blue[at..], mean: 0, scale: 1);
        }
    }

    private static void Read(
        IDisposableReadOnlyCollection<OrtValue> results,
        int level,
        int columns,
        float scoreMin,
        Vector2 origin,
        Vector2 scale,
        List<FoundFace> found)
    {
        var classes = results[4 * level].GetTensorDataAsSpan<float>();
        var objects = results[(4 * level) + 1].GetTensorDataAsSpan<float>();
        var boxes = results[(4 * level) + 2].GetTensorDataAsSpan<float>();
        var points = results[(4 * level) + 3].GetTensorDataAsSpan<float>();
        var stride = Strides[level];
        for (var i = 0; i < classes.Length; i++)
        {
            var product = Math.Clamp(classes[i], 0, 1) * Math.Clamp(objects[i], 0, 1);
            if (product < scoreMin * scoreMin)
            {
                continue;
            }

            var cell = new Vector2(i % columns, i / columns);
            var box = Box(boxes.Slice(4 * i, 4), cell, stride, origin, scale);
            var five = Points(points.Slice(10 * i, 10), cell, stride, origin, scale);
            found.Add(new(box, MathF.Sqrt(product), five));
        }
    }

    private static PixelBox Box(
        ReadOnlySpan<float> raw, Vector2 cell, int stride, Vector2 origin, Vector2 scale)
    {
        var centre = origin + ((cell + new Vector2(raw[0], raw[1])) * stride * scale);
        var size = new Vector2(MathF.Exp(raw[2]), MathF.Exp(raw[3])) * stride * scale;
        return new(centre.X - (size.X / 2), centre.Y - (size.Y / 2), size.X, size.Y);
    }

    /// <summary>The network's order, the subject's right eye first, is already the template's.</summary>
    private static Vector2[] Points(
        ReadOnlySpan<float> raw, Vector2 cell, int stride, Vector2 origin, Vector2 scale)
    {
        var points = new Vector2[5];
        for (var j = 0; j < points.Length; j++)
        {
            var inCells = cell + new Vector2(raw[2 * j], raw[(2 * j) + 1]);
            points[j] = origin + (inCells * stride * scale);
        }

        return points;
    }
}

using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>What a network of a user's is for.</summary>
public enum NetworkTask
{
    DetectFaces,
    EmbedFaces,
    JudgeFaces,
}

/// <summary>
/// A kind of network that this code can feed and read: its tensors, and how pixels become its input.
/// </summary>
public sealed class NetworkLayout
{
    private const int Any = -1, Embedded = Faces.Embedding.Dimension, Edge = MobileFaceNetEmbedder.EdgePixels;

    /// <summary>The ids are what <c>beholden models add --layout</c> takes.</summary>
    public static IReadOnlyList<NetworkLayout> All { get; } =
    [
        new("yunet", NetworkTask.DetectFaces)
        {
            Reading = "BGR, 0..255; scores are read as those of yunet-n",
            Input = new(null, [1, 3, Any, Any]),
            Outputs = [.. Strides(8, 16, 32)],
            TrialShape = [1, 3, 64, 96],
        },
        new("rfb-320", NetworkTask.DetectFaces)
        {
            Reading = "RGB, (v - 127) / 128; scores are read as those of rfb-320",
            Input = new(null, [1, 3, 240, 320]),
            Outputs = [new("scores", [1, 4420, 2]), new("boxes", [1, 4420, 4])],
            TrialShape = [1, 3, 240, 320],
        },
        Embedder("arcface-bgr", ColourOrder.Bgr, "as mobilefacenet-512"),
        Embedder("arcface-rgb", ColourOrder.Rgb, "as InsightFace publishes them"),
        // Colours and scale: opencv_zoo, models/face_image_quality_assessment_ediffiqa/ediffiqa.py; its
        // origin, github.com/LSIbabnikz/eDifFIQA, normalises alike (configs/ediffiqaT_config.yaml).
        new("ediffiqa", NetworkTask.JudgeFaces)
        {
            Reading = "aligned faces, RGB, (v - 127.5) / 127.5; a higher score is a better face",
            Colours = ColourOrder.Rgb,
            Input = new(null, [1, 3, Edge, Edge]),
            Outputs = [new(null, [1, 1]) { IsBatchOptional = true }],
            TrialShape = [1, 3, Edge, Edge],
        },
    ];

    private NetworkLayout(string id, NetworkTask task) => (Id, Task) = (id, task);

    public string Id { get; }

    public NetworkTask Task { get; }

    /// <summary>How pixels become the input, and what the output is taken for.</summary>
    public required string Reading { get; init; }

    /// <summary>Of networks of aligned faces.</summary>
    public ColourOrder Colours { get; private init; }

    /// <summary>The one input.</summary>
    public required TensorShape Input { get; init; }

    /// <summary>All outputs, in any order.</summary>
    public required IReadOnlyList<TensorShape> Outputs { get; init; }

    /// <summary>An input that the network must take.</summary>
    public required IReadOnlyList<long> TrialShape { get; init; }

    /// <summary>Null where there is no layout of that id.</summary>
    public static NetworkLayout? Find(string id) => All.FirstOrDefault(layout => layout.Id == id);

    internal bool Fits(InferenceSession session) =>
        session.InputMetadata.Count == 1
        && session.OutputMetadata.Count == Outputs.Count
        && session.InputMetadata.All(input => Input.Fits(input.Key, input.Value))
        && Outputs.All(wanted => session.OutputMetadata.Any(one => wanted.Fits(one.Key, one.Value)));

    public override string ToString() => $"{Id} ({Input} to {string.Join("; ", Outputs)})";

    private static NetworkLayout Embedder(string id, ColourOrder colours, string kind) =>
        new(id, NetworkTask.EmbedFaces)
        {
            Reading = $"aligned faces, {(colours == ColourOrder.Bgr ? "BGR" : "RGB")}, "
                + $"(v - 127.5) / 127.5, {kind}",
            Colours = colours,
            Input = new(null, [1, 3, Edge, Edge]),
            Outputs = [new(null, [1, Embedded])],
            TrialShape = [1, 3, Edge, Edge],
        };

    private static IEnumerable<TensorShape> Strides(params int[] strides) => strides.SelectMany(
        stride => new TensorShape[]
        {
            new($"cls_{stride}", [1, Any, 1]), new($"obj_{stride}", [1, Any, 1]),
            new($"bbox_{stride}", [1, Any, 4]), new($"kps_{stride}", [1, Any, 10]),
        });
}

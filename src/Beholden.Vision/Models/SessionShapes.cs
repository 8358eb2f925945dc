using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>Reads what a loaded network says of itself.</summary>
internal static class SessionShapes
{
    /// <summary>The dimensions of a named input; -1 where the network leaves them open.</summary>
    /// <exception cref="InvalidDataException">The network has no such input.</exception>
    public static IReadOnlyList<int> InputShape(this InferenceSession session, string modelId, string name) =>
        session.InputMetadata.TryGetValue(name, out var meta)
            ? meta.Dimensions
            : throw new InvalidDataException(
                $"Model {modelId} has no input {name}, only "
                + $"{string.Join(", ", session.InputMetadata.Keys)}.");

    /// <summary>The dimensions of a named output; -1 where the network leaves them open.</summary>
    /// <exception cref="InvalidDataException">The network has no such output.</exception>
    public static IReadOnlyList<int> OutputShape(
        this InferenceSession session, string modelId, string name) =>
        session.OutputMetadata.TryGetValue(name, out var meta)
            ? meta.Dimensions
            : throw new InvalidDataException(
                $"Model {modelId} has no output {name}, only "
                + $"{string.Join(", ", session.OutputMetadata.Keys)}.");
}

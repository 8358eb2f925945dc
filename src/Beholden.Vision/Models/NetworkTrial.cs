using Beholden.Vision.Faces;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>
/// Tries a network of a user's before it is kept: loads it, finds its layout, runs it once.
/// </summary>
public static class NetworkTrial
{
    // Two ways to compute the same network differ by rounding; another network is near 0.
    private const float SameCosineMin = 0.999f;

    // Of a score, or of 1 where that is more: float32 keeps seven digits, and a network loses a few.
    private const float SameScoreShare = 0.001f;

    /// <param name="layoutId">Null: the layout that the tensors fit, where they fit only one.</param>
    /// <exception cref="InvalidDataException">
    /// Not a network of a known layout, or one that does not run; the sentence says what was expected.
    /// </exception>
    public static NetworkLayout Run(ModelFile file, string? layoutId)
    {
        try
        {
            using var session = Sessions.Open(file);
            var layout = Layout(session, layoutId);
            var output = RunOnce(session, layout);
            RequireReadable(file, layout, output);
            return layout;
        }
        catch (OnnxRuntimeException broken)
        {
            // The runtime's own words name the file, and go on for lines.
            var reason = broken.Message.Replace(file.Path, "the file", StringComparison.Ordinal);
            throw new InvalidDataException(
                $"It is no ONNX network that this server can run: {reason.Split('\n')[0].Trim()}", broken);
        }
    }

    private static NetworkLayout Layout(InferenceSession session, string? layoutId)
    {
        var fitting = NetworkLayout.All.Where(layout => layout.Fits(session)).ToList();
        if (layoutId is not null)
        {
            return fitting.Find(layout => layout.Id == layoutId) ?? throw Misfit(
                session, NetworkLayout.All.Where(layout => layout.Id == layoutId));
        }

        return fitting.Count switch
        {
            1 => fitting[0],
            0 => throw Misfit(session, NetworkLayout.All),
            _ => throw new InvalidDataException(
                "Its tensors fit more than one layout, and only whoever trained it knows which: name it with "
                + "--layout. " + string.Join("; ", fitting.Select(one => $"{one.Id}: {one.Reading}")) + "."),
        };
    }

    private static InvalidDataException Misfit(InferenceSession session, IEnumerable<NetworkLayout> expected)
        => new("It has another layout than "
            + string.Join(", ", expected.Select(layout => layout.ToString()))
            + $". It has {Tensors(session.InputMetadata)} to {Tensors(session.OutputMetadata)}.");

    // A network of hundreds of tensors is told by its first.
    private static string Tensors(IReadOnlyDictionary<string, NodeMetadata> tensors)
    {
        const int shown = 12;
        var texts = tensors.Take(shown).Select(one => TensorShape.Text(one.Key, one.Value));
        return string.Join("; ", texts) + (tensors.Count > shown ? $" and {tensors.Count - shown} more" : "");
    }

    /// <returns>The first output.</returns>
    private static float[] RunOnce(InferenceSession session, NetworkLayout layout)
    {
        var pixels = layout.Task != NetworkTask.DetectFaces
            ? MobileFaceNetEmbedder.Input(Crop(), layout.Colours)
            : new float[layout.TrialShape.Aggregate((product, size) => product * size)];
        using var tensor = OrtValue.CreateTensorValueFromMemory(pixels, [.. layout.TrialShape]);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [tensor], session.OutputNames);
        for (var i = 0; i < results.Count; i++)
        {
            var name = session.OutputNames[i];
            var wanted = layout.Outputs.Single(output => output.Name is null || output.Name == name);
            var shape = results[i].GetTensorTypeAndShape().Shape;
            if (!wanted.Holds(shape))
            {
                throw new InvalidDataException(
                    $"Run once, it gave {name} [{string.Join(", ", shape)}], expected {wanted}.");
            }

            foreach (var value in results[i].GetTensorDataAsSpan<float>())
            {
                if (!float.IsFinite(value))
                {
                    throw new InvalidDataException($"Run once, it gave {value} in {name}.");
                }
            }
        }

        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The class that will serve it takes it; what is rewritten for speed answers alike.</summary>
    private static void RequireReadable(ModelFile file, NetworkLayout layout, ReadOnlySpan<float> output)
    {
        switch (layout.Task)
        {
            case NetworkTask.DetectFaces:
                using (AddedNetworks.Detector(file, layout))
                {
                    return;
                }

            case NetworkTask.EmbedFaces:
                using (var embedder = AddedNetworks.Embedder(file, layout))
                {
                    var cosine = Embedding.Cosine(embedder.Embed(Crop()), Embedding.FromRaw(output));
                    RequireAlike(cosine >= SameCosineMin, $"cosine {cosine:0.000}");
                    return;
                }

            default:
                using (var judge = AddedNetworks.Quality(file, layout))
                {
                    var (score, wanted) = (judge.Score(Crop()), output[0]);
                    var differenceMax = SameScoreShare * Math.Max(1, Math.Abs(wanted));
                    RequireAlike(
                        Math.Abs(score - wanted) <= differenceMax, $"score {score} instead of {wanted}");
                    return;
                }
        }
    }

    private static void RequireAlike(bool isAlike, string seen)
    {
        if (!isAlike)
        {
            throw new InvalidDataException(
                $"Its PRelu layers are of a kind that this server rewrites wrongly ({seen}).");
        }
    }

    /// <summary>Something of every brightness; shape [112, 112, 3].</summary>
    private static byte[] Crop()
    {
        const int side = MobileFaceNetEmbedder.EdgePixels;
        var crop = new byte[side * side * 3];
        for (var i = 0; i < crop.Length; i++)
        {
            crop[i] = (byte)(((i / 3 % side) + (i / (3 * side)) + (i % 3 * 40)) % 256);
        }

        return crop;
    }
}

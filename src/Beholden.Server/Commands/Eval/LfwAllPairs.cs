using System.Numerics.Tensors;
using System.Text.Json;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>One line of the table behind <see cref="Similarity"/>.</summary>
/// <param name="FalseMatchRate">Share of pairs of different people at or above the cosine, 0..1.</param>
/// <param name="TrueMatchRate">Share of pairs of one person at or above it, 0..1.</param>
internal sealed record PairRates(
    double Percent, double Cosine, double FalseMatchRate, double TrueMatchRate);

/// <summary>Compares every image of DevTrain with every other: what each percentage stands for.</summary>
internal static class LfwAllPairs
{
    // The rates at which the map has its corners or which users ask for.
    private static readonly double[] Rates = [1e-1, 1e-2, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6];
    private static readonly float[] Percents = [1, 10, 50, 70, 80, 85, 90, 95, 97, 99, 99.5f, 99.9f];

    /// <summary>Prints the table; run by <c>eval lfw DIR --all-pairs</c>.</summary>
    /// <exception cref="EvalDataException">The list or a picture is missing or malformed.</exception>
    public static async Task<int> Run(
        string directory, bool json, FacePipeline faces, CancellationToken cancelled)
    {
        var pairs = LfwEval.Dev(directory, "pairsDevTrain.txt");
        var known = await LfwEval.Embed(directory, pairs, json, faces, cancelled);
        var (impostors, mates) = CompareAll(known, cancelled);
        var table = Percents.Select(p => Line(p, Similarity.CosineAt(p), impostors, mates)).ToList();
        if (json)
        {
            var counted = new { impostors = impostors.Length, mates = mates.Length, table };
            Console.WriteLine(JsonSerializer.Serialize(counted, JsonSerializerOptions.Web));
            return 0;
        }

        Console.WriteLine(
            $"{known.Count} images of DevTrain: {impostors.Length:N0} pairs of different people, "
            + $"{mates.Length:N0} of one person");
        Console.WriteLine("percent   cosine   false-match rate   true-match rate");
        foreach (var line in table)
        {
            Print(line);
        }

        Console.WriteLine("At given false-match rates:");
        foreach (var rate in Rates)
        {
            var cosine = Verification.ThresholdAt(impostors, rate);
            Print(Line(Similarity.Percent(cosine), cosine, impostors, mates));
        }

        return 0;
    }

    /// <returns>Cosines of different people and of one person, each in ascending order.</returns>
    internal static (float[] Impostors, float[] Mates) CompareAll(
        IReadOnlyDictionary<LfwImage, Embedding?> known, CancellationToken cancelled)
    {
        var faces = known.Where(entry => entry.Value is not null)
            .Select(entry => (entry.Key.Person, entry.Value!.Unit))
            .ToArray();
        var impostors = new List<float>(faces.Length * (faces.Length - 1) / 2);
        var mates = new List<float>();
        for (var i = 0; i < faces.Length; i++)
        {
            cancelled.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
            {
                var cosine = TensorPrimitives.Dot(faces[i].Unit.Span, faces[j].Unit.Span);
                (faces[i].Person == faces[j].Person ? mates : impostors).Add(cosine);
            }
        }

        impostors.Sort();
        mates.Sort();
        return ([.. impostors], [.. mates]);
    }

    private static PairRates Line(float percent, float cosine, float[] impostors, float[] mates) =>
        new(percent, cosine, ShareFrom(impostors, cosine), ShareFrom(mates, cosine));

    /// <param name="sorted">Ascending.</param>
    private static double ShareFrom(float[] sorted, float cosine)
    {
        var below = Array.FindIndex(sorted, value => value >= cosine);
        return below < 0 ? 0 : (sorted.Length - below) / (double)sorted.Length;
    }

    private static void Print(PairRates line) => Console.WriteLine(
        $"{line.Percent,7:f2}   {line.Cosine,6:f4}   {line.FalseMatchRate,16:e2}"
        + $"   {line.TrueMatchRate,15:P2}");
}

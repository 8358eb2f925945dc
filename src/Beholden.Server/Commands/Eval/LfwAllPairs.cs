using System.Text.Json;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>
/// What <c>eval lfw --all-pairs</c> prints: shares of pairs of one person that are accepted where one
/// in 1,000, in 10,000 and in 100,000 of the others is. Rates are 0..1, intervals are 95 %.
/// </summary>
/// <param name="Mates">Pairs of one person.</param>
/// <param name="Impostors">Pairs of two.</param>
internal sealed record AllPairsFigures(
    int Images,
    int People,
    int Mates,
    int Impostors,
    double TarAtFar001,
    double TarAtFar001Low95,
    double TarAtFar001High95,
    double TarAtFar0001,
    double TarAtFar0001Low95,
    double TarAtFar0001High95,
    double TarAtFar00001,
    double TarAtFar00001Low95,
    double TarAtFar00001High95,
    double Accuracy,
    int FacesMissed);

/// <summary>Compares every image of View 1 with every other.</summary>
internal static class LfwAllPairs
{
    private static readonly double[] Rates = [1e-3, 1e-4, 1e-5];

    /// <summary>Prints the figures; run by <c>eval lfw DIR --all-pairs</c>.</summary>
    /// <exception cref="EvalDataException">A list or a picture is missing or malformed.</exception>
    public static async Task<int> Run(
        string directory, bool json, FacePipeline faces, CancellationToken cancelled)
    {
        var (train, test) = LfwEval.View1Lists(directory);
        var known = await LfwEval.Embed(directory, [.. train, .. test], json, faces, cancelled);
        var pairs = PeoplePairs.Compare(Found(known), cancelled);
        var bands = pairs.TrueMatchRatesAt(Rates);
        var figures = new AllPairsFigures(
            known.Count, pairs.People, pairs.Mates, pairs.Impostors,
            bands[0].Rate, bands[0].Low95, bands[0].High95,
            bands[1].Rate, bands[1].Low95, bands[1].High95,
            bands[2].Rate, bands[2].Low95, bands[2].High95,
            LfwEval.View1(train, test, known).Accuracy,
            known.Values.Count(embedding => embedding is null));
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
            return 0;
        }

        Console.WriteLine($"LFW View 1: {figures.Images} images of {figures.People} people; "
            + $"{figures.Mates:N0} pairs of one person, {figures.Impostors:N0} of two");
        foreach (var (rate, band) in Rates.Zip(bands))
        {
            Console.WriteLine(
                $"TAR at FAR {rate:P3}   {band.Rate:P2} ({band.Low95:P2} to {band.High95:P2})");
        }

        Console.WriteLine($"Accuracy on DevTest   {figures.Accuracy:P2}");
        return 0;
    }

    internal static List<(string Person, Embedding Face)> Found(
        IReadOnlyDictionary<LfwImage, Embedding?> known) =>
        [.. known.Where(entry => entry.Value is not null)
            .OrderBy(entry => entry.Key.RelativePath, StringComparer.Ordinal)
            .Select(entry => (entry.Key.Person, entry.Value!))];
}

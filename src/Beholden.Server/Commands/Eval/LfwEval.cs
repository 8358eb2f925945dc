using System.Text.Json;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>What <c>eval lfw</c> prints; rates are fractions, 0..1.</summary>
/// <param name="View">1: threshold from DevTrain, accuracy on DevTest. 2: ten folds.</param>
/// <param name="Pairs">Pairs behind <paramref name="TarAtFar001"/>.</param>
/// <param name="Accuracy">View 1: on DevTest. View 2: the mean of ten folds.</param>
/// <param name="Spread">Standard error of the accuracy: binomial in View 1, over the folds in View 2.</param>
/// <param name="Threshold">Cosine. View 2: the mean of ten.</param>
/// <param name="TarAtFar001">Share of same-person pairs accepted where 0.1 % of the others are.</param>
/// <param name="FacesMissed">Pictures without a face found; their pairs count as different people.</param>
internal sealed record LfwFigures(
    int View,
    int Pairs,
    int Images,
    double Accuracy,
    double Spread,
    double Threshold,
    double TarAtFar001,
    int FacesMissed);

/// <summary>Face verification on Labeled Faces in the Wild, by its authors' two protocols.</summary>
internal static class LfwEval
{
    private const double FalseRate = 0.001;

    /// <summary>Prints the figures of View 2 where <c>pairs.txt</c> exists, else those of View 1.</summary>
    /// <exception cref="EvalDataException">A list or a picture is missing or malformed.</exception>
    public static async Task<int> Run(
        string directory, bool json, FacePipeline faces, CancellationToken cancelled)
    {
        var figures = await Measure(directory, json, faces, cancelled);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
            return 0;
        }

        var test = figures.View == 1 ? "on DevTest" : "over ten folds";
        Console.WriteLine($"LFW View {figures.View}: {figures.Images} images, {figures.Pairs} pairs");
        Console.WriteLine($"Accuracy {test}      {figures.Accuracy:P2} +- {figures.Spread:P2}");
        Console.WriteLine($"Threshold (cosine)       {figures.Threshold:f4}");
        Console.WriteLine($"TAR at FAR 0.1 %         {figures.TarAtFar001:P2}");
        Console.WriteLine($"Images without a face    {figures.FacesMissed}");
        return 0;
    }

    internal static async Task<LfwFigures> Measure(
        string directory, bool silent, FacePipeline faces, CancellationToken cancelled)
    {
        var list = Path.Combine(directory, "pairs.txt");
        if (File.Exists(list))
        {
            var folds = LfwPairs.Read(list);
            return View2(folds, await Embed(directory, folds, silent, faces, cancelled));
        }

        var (train, test) = View1Lists(directory);
        return View1(train, test, await Embed(directory, [.. train, .. test], silent, faces, cancelled));
    }

    internal static (IReadOnlyList<LfwPair> Train, IReadOnlyList<LfwPair> Test) View1Lists(
        string directory) =>
        (Dev(directory, "pairsDevTrain.txt"), Dev(directory, "pairsDevTest.txt"));

    internal static IReadOnlyList<LfwPair> Dev(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        return File.Exists(path) ? LfwPairs.Read(path) : throw new EvalDataException(
            $"{directory} has neither pairs.txt (View 2) nor {name} (View 1).");
    }

    internal static async Task<IReadOnlyDictionary<LfwImage, Embedding?>> Embed(
        string directory,
        IReadOnlyList<LfwPair> pairs,
        bool silent,
        FacePipeline faces,
        CancellationToken cancelled)
    {
        var images = pairs.SelectMany(pair => new[] { pair.Left, pair.Right }).Distinct().ToList();
        return await new LfwEmbedder(faces, new(directory, images[0])).All(images, silent, cancelled);
    }

    internal static LfwFigures View1(
        IReadOnlyList<LfwPair> train,
        IReadOnlyList<LfwPair> test,
        IReadOnlyDictionary<LfwImage, Embedding?> known)
    {
        var (trained, tested) = (Compare(train, known), Compare(test, known));
        var threshold = Verification.BestThreshold(trained);
        var accuracy = Verification.Accuracy(tested, threshold);
        Compared[] all = [.. trained, .. tested];
        return new(
            View: 1,
            all.Length,
            known.Count,
            accuracy,
            Math.Sqrt(accuracy * (1 - accuracy) / tested.Length),
            threshold,
            Verification.TrueAcceptRate(all, FalseRate),
            known.Values.Count(embedding => embedding is null));
    }

    private static LfwFigures View2(
        IReadOnlyList<LfwPair> pairs, IReadOnlyDictionary<LfwImage, Embedding?> known)
    {
        var all = Compare(pairs, known);
        var folds = pairs.Select(pair => pair.Fold).Distinct().Count();
        var (accuracies, thresholds) = (new double[folds], new double[folds]);
        for (var fold = 0; fold < folds; fold++)
        {
            var inside = all.Where((_, i) => pairs[i].Fold == fold).ToArray();
            var outside = all.Where((_, i) => pairs[i].Fold != fold).ToArray();
            var threshold = Verification.BestThreshold(outside);
            (accuracies[fold], thresholds[fold]) = (Verification.Accuracy(inside, threshold), threshold);
        }

        var mean = accuracies.Average();
        var variance = accuracies.Sum(a => (a - mean) * (a - mean)) / (folds - 1);
        return new(
            View: 2,
            all.Length,
            known.Count,
            mean,
            Math.Sqrt(variance / folds),
            thresholds.Average(),
            Verification.TrueAcceptRate(all, FalseRate),
            known.Values.Count(embedding => embedding is null));
    }

    private static Compared[] Compare(
        IReadOnlyList<LfwPair> pairs, IReadOnlyDictionary<LfwImage, Embedding?> known) =>
        [.. pairs.Select(pair => new Compared(Cosine(known[pair.Left], known[pair.Right]), pair.Same))];

    private static float Cosine(Embedding? a, Embedding? b) =>
        a is null || b is null ? -1f : Embedding.Cosine(a, b);
}

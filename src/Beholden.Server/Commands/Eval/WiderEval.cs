using System.Diagnostics;
using System.Text.Json;
using Beholden.Vision.Detection;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Eval;

/// <summary>What <c>eval wider</c> prints.</summary>
/// <param name="Ap50px">
/// Average precision, 0..1, for faces at least 50 pixels high; likewise the others.
/// </param>
/// <param name="MsPerImage">Median milliseconds from decoded pixels to faces, one thread.</param>
internal sealed record WiderFigures(
    string Detector, int Images, double Ap50px, double Ap30px, double Ap10px, double MsPerImage);

/// <summary>Face detection on pictures annotated like WIDER FACE.</summary>
internal static class WiderEval
{
    private const float ScoreFloor = 0.05f; // The protocol's.
    private const string TruthDefault = "wider_dev_gt.txt";
    private static readonly string[] Layouts = ["images", ""];

    /// <param name="truthFile">Null: the folder's own.</param>
    /// <param name="finder">One thread, so that the time is comparable.</param>
    /// <exception cref="EvalDataException">The truth or a picture is missing or malformed.</exception>
    public static async Task<int> Run(
        string directory, string? truthFile, bool json, FaceFinder finder, CancellationToken cancelled)
    {
        var truth = Truth(directory, truthFile);
        var (found, times) = await Find(directory, truth, json, finder, cancelled);
        var figures = Figures(finder, found, times);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
            return 0;
        }

        Console.WriteLine($"{figures.Detector} on {figures.Images} images, IoU 0.5");
        Console.WriteLine(
            "AP for faces >= 50 / 30 / 10 px   "
            + $"{figures.Ap50px:f3} / {figures.Ap30px:f3} / {figures.Ap10px:f3}");
        Console.WriteLine($"Median time per image, 1 thread   {figures.MsPerImage:f1} ms");
        return PrintOperatingPoints(finder.Detector, found);
    }

    /// <param name="truthFile">Null: the folder's own.</param>
    public static IReadOnlyList<WiderImage> Truth(string directory, string? truthFile) =>
        WiderTruth.Read(truthFile ?? FindTruth(directory));

    public static Task<byte[]> Bytes(string directory, WiderImage picture, CancellationToken cancelled) =>
        File.ReadAllBytesAsync(PathOf(directory, picture), cancelled);

    internal static async
        Task<(IReadOnlyList<(WiderImage, IReadOnlyList<FoundFace>)> Found, double[] Ms)> Find(
        string directory,
        IReadOnlyList<WiderImage> truth,
        bool silent,
        FaceFinder finder,
        CancellationToken cancelled)
    {
        var found = new List<(WiderImage, IReadOnlyList<FoundFace>)>();
        var times = new List<double>();
        await Progress.Each(
            truth,
            "Photos of WIDER",
            silent,
            atOnce: 1,
            async (picture, token) =>
            {
                var image = Decode.Upright(await Bytes(directory, picture, token));
                var start = Stopwatch.GetTimestamp();
                found.Add((picture, finder.Find(image, ScoreFloor, token)));
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            },
            cancelled);
        return (found, [.. times]);
    }

    internal static WiderFigures Figures(
        FaceFinder finder,
        IReadOnlyList<(WiderImage, IReadOnlyList<FoundFace>)> found,
        double[] times) => new(
        finder.Detector.ModelId,
        found.Count,
        DetectionScore.AveragePrecision(found, 50),
        DetectionScore.AveragePrecision(found, 30),
        DetectionScore.AveragePrecision(found, 10),
        Math.Round(Median(times), 2));

    /// <summary>
    /// What a score floor costs and gains, for the choice of <see cref="IFaceDetector.ScoreMin"/>.
    /// </summary>
    private static int PrintOperatingPoints(
        IFaceDetector detector, IReadOnlyList<(WiderImage, IReadOnlyList<FoundFace>)> found)
    {
        Console.WriteLine("score >=   precision and recall, faces >= 50 px   >= 20 px");
        foreach (var score in new[] { 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 0.95f })
        {
            var (large, small) = (DetectionScore.At(found, 50, score), DetectionScore.At(found, 20, score));
            Console.WriteLine(
                $"{score:f2}       {large.Precision:f3} {large.Recall:f3}"
                + $"                          {small.Precision:f3} {small.Recall:f3}");
        }

        Console.WriteLine($"Answers start at a score of {detector.ScoreMin:f2}.");
        return 0;
    }

    private static string FindTruth(string directory)
    {
        var usual = Path.Combine(directory, TruthDefault);
        if (File.Exists(usual))
        {
            return usual;
        }

        var candidates = Directory.Exists(directory) ? Directory.GetFiles(directory, "*_gt.txt") : [];
        return candidates.Length == 1 ? candidates[0] : throw new EvalDataException(
            $"{directory} has {candidates.Length} files named *_gt.txt; name one with --gt.");
    }

    private static string PathOf(string directory, WiderImage picture) =>
        Layouts
            .Select(folder => Path.Combine(directory, folder, picture.Name))
            .FirstOrDefault(File.Exists)
        ?? throw new EvalDataException(
            $"{picture.Name} lies neither in {directory} nor in its images folder.");

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1
            ? values[values.Length / 2]
            : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}

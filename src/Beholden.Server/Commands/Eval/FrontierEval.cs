using System.Text.Json;
using Beholden.Vision.Detection;

namespace Beholden.Server.Commands.Eval;

/// <summary>One point of <see cref="FrontierFigures"/>.</summary>
/// <param name="Name">A plan's, or that of the default plan with another cap.</param>
internal sealed record FrontierPoint(
    string Name, float CapMs, double MsPerImage, double Ap50px, double Ap30px, double Ap10px);

/// <summary>What <c>eval frontier</c> prints.</summary>
internal sealed record FrontierFigures(string Detector, int Images, IReadOnlyList<FrontierPoint> Points);

/// <summary>What time buys: the accuracy of one detector on WIDER's photos with ever larger caps.</summary>
internal static class FrontierEval
{
    private static readonly float[] CapsMs = [8, 25, 40, 60, 150];

    /// <param name="finder">Gives the detector; one thread, so that the time is comparable.</param>
    /// <exception cref="EvalDataException">The truth or a picture is missing or malformed.</exception>
    public static async Task<int> Run(
        string directory, string? truthFile, bool json, FaceFinder finder, CancellationToken cancelled)
    {
        var truth = WiderEval.Truth(directory, truthFile);
        var points = new List<FrontierPoint>();
        foreach (var plan in Plans())
        {
            var planned = new FaceFinder(finder.Detector, plan, threads: 1);
            var (found, times) = await WiderEval.Find(directory, truth, json, planned, cancelled);
            var figures = WiderEval.Figures(planned, found, times);
            points.Add(new(
                plan.Name, plan.CapMs, figures.MsPerImage, figures.Ap50px, figures.Ap30px, figures.Ap10px));
            if (!json)
            {
                Console.WriteLine(
                    $"{plan.Name,-16} {figures.MsPerImage,6:f1} ms   AP for faces >= 50 / 30 / 10 px   "
                    + $"{figures.Ap50px:f3} / {figures.Ap30px:f3} / {figures.Ap10px:f3}");
            }
        }

        if (json)
        {
            var figures = new FrontierFigures(finder.Detector.ModelId, truth.Count, points);
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        }

        return 0;
    }

    /// <summary>The named plans that differ for upright faces, and the default with other caps.</summary>
    private static IEnumerable<DetectionPlan> Plans() =>
        CapsMs.Select(cap => DetectionPlan.Default with { Name = $"cap {cap} ms", CapMs = cap })
            .Append(DetectionPlan.Fast)
            .Append(DetectionPlan.Default)
            .OrderBy(plan => plan.CapMs);
}

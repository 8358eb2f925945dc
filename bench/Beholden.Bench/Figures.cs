using System.Text.Json.Nodes;

namespace Beholden.Bench;

/// <summary>What a benchmark saw.</summary>
/// <param name="Times">One entry per call, in milliseconds.</param>
/// <param name="PerSecond">Calls, or images, a second over the whole run.</param>
/// <param name="PeakMb">The most memory the server held, in MB (10⁶ bytes).</param>
internal sealed record Figures(IReadOnlyList<double> Times, double PerSecond, double PeakMb)
{
    /// <summary>Figures of this benchmark alone, by their names in the JSON object.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> More { get; init; } = [];

    public void Print(string name, bool json)
    {
        var sorted = Times.Order().ToList();
        var figures = new JsonObject
        {
            ["name"] = name,
            ["calls"] = sorted.Count,
            ["p50Ms"] = Math.Round(Quantile(sorted, 0.50), 2),
            ["p25Ms"] = Math.Round(Quantile(sorted, 0.25), 2),
            ["p75Ms"] = Math.Round(Quantile(sorted, 0.75), 2),
            ["p99Ms"] = Math.Round(Quantile(sorted, 0.99), 2),
            ["perSecond"] = Math.Round(PerSecond, 1),
            ["peakMb"] = Math.Round(PeakMb, 0),
            ["cores"] = Environment.ProcessorCount,
        };
        foreach (var (member, figure) in More)
        {
            figures[member] = Math.Round(figure, 2);
        }

        Console.Out.WriteLine(json
            ? figures.ToJsonString()
            : string.Join(Environment.NewLine, figures.Select(figure => $"{figure.Key,14}  {figure.Value}")));
    }

    private static double Quantile(List<double> sorted, double share)
        => sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, Math.Floor(share * sorted.Count))];
}

/// <summary>The benchmark needs something that is not here. The sentence says what.</summary>
internal sealed class MissingDataException(string sentence) : Exception(sentence);

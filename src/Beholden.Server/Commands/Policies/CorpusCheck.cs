using System.Text.Json;
using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Corpus;
using Beholden.Oversight.Cedar.Official;

namespace Beholden.Server.Commands.Policies;

/// <summary><c>beholden policy corpus</c>: 1 where any request is answered otherwise than expected.</summary>
internal static class CorpusCheck
{
    public const string Own = "own";
    public const string Official = "official";

    private const int DifferencesShown = 20;

    /// <param name="weightsFolder">Where the official engine is; null for the own evaluator.</param>
    /// <exception cref="Failure">The folder holds no case, or the official engine is absent.</exception>
    public static async Task<int> Run(
        string folder, string? weightsFolder, bool json, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new Failure($"There is no folder {folder}.");
        }

        try
        {
            using var engine = weightsFolder is null ? null : OfficialEngine.Load(weightsFolder);
            CorpusFigures? figures = null;
            await Progress.Show("Cases", Cases(folder), json, step => Task.Run(
                () => figures = CorpusRun.Run(
                    folder, engine, TimeProvider.System, _ => step(), cancellation),
                cancellation));
            return Tell(figures!, folder, json);
        }
        catch (Exception e) when (e is OfficialEngineException or CedarDataException)
        {
            throw new Failure(e.Message);
        }
    }

    private static int Cases(string folder) =>
        Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Count(path => !path.EndsWith(".entities.json", StringComparison.Ordinal));

    private static int Tell(CorpusFigures figures, string folder, bool json)
    {
        if (figures.Requests == 0)
        {
            throw new Failure($"{folder} holds no case of Cedar's integration tests.");
        }

        var shown = figures.Differences.Take(DifferencesShown).ToList();
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    cases = figures.Cases,
                    requests = figures.Requests,
                    agree = figures.Agreeing,
                    p50Ms = Quantile(figures, 0.50),
                    p99Ms = Quantile(figures, 0.99),
                    differences = shown,
                },
                JsonSerializerOptions.Web));
        }
        else
        {
            foreach (var one in shown)
            {
                Console.Error.WriteLine(
                    $"{one.Case}: {one.Request}\n  expected {one.Expected}\n  found {one.Found}");
            }

            Console.Out.WriteLine(
                $"{figures.Cases} cases; a decision takes {Quantile(figures, 0.50):0.000} ms, "
                + $"at most {Quantile(figures, 0.99):0.000} ms in 99 of 100.");
            Console.Out.WriteLine($"{figures.Agreeing} of {figures.Requests} requests agree");
        }

        return figures.Agreeing == figures.Requests ? ExitCode.Done : ExitCode.Partly;
    }

    private static double Quantile(CorpusFigures figures, double share) => figures.Milliseconds.Count == 0
        ? 0
        : Math.Round(figures.Milliseconds[(int)(share * (figures.Milliseconds.Count - 1))], 4);
}

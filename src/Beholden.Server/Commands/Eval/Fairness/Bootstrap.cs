namespace Beholden.Server.Commands.Eval.Fairness;

/// <summary>What a group adds up to: errors, or years, over a number of faces or pairs.</summary>
internal readonly record struct Tally(double Sum, double N)
{
    public double Rate => Sum / N;

    /// <summary>Half an error more on each side keeps ratios finite where a group has none.</summary>
    public double Smoothed => (Sum + 0.5) / (N + 1);
}

/// <summary>
/// Draws pictures or people again, with replacement, and counts anew. Faces of one picture and pairs of one
/// person are not independent, so they are drawn together.
/// </summary>
internal static class Bootstrap
{
    /// <summary>The 2.5th percentile is then the 50th of the sorted rates.</summary>
    public const int Resamples = 2000;

    /// <summary>The same figures each time.</summary>
    private const int Seed = 20;

    /// <param name="count">Given how often each cluster was drawn, the tally of each group.</param>
    /// <returns>One row of tallies for each resample.</returns>
    public static IReadOnlyList<Tally[]> Run(
        int clusters, Func<int[], Tally[]> count, CancellationToken cancelled)
    {
        var random = new Random(Seed);
        var rows = new List<Tally[]>(Resamples);
        for (var i = 0; i < Resamples; i++)
        {
            cancelled.ThrowIfCancellationRequested();
            var weights = new int[clusters];
            for (var drawn = 0; drawn < clusters; drawn++)
            {
                weights[random.Next(clusters)]++;
            }

            rows.Add(count(weights));
        }

        return rows;
    }

    /// <returns>The middle 95 of 100 values; resamples without the group are left out.</returns>
    public static (double Low, double High) Middle(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        return sorted.Length == 0
            ? (double.NaN, double.NaN)
            : (sorted[(int)(sorted.Length * 0.025)], sorted[(int)Math.Ceiling(sorted.Length * 0.975) - 1]);
    }
}

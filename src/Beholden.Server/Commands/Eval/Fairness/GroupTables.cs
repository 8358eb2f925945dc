namespace Beholden.Server.Commands.Eval.Fairness;

/// <param name="Cluster">The picture or person that it comes from.</param>
/// <param name="Value">1 for an error, 0 for none; or years.</param>
internal readonly record struct Observation(string Cluster, string Group, double Value);

/// <summary>Makes tables with intervals from what was counted.</summary>
internal static class GroupTables
{
    /// <summary>A table of observations that are independent but for their cluster.</summary>
    /// <param name="groups">In the order of the table; groups without an observation are left out.</param>
    public static GroupTable Of(
        Measure measure,
        IReadOnlyList<string> groups,
        IReadOnlyList<Observation> seen,
        CancellationToken cancelled)
    {
        var known = groups.Where(group => seen.Any(o => o.Group == group)).ToList();
        var clusters = seen.Where(o => known.Contains(o.Group)).GroupBy(o => o.Cluster)
            .Select(cluster => known.Select(group => Sum(cluster.Where(o => o.Group == group))).ToArray())
            .ToList();

        Tally[] Count(int[] weights)
        {
            var tallies = new Tally[known.Count];
            for (var i = 0; i < weights.Length; i++)
            {
                for (var g = 0; weights[i] > 0 && g < tallies.Length; g++)
                {
                    var part = clusters[i][g];
                    tallies[g] = new(
                        tallies[g].Sum + (weights[i] * part.Sum), tallies[g].N + (weights[i] * part.N));
                }
            }

            return tallies;
        }

        var sizes = known.Select((_, g) => clusters.Count(cluster => cluster[g].N > 0)).ToList();
        return Make(measure, known, sizes, clusters.Count, Count, arePairs: false, cancelled);
    }

    /// <param name="sizes">Clusters of each group.</param>
    /// <param name="count">As <see cref="Bootstrap.Run"/> takes it.</param>
    /// <param name="arePairs">
    /// Each cluster is in many observations, so their number says nothing about the interval.
    /// </param>
    public static GroupTable Make(
        Measure measure,
        IReadOnlyList<string> groups,
        IReadOnlyList<int> sizes,
        int clusters,
        Func<int[], Tally[]> count,
        bool arePairs,
        CancellationToken cancelled)
    {
        var ones = new int[clusters];
        Array.Fill(ones, 1);
        var truth = count(ones);
        var drawn = Bootstrap.Run(clusters, count, cancelled);
        var figures = groups
            .Select((group, g) => Figure(
                measure, group, sizes[g], truth[g], [.. drawn.Select(row => row[g].Rate)], arePairs))
            .ToList();
        var firm = Enumerable.Range(0, groups.Count).Where(g => figures[g].IsSufficient).ToList();
        return new(
            measure.Id, measure.Title, measure.By, measure.Unit, measure.ClusterName, figures,
            [
                Ratio("max/min", measure, firm, truth, drawn, rates => rates.Max() / rates.Min()),
                Ratio("max/geometric mean", measure, firm, truth, drawn, OverGeometricMean),
            ]);
    }

    private static Tally Sum(IEnumerable<Observation> part) =>
        part.Aggregate(default(Tally), (sum, o) => new(sum.Sum + o.Value, sum.N + 1));

    /// <summary>
    /// The bootstrap's interval; for a share never narrower than Wilson's, and Wilson's over the clusters
    /// where all or none are errors, since drawing again then shows no spread at all.
    /// </summary>
    private static GroupFigure Figure(
        Measure measure, string group, int clusters, Tally tally, double[] drawn, bool arePairs)
    {
        var (low, high) = Bootstrap.Middle(drawn);
        if (measure.IsShare && (tally.Sum == 0 || tally.Sum == tally.N))
        {
            (low, high) = Eval.Figure.Wilson(tally.Rate, clusters);
        }
        else if (measure.IsShare && !arePairs)
        {
            var wilson = Eval.Figure.Wilson(tally.Rate, tally.N);
            (low, high) = (Math.Min(low, wilson.Low), Math.Max(high, wilson.High));
        }

        var isEnough = tally.N >= Measure.CountMin && clusters >= Measure.ClustersMin
            && high - low <= measure.WidthMax
            && (measure.FactorMax is not { } factor || (low > 0 && high / low <= factor));
        var verdict = group == GroupFigure.Unsure ? GroupFigure.NoGroup
            : isEnough ? GroupFigure.Ok
            : GroupFigure.Insufficient;
        return new(
            group, (long)tally.N, clusters, measure.IsShare ? (long)tally.Sum : null, tally.Rate, low, high,
            verdict);
    }

    private static GroupRatio Ratio(
        string name,
        Measure measure,
        List<int> firm,
        Tally[] truth,
        IReadOnlyList<Tally[]> drawn,
        Func<IReadOnlyList<double>, double> ratio)
    {
        if (firm.Count < 2)
        {
            return new(name, firm.Count, null, null, null, GroupFigure.Insufficient);
        }

        double Of(Tally[] row) => ratio(
            [.. firm.Select(g => measure.IsShare ? row[g].Smoothed : row[g].Rate)]);
        var (low, high) = Bootstrap.Middle(drawn.Select(Of));
        return new(
            name, firm.Count, Of(truth), low, high,
            high / low <= Measure.RatioFactorMax ? GroupFigure.Ok : GroupFigure.Insufficient);
    }

    private static double OverGeometricMean(IReadOnlyList<double> rates) =>
        rates.Max() / Math.Exp(rates.Average(Math.Log));
}

namespace Beholden.Oversight.Purposes;

/// <summary>A similarity and how often two different people reach it, by the calibration card.</summary>
/// <param name="Percent">0..100.</param>
/// <param name="FalseMatchRateHigh95">0..1, the upper end of the 95 % interval.</param>
public sealed record FloorPoint(double Percent, double FalseMatchRateHigh95);

/// <summary>
/// Turns "at most one false candidate in N searches" into the similarity that a search of so many faces
/// needs, as far as the calibration data reach.
/// </summary>
/// <remarks>
/// Of n faces of other people, n times the false-match rate reach a similarity on average, and one search in
/// N may show one of them. The interval's upper end is taken, since the claim must hold and not the guess.
/// </remarks>
/// <param name="points">Growing in percent.</param>
/// <param name="reachPercent">The highest similarity that the data can judge.</param>
/// <param name="reachRateHigh95">Its false-match rate's upper end.</param>
public sealed class Floor(IReadOnlyList<FloorPoint> points, double reachPercent, double reachRateHigh95)
{
    private const int DecimalsShown = 2; // Of a threshold that people copy; rounded up.

    private readonly List<FloorPoint> curve =
    [
        .. points.Where(point => point.Percent < reachPercent), new(reachPercent, reachRateHigh95),
    ];

    /// <summary>The most faces for which the data support the claim.</summary>
    public int FacesMax(int searches) => (int)Math.Min(int.MaxValue, 1 / (searches * reachRateHigh95));

    /// <summary>
    /// The least similarity that keeps the claim, in percent with two decimals; that of the reach beyond it.
    /// </summary>
    /// <param name="searches">N of "one false candidate in N searches".</param>
    /// <param name="faces">Faces that are compared; 0 counts as 1.</param>
    public decimal RequiredPercent(int searches, long faces)
    {
        var rate = 1.0 / searches / Math.Max(1, faces);
        var percent = curve[^1].Percent;
        // From the strictest down: the rates' upper ends need not fall strictly with the similarity.
        for (var i = curve.Count - 1; i >= 0 && curve[i].FalseMatchRateHigh95 <= rate; i--)
        {
            percent = i == 0 ? curve[0].Percent : Between(curve[i - 1], curve[i], rate);
        }

        var scale = (decimal)Math.Pow(10, DecimalsShown);
        return Math.Min(100, decimal.Ceiling((decimal)percent * scale) / scale);
    }

    /// <summary>
    /// Between two points the rate's logarithm runs about straight (docs/decisions/0002-similarity.md).
    /// </summary>
    private static double Between(FloorPoint below, FloorPoint above, double rate)
    {
        if (below.FalseMatchRateHigh95 <= rate)
        {
            return below.Percent;
        }

        var (from, to) = (Math.Log(below.FalseMatchRateHigh95), Math.Log(above.FalseMatchRateHigh95));
        var share = from == to ? 1 : (from - Math.Log(rate)) / (from - to);
        return below.Percent + (share * (above.Percent - below.Percent));
    }
}

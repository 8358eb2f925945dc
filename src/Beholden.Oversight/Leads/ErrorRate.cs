namespace Beholden.Oversight.Leads;

/// <summary>How often somebody was wrong where the answer was known, and how sure that is.</summary>
/// <param name="Rate">0..1; null where nothing was asked yet.</param>
/// <param name="Low95">0..1, the lower end of the 95 % interval; 0 without a rate.</param>
/// <param name="High95">0..1, the upper end; 1 without a rate.</param>
public readonly record struct ErrorRate(double? Rate, double Low95, double High95)
{
    private const double Z95 = 1.959964; // The normal distribution's 97.5th percentile.

    /// <summary>Wilson's score interval, which holds for few answers too.</summary>
    /// <remarks>E. B. Wilson, JASA 22 (1927), 209.</remarks>
    public static ErrorRate Of(long errors, long answers)
    {
        if (answers == 0)
        {
            return new(null, 0, 1);
        }

        var (rate, square) = ((double)errors / answers, Z95 * Z95);
        var middle = rate + (square / (2 * answers));
        var half = Z95 * Math.Sqrt(((rate * (1 - rate)) + (square / (4 * answers))) / answers);
        var whole = 1 + (square / answers);
        return new(rate, Math.Max(0, (middle - half) / whole), Math.Min(1, (middle + half) / whole));
    }
}

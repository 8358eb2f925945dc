namespace Beholden.Server.Commands.Eval;

/// <summary>One measured figure and the interval that holds its true value 95 times of 100.</summary>
/// <param name="Value">A rate is 0..1; other units are in the name.</param>
/// <param name="N">Pictures behind it.</param>
internal sealed record Figure(string Name, double Value, int N, double Low95, double High95)
{
    private const double Z = 1.96; // Two-sided 95 % of the normal distribution.

    /// <summary>A share, with Wilson's interval (JASA 22:209, 1927), which holds near 0 and 1 too.</summary>
    public static Figure Rate(string name, IReadOnlyCollection<bool> hits)
    {
        var p = hits.Count(hit => hit) / (double)hits.Count;
        var (low, high) = Wilson(p, hits.Count);
        return new(name, p, hits.Count, low, high);
    }

    /// <param name="p">The share seen, 0..1, of <paramref name="n"/>.</param>
    public static (double Low, double High) Wilson(double p, double n)
    {
        var middle = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n))) / (1 + (Z * Z / n));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>A mean, with the normal interval.</summary>
    public static Figure Mean(string name, IReadOnlyCollection<double> values)
    {
        var n = values.Count;
        var mean = values.Average();
        var variance = n > 1 ? values.Sum(v => (v - mean) * (v - mean)) / (n - 1) : 0;
        var half = Z * Math.Sqrt(variance / n);
        return new(name, mean, n, mean - half, mean + half);
    }

    /// <summary>The mean of rates over groups that count alike.</summary>
    public static Figure MeanOfRates(string name, IReadOnlyCollection<Figure> rates)
    {
        var mean = rates.Average(rate => rate.Value);
        var variance = rates.Sum(rate => rate.Value * (1 - rate.Value) / rate.N);
        var half = Z * Math.Sqrt(variance) / rates.Count;
        return new(name, mean, rates.Sum(rate => rate.N), mean - half, mean + half);
    }
}

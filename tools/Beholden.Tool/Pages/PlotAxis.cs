using System.Globalization;

namespace Beholden.Tool.Pages;

/// <summary>A span of values and where they lie on it.</summary>
/// <param name="Title">With its unit.</param>
/// <param name="IsLog">Equal factors are equally long; both ends are then above 0.</param>
internal sealed record PlotAxis(string Title, double From, double To, bool IsLog = false)
{
    private const int StepsMax = 6;

    private static readonly double[] RoundSteps = [1, 2, 5, 10];

    /// <summary>A scale that starts at zero and reaches a round number above the largest value.</summary>
    public static PlotAxis FromZero(string title, double largest)
    {
        var step = Step(largest > 0 ? largest : 1);
        return new(title, 0, Math.Ceiling((largest > 0 ? largest : 1) / step) * step);
    }

    /// <summary>A logarithmic scale over whole powers of ten.</summary>
    public static PlotAxis Decades(string title, double smallest, double largest) => new(
        title,
        Math.Pow(10, Math.Floor(Math.Log10(smallest))),
        Math.Pow(10, Math.Ceiling(Math.Log10(largest))),
        IsLog: true);

    /// <summary>0 at the axis's start, 1 at its end; values beyond are put on the end.</summary>
    public double Share(double value)
    {
        var share = IsLog
            ? Math.Log(Math.Max(value, From) / From) / Math.Log(To / From)
            : (value - From) / (To - From);
        return Math.Clamp(share, 0, 1);
    }

    public IReadOnlyList<(double Value, string Label)> Ticks()
    {
        var values = IsLog ? LogTicks() : LinearTicks();
        return [.. values.Select(value => (value, value.ToString("0.######", CultureInfo.InvariantCulture)))];
    }

    private static double Step(double span)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(span / StepsMax)));
        return RoundSteps.Select(factor => factor * power)
            .First(step => span / step <= StepsMax + 1e-9);
    }

    private IEnumerable<double> LinearTicks()
    {
        var step = Step(To - From);
        for (var i = Math.Ceiling((From / step) - 1e-9); i * step <= To + (step * 1e-9); i++)
        {
            yield return Math.Round(i * step, 12) + 0.0; // Turns -0 into 0.
        }
    }

    private IEnumerable<double> LogTicks()
    {
        // Within two decades the powers alone would leave an empty scale.
        int[] factors = To / From > 100 ? [1] : [1, 2, 5];
        for (var power = (int)Math.Floor(Math.Log10(From)); power <= Math.Log10(To) + 1e-9; power++)
        {
            foreach (var value in factors.Select(factor => Math.Round(factor * Math.Pow(10, power), 12)))
            {
                if (value >= From * (1 - 1e-9) && value <= To * (1 + 1e-9))
                {
                    yield return value;
                }
            }
        }
    }
}

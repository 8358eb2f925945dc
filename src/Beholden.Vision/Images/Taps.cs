namespace Beholden.Vision.Images;

/// <summary>
/// For one axis of a resize: which source pixels make each output pixel, and with which weight.
/// </summary>
internal sealed class Taps
{
    private readonly int[] firsts;
    private readonly int[] counts;
    private readonly float[] weights;
    private readonly int room;

    /// <param name="start">Where the cut begins, in source pixels.</param>
    /// <param name="length">How long it is, in source pixels.</param>
    /// <param name="outputs">Pixels that it becomes.</param>
    /// <param name="available">Source pixels on this axis; outside, the edge pixel repeats.</param>
    public Taps(float start, float length, int outputs, int available, Shrinking shrinking)
    {
        var step = length / outputs;
        var reach = shrinking == Shrinking.Averages ? Math.Max(1f, step) : 1f;
        room = (int)Math.Ceiling(2 * reach) + 1;
        (firsts, counts, weights) = (new int[outputs], new int[outputs], new float[outputs * room]);
        First = available - 1;
        for (var i = 0; i < outputs; i++)
        {
            // Pixel centres lie at halves.
            var centre = start + ((i + 0.5f) * step) - 0.5f;
            Fill(i, centre, reach, available);
            First = Math.Min(First, firsts[i]);
            Last = Math.Max(Last, firsts[i] + counts[i] - 1);
        }
    }

    /// <summary>First source pixel that any output needs.</summary>
    public int First { get; }

    /// <summary>Last source pixel that any output needs.</summary>
    public int Last { get; }

    /// <summary>Weights, which sum to 1, of the source pixels from <paramref name="first"/> on.</summary>
    public ReadOnlySpan<float> Of(int output, out int first)
    {
        first = firsts[output];
        return weights.AsSpan(output * room, counts[output]);
    }

    private void Fill(int output, float centre, float reach, int available)
    {
        var (low, high) = ((int)Math.Floor(centre - reach) + 1, (int)Math.Ceiling(centre + reach) - 1);
        var first = Math.Clamp(low, 0, available - 1);
        var own = weights.AsSpan(output * room, room);
        float sum = 0;
        for (var at = low; at <= high; at++)
        {
            var weight = 1 - (Math.Abs(at - centre) / reach);
            own[Math.Clamp(at, 0, available - 1) - first] += weight;
            sum += weight;
        }

        (firsts[output], counts[output]) = (first, Math.Clamp(high, 0, available - 1) - first + 1);
        foreach (ref var weight in own)
        {
            weight /= sum;
        }
    }
}

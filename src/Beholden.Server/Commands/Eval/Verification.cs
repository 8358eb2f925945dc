namespace Beholden.Server.Commands.Eval;

/// <summary>One comparison: how alike the two faces looked, and whether they are one person's.</summary>
internal readonly record struct Compared(float Cosine, bool Same);

/// <summary>
/// Error rates of 1:1 verification. Pairs at or above the threshold count as the same person.
/// </summary>
internal static class Verification
{
    /// <summary>The share of right decisions, 0..1.</summary>
    public static double Accuracy(IReadOnlyCollection<Compared> pairs, float threshold) =>
        pairs.Count(pair => pair.Same == pair.Cosine >= threshold) / (double)pairs.Count;

    /// <summary>The cosine that decides most pairs rightly; of several, the middle one.</summary>
    public static float BestThreshold(IReadOnlyCollection<Compared> pairs)
    {
        var sorted = pairs.OrderBy(pair => pair.Cosine).ToArray();

        // A cut below everything calls all pairs the same person.
        var right = sorted.Count(pair => pair.Same);
        var (most, best) = (right, new List<float> { sorted[0].Cosine });
        for (var i = 0; i < sorted.Length; i++)
        {
            right += sorted[i].Same ? -1 : 1;
            var last = i == sorted.Length - 1;
            if (right < most || (!last && sorted[i].Cosine == sorted[i + 1].Cosine))
            {
                continue;
            }

            if (right > most)
            {
                best.Clear();
                most = right;
            }

            best.Add(
                last ? MathF.BitIncrement(sorted[i].Cosine) : (sorted[i].Cosine + sorted[i + 1].Cosine) / 2);
        }

        return best[best.Count / 2];
    }

    /// <summary>
    /// The share of same-person pairs accepted, 0..1, at the lowest threshold that accepts no more than
    /// <paramref name="falseRate"/> of the others.
    /// </summary>
    public static double TrueAcceptRate(IReadOnlyCollection<Compared> pairs, double falseRate)
    {
        var threshold = ThresholdAt(
            [.. pairs.Where(pair => !pair.Same).Select(pair => pair.Cosine)], falseRate);
        return pairs.Count(pair => pair.Same && pair.Cosine >= threshold)
            / (double)pairs.Count(pair => pair.Same);
    }

    /// <summary>The lowest threshold that accepts at most this share of the impostors.</summary>
    /// <param name="impostors">Is sorted in place.</param>
    public static float ThresholdAt(float[] impostors, double falseRate)
    {
        Array.Sort(impostors);
        var accepted = (int)(impostors.Length * falseRate);
        return accepted >= impostors.Length
            ? impostors[0]
            : MathF.BitIncrement(impostors[impostors.Length - 1 - accepted]);
    }
}

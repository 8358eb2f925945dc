using System.Numerics.Tensors;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>A rate and the interval that holds its true value 95 times of 100; all 0..1.</summary>
internal readonly record struct RateBand(double Rate, double Low95, double High95);

/// <summary>Every face compared with every other: pairs of one person and pairs of two.</summary>
/// <remarks>
/// Pairs share faces, so they are not independent. Intervals come from a bootstrap over people: each of
/// <see cref="Resamples"/> rounds draws as many people as there are, with replacement, and a pair counts as
/// often as the people in it were drawn. The draws are seeded, so the same faces give the same intervals.
/// </remarks>
internal sealed class PeoplePairs
{
    private const int Resamples = 200;
    private const int Seed = 20;

    // Likest first. A pair is known by its two people, 16 bits each.
    private readonly float[] impostors;
    private readonly uint[] impostorPeople;
    private readonly float[] mates;
    private readonly uint[] matePeople;
    private readonly int[] facesOf;

    private PeoplePairs(
        (float[] Cosines, uint[] People) impostors, (float[] Cosines, uint[] People) mates, int[] facesOf)
    {
        (this.impostors, impostorPeople) = impostors;
        (this.mates, matePeople) = mates;
        this.facesOf = facesOf;
    }

    public int Impostors => impostors.Length;

    public int Mates => mates.Length;

    public int People => facesOf.Length;

    /// <exception cref="EvalDataException">
    /// More than 65,535 people, or no two faces of one person, or none of two.
    /// </exception>
    public static PeoplePairs Compare(
        IReadOnlyCollection<(string Person, Embedding Face)> faces, CancellationToken cancelled)
    {
        var names = faces.Select(face => face.Person).Distinct().Order(StringComparer.Ordinal).ToArray();
        var who = faces.Select(face => (ushort)Array.BinarySearch(names, face.Person, StringComparer.Ordinal))
            .ToArray();
        var units = faces.Select(face => face.Face.Unit).ToArray();
        var (cosines, people) = (new List<float>(), new List<uint>());
        var (mateCosines, matePeople) = (new List<float>(), new List<uint>());
        for (var i = 0; i < units.Length; i++)
        {
            cancelled.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
            {
                var isOne = who[i] == who[j];
                (isOne ? mateCosines : cosines).Add(TensorPrimitives.Dot(units[i].Span, units[j].Span));
                (isOne ? matePeople : people).Add(((uint)who[i] << 16) | who[j]);
            }
        }

        if (names.Length > ushort.MaxValue || cosines.Count == 0 || mateCosines.Count == 0)
        {
            throw new EvalDataException(
                $"{faces.Count} faces of {names.Length} people do not make pairs of both kinds.");
        }

        var counts = who.CountBy(person => person).OrderBy(pair => pair.Key).Select(pair => pair.Value);
        return new(LikestFirst(cosines, people), LikestFirst(mateCosines, matePeople), [.. counts]);
    }

    /// <summary>The lowest threshold that accepts at most this share of pairs of different people.</summary>
    public float CosineAt(double falseMatchRate) =>
        Above(impostors, (long)(impostors.Length * falseMatchRate));

    /// <summary>The threshold that this share of pairs of one person reaches.</summary>
    public float MateCosineAt(double share) => mates[(int)((mates.Length - 1) * share)];

    /// <summary>For each threshold the share of pairs of different people at or above it.</summary>
    public RateBand[] FalseMatchRates(IReadOnlyList<float> cosines) => Bands(
        [.. cosines.Select(cosine => CountFrom(impostors, cosine) / (double)impostors.Length)],
        weights =>
        {
            var sums = Sums(impostorPeople, weights, [.. cosines.Select(c => CountFrom(impostors, c))]);
            var all = ImpostorWeight(weights);
            return [.. sums.Select(sum => sum / all)];
        });

    /// <summary>For each threshold the share of pairs of one person at or above it.</summary>
    public RateBand[] TrueMatchRates(IReadOnlyList<float> cosines) => Bands(
        [.. cosines.Select(cosine => CountFrom(mates, cosine) / (double)mates.Length)],
        weights => [.. cosines.Select(cosine => MateShare(weights, cosine))]);

    /// <summary>
    /// For each false-match rate the share of pairs of one person that its threshold accepts; the interval
    /// holds the uncertainty of the threshold too.
    /// </summary>
    public RateBand[] TrueMatchRatesAt(IReadOnlyList<double> falseMatchRates) => Bands(
        [.. falseMatchRates.Select(rate => CountFrom(mates, CosineAt(rate)) / (double)mates.Length)],
        weights => [.. falseMatchRates.Select(rate => MateShare(weights, CosineAt(rate, weights)))]);

    private static (float[], uint[]) LikestFirst(List<float> cosines, List<uint> people)
    {
        var (keys, values) = (cosines.ToArray(), people.ToArray());
        Array.Sort(keys, values);
        Array.Reverse(keys);
        Array.Reverse(values);
        return (keys, values);
    }

    /// <summary>How many of a falling list are at or above a value.</summary>
    private static int CountFrom(float[] falling, float value)
    {
        var (low, high) = (0, falling.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = falling[middle] >= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static float Above(float[] falling, long accepted) =>
        accepted >= falling.Length ? falling[^1] : MathF.BitIncrement(falling[accepted]);

    private float CosineAt(double falseMatchRate, int[] weights)
    {
        var (left, i) = (ImpostorWeight(weights) * falseMatchRate, 0);
        while (i < impostors.Length && (left -= Weight(impostorPeople[i], weights)) >= 0)
        {
            i++;
        }

        return Above(impostors, i);
    }

    private double MateShare(int[] weights, float cosine)
    {
        double accepted = 0, all = 0;
        var from = CountFrom(mates, cosine);
        for (var i = 0; i < mates.Length; i++)
        {
            var weight = weights[matePeople[i] & ushort.MaxValue];
            all += weight;
            accepted += i < from ? weight : 0;
        }

        return accepted / all;
    }

    /// <summary>The weight of the first pairs, for each of several counts.</summary>
    private static double[] Sums(uint[] people, int[] weights, int[] counts)
    {
        var sums = new double[counts.Length];
        double sum = 0;
        var done = 0;
        foreach (var (count, at) in counts.Select((count, at) => (count, at)).OrderBy(pair => pair.count))
        {
            for (; done < count; done++)
            {
                sum += Weight(people[done], weights);
            }

            sums[at] = sum;
        }

        return sums;
    }

    private static long Weight(uint people, int[] weights) =>
        (long)weights[people >> 16] * weights[people & ushort.MaxValue];

    private double ImpostorWeight(int[] weights)
    {
        double sum = 0, squares = 0;
        for (var person = 0; person < weights.Length; person++)
        {
            var faces = (double)weights[person] * facesOf[person];
            sum += faces;
            squares += faces * faces;
        }

        return ((sum * sum) - squares) / 2;
    }

    private RateBand[] Bands(double[] rates, Func<int[], double[]> measure)
    {
        var rounds = new double[Resamples][];
        Parallel.For(0, Resamples, round => rounds[round] = measure(Draw(new(Seed + round))));
        return [.. rates.Select((rate, i) =>
        {
            var sorted = rounds.Select(round => round[i]).Order().ToArray();
            return new RateBand(rate, sorted[Resamples / 40], sorted[Resamples - 1 - (Resamples / 40)]);
        })];
    }

    private int[] Draw(Random random)
    {
        var weights = new int[People];
        for (var i = 0; i < People; i++)
        {
            weights[random.Next(People)]++;
        }

        return weights;
    }
}

namespace Beholden.Tests.Oversight.Cedar.Differential;

/// <summary>Random choices, the same for the same seed.</summary>
internal sealed class Dice(int seed)
{
    // A generator with the same numbers on every machine and in every version is the point here.
#pragma warning disable CA5394
    private readonly Random random = new(seed);

    public int Below(int bound) => random.Next(bound);

    public long Any64() => random.NextInt64(long.MinValue, long.MaxValue);
#pragma warning restore CA5394

    /// <summary>True so many times in a hundred.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    public T Of<T>(params IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    public List<T> Some<T>(int most, Func<T> make) =>
        [.. Enumerable.Range(0, Below(most + 1)).Select(_ => make())];
}

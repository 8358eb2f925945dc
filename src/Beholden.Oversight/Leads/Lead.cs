using System.Text;
using System.Text.Json;

namespace Beholden.Oversight.Leads;

/// <summary>What became of a lead.</summary>
public enum LeadState
{
    /// <summary>More people must judge it.</summary>
    Open,

    /// <summary>Two chose the same candidate: the identity may be released.</summary>
    Confirmed,

    /// <summary>Two said that it is none of them.</summary>
    None,

    /// <summary>No two agreed, and nobody else is asked.</summary>
    Unconfirmed,
}

/// <summary>
/// Candidates of a search that people judge blind, each for himself. Knows no clock, no disk and no picture.
/// </summary>
/// <param name="Requester">The person whose key searched; never reviews it.</param>
/// <param name="Planted">
/// For each candidate whether it was put there as known to be wrong; choosing it confirms nothing.
/// </param>
public sealed record Lead(string Requester, IReadOnlyList<bool> Planted)
{
    /// <summary>Those that count, in the order in which they were given.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; private init; } = [];

    public LeadState State =>
        Released is not null ? LeadState.Confirmed
        : Verdicts.Count(verdict => verdict.Choice is null) >= LeadLimits.ConfirmationsMin ? LeadState.None
        : MostAgreed + LeadLimits.VerdictsMax - Verdicts.Count < LeadLimits.ConfirmationsMin
            ? LeadState.Unconfirmed
        : LeadState.Open;

    /// <summary>
    /// The one rule of release: the position of the candidate that at least two different people chose, each
    /// in training at that moment and none of them the requester. Null: no identity leaves.
    /// </summary>
    public int? Released => Verdicts
        .Where(verdict => verdict.Person != Requester && verdict.At <= verdict.TrainedUntil)
        .Where(verdict => verdict.Choice is { } choice && !Planted[choice])
        .GroupBy(verdict => verdict.Choice)
        .FirstOrDefault(same => same.Select(verdict => verdict.Person).Distinct().Count()
            >= LeadLimits.ConfirmationsMin)
        ?.Key;

    /// <summary>One form of a name for one person, however the keys of that person write it.</summary>
    public static string PersonOf(string name) => name.Trim().ToLowerInvariant();

    /// <summary>How many agree already, at most, on one candidate or on none.</summary>
    private int MostAgreed => Verdicts
        .Where(verdict => verdict.Choice is not { } choice || !Planted[choice])
        .GroupBy(verdict => verdict.Choice ?? -1)
        .Select(same => same.Count())
        .DefaultIfEmpty()
        .Max();

    /// <returns>Null: the person may judge it now.</returns>
    /// <param name="trainedUntil">Null: the person was never trained.</param>
    public ReviewRefusal? RefusalOf(string person, DateTimeOffset? trainedUntil, DateTimeOffset now) =>
        person == Requester ? ReviewRefusal.Requester
        : trainedUntil is null || now > trainedUntil ? ReviewRefusal.Untrained
        : Verdicts.Any(verdict => verdict.Person == person) ? ReviewRefusal.Judged
        : null;

    /// <returns>
    /// With the verdict; the same lead where it is decided already, since whoever was asked in time may
    /// answer late.
    /// </returns>
    /// <exception cref="InvalidOperationException">The person may not judge it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such candidate.</exception>
    public Lead With(Verdict verdict)
    {
        if (RefusalOf(verdict.Person, verdict.TrainedUntil, verdict.At) is { } refusal)
        {
            throw new InvalidOperationException($"{verdict.Person} may not judge the lead: {refusal}.");
        }

        if (verdict.Choice is { } choice)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(choice);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(choice, Planted.Count);
        }

        return State == LeadState.Open ? this with { Verdicts = [.. Verdicts, verdict] } : this;
    }

    /// <returns>The verdicts, always <see cref="LeadLimits.VerdictBytesExact"/> bytes.</returns>
    public byte[] VerdictBytes()
    {
        var json = JsonSerializer.Serialize(Verdicts);
        return Encoding.UTF8.GetBytes(json.PadRight(LeadLimits.VerdictBytesExact));
    }

    /// <param name="bytes">From <see cref="VerdictBytes"/>.</param>
    public Lead WithVerdicts(ReadOnlySpan<byte> bytes) =>
        this with { Verdicts = JsonSerializer.Deserialize<List<Verdict>>(bytes)! };
}

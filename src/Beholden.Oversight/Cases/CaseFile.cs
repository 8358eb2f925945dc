using Beholden.Oversight.Purposes;

namespace Beholden.Oversight.Cases;

/// <summary>How far a case's clock has run.</summary>
public enum CaseClock
{
    /// <summary>Nothing was done yet, or an authorisation is there: no clock runs.</summary>
    Still,

    /// <summary>Something was done, and no authorisation is there yet.</summary>
    Running,

    /// <summary>The same for a day.</summary>
    Reminded,

    /// <summary>The same for two days: the case is locked.</summary>
    Locked,

    /// <summary>An authorisation was refused: it is over for good.</summary>
    Refused,
}

/// <summary>One case: what was allowed in it, and since when it was used without. Knows no clock.</summary>
/// <param name="FirstUse">The first call that needed an authorisation and had none; null: none yet.</param>
public sealed record CaseFile(string Name, DateTimeOffset? FirstUse)
{
    /// <summary>
    /// When those who govern are reminded, and when a case locks: Regulation (EU) 2024/1689, Article 26(10),
    /// asks for an authorisation within 48 hours.
    /// </summary>
    public static readonly TimeSpan RemindsAfter = TimeSpan.FromHours(24),
        LocksAfter = TimeSpan.FromHours(48);

    private const string ByGoverning = "those who govern enter it with: beholden cases authorise";

    public IReadOnlyList<Authorisation> Authorisations { get; init; } = [];

    public bool IsRefused { get; init; }

    public CaseClock ClockAt(DateTimeOffset now) =>
        IsRefused ? CaseClock.Refused
        : Authorisations.Count > 0 || FirstUse is not { } since ? CaseClock.Still
        : now >= since + LocksAfter ? CaseClock.Locked
        : now >= since + RemindsAfter ? CaseClock.Reminded
        : CaseClock.Running;

    /// <summary>The rule: what a call of the case lacks, a sentence. Null: it may go on.</summary>
    /// <param name="operation">Of the API.</param>
    /// <param name="collection">Region and id; null where the call names none.</param>
    public string? Lacks(
        AuthorisationNeed need, string operation, string? collection, DateTimeOffset now) =>
        IsRefused ? $"an authorisation was refused in the case {Name}, which is over"
        : need == AuthorisationNeed.None ? null
        : Authorisations.Any(one => one.Covers(operation, collection, now)) ? null
        : Authorisations.Count > 0
            ? $"no authorisation of the case {Name} covers {operation} on {collection ?? "no collection"} at "
                + $"{now:yyyy-MM-ddTHH:mm:ssZ}"
        : need == AuthorisationNeed.Before
            ? $"the case {Name} has no authorisation yet; {ByGoverning}"
        : ClockAt(now) == CaseClock.Locked
            ? $"the case {Name} was used for 48 hours without an authorisation and is locked; {ByGoverning}"
        : null;
}

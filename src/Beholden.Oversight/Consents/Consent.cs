using Beholden.Store;

namespace Beholden.Oversight.Consents;

/// <summary>What became of a person's answer.</summary>
public enum ConsentState
{
    Given,
    Refused,
    Withdrawn,
    Expired,
}

/// <summary>The step is none that a record in this state can take.</summary>
public sealed class ConsentStepException(string consentId, ConsentState state)
    : Exception($"The record {consentId} is {state.ToString().ToLowerInvariant()}; a new one is needed.");

/// <summary>
/// One answer of one person about one collection. Given ends in withdrawn or expired, and nothing leads back:
/// whoever wants to enrol the person again needs a new record.
/// </summary>
/// <param name="Person">The ExternalImageId of the person's faces; null once the person was erased.</param>
/// <param name="Kind">consent, or bipa-consent: a written release under Illinois law.</param>
/// <param name="Until">When it ends by itself; null: with its withdrawal.</param>
/// <param name="EndedAt">When it was refused, withdrawn or expired.</param>
/// <param name="DestroyDays">
/// How many days after a withdrawal the faces are destroyed at the latest.
/// </param>
public sealed record Consent(
    string Id, string? Person, string Kind, ConsentState State, DateTimeOffset GivenAt, DateTimeOffset? Until,
    DateTimeOffset? EndedAt, int DestroyDays, ConsentFields Fields)
{
    /// <summary>
    /// Where nothing else is stated: a month, as long as a request may take by GDPR, article 12.
    /// </summary>
    public const int DestroyDaysDefault = 30;

    public const int DestroyDaysMax = 3 * 365;

    public static Consent Give(
        string id, string person, string kind, DateTimeOffset now, DateTimeOffset? until, int destroyDays,
        ConsentFields fields) =>
        new(id, person, kind, ConsentState.Given, now, until, EndedAt: null, destroyDays, fields);

    public static Consent Refuse(
        string id, string person, string kind, DateTimeOffset now, int destroyDays, ConsentFields fields) =>
        new(id, person, kind, ConsentState.Refused, now, Until: null, now, destroyDays, fields);

    /// <summary>The record as it is at a time: a consent that is over is expired.</summary>
    public Consent At(DateTimeOffset now) => State == ConsentState.Given && Until <= now
        ? this with { State = ConsentState.Expired, EndedAt = Until }
        : this;

    public bool IsInForce(DateTimeOffset now) => At(now).State == ConsentState.Given;

    /// <exception cref="ConsentStepException">It is not in force.</exception>
    public Consent Withdraw(DateTimeOffset now) => At(now) is { State: ConsentState.Given } given
        ? given with { State = ConsentState.Withdrawn, EndedAt = now }
        : throw new ConsentStepException(Id, At(now).State);

    public ConsentRow ToRow() => new(
        Id, Person, Kind, State.ToString().ToLowerInvariant(), GivenAt.ToUnixTimeMilliseconds(),
        Until?.ToUnixTimeMilliseconds(), EndedAt?.ToUnixTimeMilliseconds(), DestroyDays, Fields.ToJson());

    public static Consent Of(ConsentRow row) => new(
        row.ConsentId, row.Person, row.Kind, Enum.Parse<ConsentState>(row.State, ignoreCase: true),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GivenMs), Time(row.UntilMs), Time(row.EndedMs),
        checked((int)row.DestroyDays), ConsentFields.Parse(row.FieldsJson));

    private static DateTimeOffset? Time(long? ms) =>
        ms is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(ms.Value);
}

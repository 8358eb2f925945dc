using System.Globalization;
using System.Text.Json.Nodes;
using Beholden.Oversight.Consents;
using Beholden.Oversight.LegalBasis;
using Beholden.Server.Operations;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Say;

/// <summary>
/// Beholden's own calls about consent records: what people answered, and its end. Each is in the ledger; the
/// person stands in its sealed record alone.
/// </summary>
internal sealed class ConsentAdmin(ConsentStore consents, ActEntries entries, TimeProvider clock)
{
    public const int CollectionIdCharsMax = 255, PersonCharsMax = 255; // Of the contract.

    private const int ShortCharsMax = 64, PageMax = 1_000;

    /// <exception cref="ValidationException">A member is missing or wrong.</exception>
    /// <exception cref="ResourceNotFoundException">No such collection.</exception>
    /// <exception cref="ResourceAlreadyExistsException">The person has a consent in force.</exception>
    public async Task<JsonObject> Put(AdminInput input, Call call)
    {
        var name = call.Collection(input.Text("CollectionId", CollectionIdCharsMax));
        var consent = Read(input, clock.GetUtcNow());
        try
        {
            var hidden = await OpenCollections.Told(
                consents.Add(name, consent.ToRow(), clock.GetUtcNow(), call.Cancelled));
            return await Enter("PutConsent", consent, name, hidden, call);
        }
        catch (ConsentInForceException inForce)
        {
            throw new ResourceAlreadyExistsException(inForce.Message);
        }
    }

    /// <exception cref="ResourceNotFoundException">No such collection or record.</exception>
    public async Task<JsonObject> Get(AdminInput input, Call call)
    {
        var name = call.Collection(input.Text("CollectionId", CollectionIdCharsMax));
        var consent = await Find(name, input.Text("ConsentId", ShortCharsMax), call.Cancelled);
        await entries.Write(
            ActEntries.Consent, "GetConsent", call, Told(name), new() { ["consent"] = consent.Id });
        return Told(consent, name);
    }

    /// <exception cref="ResourceNotFoundException">No such collection.</exception>
    public async Task<JsonObject> List(AdminInput input, Call call)
    {
        var name = call.Collection(input.Text("CollectionId", CollectionIdCharsMax));
        var person = input.OptionalText("Person", PersonCharsMax);
        var count = input.OptionalNumber("MaxResults", 1, PageMax) ?? PageMax;
        var after = input.OptionalNumber("After", 0, int.MaxValue) ?? 0;
        var rows = await OpenCollections.Told(
            consents.List(name, person, after, count + 1, call.Cancelled));
        await entries.Write(
            ActEntries.Consent, "ListConsents", call, Told(name), new() { ["person"] = person },
            ("records", Math.Min(rows.Count, count)));
        return new()
        {
            ["Consents"] = new JsonArray([.. rows.Take(count).Select(row => Short(Consent.Of(row)))]),
            ["NextAfter"] = rows.Count > count ? after + count : null,
        };
    }

    /// <exception cref="ResourceNotFoundException">No such collection or record.</exception>
    /// <exception cref="InvalidParameterException">It is not in force.</exception>
    public Task<JsonObject> Withdraw(AdminInput input, Call call) => Withdraw(
        call.Collection(input.Text("CollectionId", CollectionIdCharsMax)),
        input.Text("ConsentId", ShortCharsMax), person: null, call, call.Cancelled);

    /// <param name="person">Whose it must be; null: anybody's.</param>
    /// <param name="by">Null: the person.</param>
    /// <exception cref="ResourceNotFoundException">No such record, or it is another's.</exception>
    /// <exception cref="InvalidParameterException">It is not in force.</exception>
    public async Task<JsonObject> Withdraw(
        CollectionName name, string consentId, string? person, Call? by, CancellationToken cancelled)
    {
        var given = await Find(name, consentId, cancelled);
        if (person is not null && given.Person != person)
        {
            throw Missing(name, consentId);
        }

        var now = clock.GetUtcNow();
        try
        {
            var withdrawn = given.Withdraw(now);
            var hidden = await OpenCollections.Told(
                consents.Withdraw(name, withdrawn.ToRow(), now, cancelled));
            return await Enter("WithdrawConsent", withdrawn, name, hidden, by);
        }
        catch (Exception wrong) when (wrong is ConsentStepException or ConsentChangedException)
        {
            throw new InvalidParameterException(wrong.Message);
        }
    }

    /// <summary>A record with all its fields, and as JSON-LD.</summary>
    public JsonObject Told(Consent consent, CollectionName name)
    {
        var told = Short(consent);
        told["JsonLd"] = ConsentJsonLd.Of(consent, Told(name), clock.GetUtcNow());
        return told;
    }

    private static string Told(CollectionName name) => $"{name.Region}/{name.Id}";

    private async Task<JsonObject> Enter(
        string operation, Consent consent, CollectionName name, IReadOnlyList<string> hidden, Call? by)
    {
        var entry = await entries.Write(
            ActEntries.Consent, operation, by, Told(name),
            new()
            {
                ["person"] = consent.Person,
                ["consent"] = consent.Id,
                ["state"] = consent.State.ToString().ToLowerInvariant(),
                ["hidden"] = new JsonArray([.. hidden.Select(id => (JsonNode)id)]),
            },
            ("facesHidden", hidden.Count));
        var told = Short(consent);
        told["FacesHidden"] = hidden.Count;
        told["EnteredAs"] = entry;
        return told;
    }

    private JsonObject Short(Consent record)
    {
        var consent = record.At(clock.GetUtcNow());
        return new()
        {
            ["ConsentId"] = consent.Id,
            ["Person"] = consent.Person,
            ["Kind"] = consent.Kind,
            ["State"] = consent.State.ToString().ToLowerInvariant(),
            ["GivenAt"] = Time(consent.GivenAt),
            ["Until"] = consent.Until is { } until ? Time(until) : null,
            ["EndedAt"] = consent.EndedAt is { } ended ? Time(ended) : null,
            ["DestroyWithinDays"] = consent.DestroyDays,
        };
    }

    private static string Time(DateTimeOffset time) =>
        PolicyAdmin.Time(time.ToUnixTimeMilliseconds());

    private async Task<Consent> Find(CollectionName name, string consentId, CancellationToken cancelled) =>
        await OpenCollections.Told(consents.Get(name, consentId, cancelled)) is { } row
            ? Consent.Of(row)
            : throw Missing(name, consentId);

    private static ResourceNotFoundException Missing(CollectionName name, string consentId) =>
        new($"The collection {name.Id} has no consent {consentId}");

    private static Consent Read(AdminInput input, DateTimeOffset now)
    {
        var person = input.Text("Person", PersonCharsMax);
        var kind = input.OptionalText("Kind", ShortCharsMax) ?? BasisTags.Consent;
        if (kind is not (BasisTags.Consent or BasisTags.BipaConsent))
        {
            throw AdminInput.Wrong("Kind", $"must be {BasisTags.Consent} or {BasisTags.BipaConsent}");
        }

        var days = input.OptionalNumber("DestroyWithinDays", 0, Consent.DestroyDaysMax)
            ?? Consent.DestroyDaysDefault;
        var (id, fields, until) = (Guid.NewGuid().ToString(), Fields(input), Until(input, now));
        return input.OptionalText("State", ShortCharsMax) switch
        {
            null or ConsentStore.Given when kind == BasisTags.BipaConsent && until is null
                => throw AdminInput.Wrong("Until", "is needed: a written release names its term"),
            null or ConsentStore.Given => Consent.Give(id, person, kind, now, until, days, fields),
            ConsentStore.Refused => Consent.Refuse(id, person, kind, now, days, fields),
            _ => throw AdminInput.Wrong("State", "must be given or refused"),
        };
    }

    private static ConsentFields Fields(AdminInput input)
    {
        const int charsMax = ConsentFields.TextCharsMax;
        var purposes = input.Texts("Purposes", ConsentFields.ListMax, charsMax);
        return purposes.Count == 0
            ? throw AdminInput.Wrong("Purposes", "must name what the faces are kept for")
            : new(
                input.Text("Controller", charsMax), input.OptionalText("ControllerContact", charsMax),
                input.OptionalText("PolicyUrl", charsMax), purposes, input.Text("Method", charsMax),
                input.OptionalText("Language", ShortCharsMax) ?? "und",
                input.OptionalText("Jurisdiction", ShortCharsMax) ?? "unstated",
                input.OptionalText("Notice", charsMax),
                input.Texts("Recipients", ConsentFields.ListMax, charsMax),
                input.OptionalText("GivenBy", charsMax));
    }

    /// <summary>A duration from now on, a date, or a time.</summary>
    private static DateTimeOffset? Until(AdminInput input, DateTimeOffset now)
    {
        if (input.OptionalText("Until", ShortCharsMax) is not { } text)
        {
            return null;
        }

        var until = BasisTags.End(text, now) ?? (DateTimeOffset.TryParseExact(
            text, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var time) ? time : null);
        return until > now
            ? until
            : throw AdminInput.Wrong(
                "Until", "must be a duration such as P1Y, a date, or a time such as 2030-01-01T00:00:00Z, "
                + "and not be over");
    }
}

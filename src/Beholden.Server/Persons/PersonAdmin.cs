using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server.Operations;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Persons;

/// <summary>
/// Beholden's own calls of a person's side: show what is held, leave out, let in again, erase, and a link for
/// the person. Each is in the ledger.
/// </summary>
internal sealed class PersonAdmin(
    PersonStore people, PersonExport export, PersonRecords records, LedgerLog ledger, ActEntries entries,
    TimeProvider clock)
{
    private const int UserIdCharsMax = 128, FaceIdCharsMax = 64, HoursMax = 30 * 24, HoursDefault = 24;

    /// <exception cref="ResourceNotFoundException">No such collection.</exception>
    public async Task<JsonObject> Export(AdminInput input, Call call)
    {
        var (name, who) = Who(input, call);
        // Entered before anything is read, like the reading of a record.
        var entry = await Enter("PersonExport", name, who, call);
        var made = await Told(export.Make(name, who, call.Cancelled));
        made["EnteredAs"] = entry;
        return made;
    }

    /// <summary>Out of all results, before this answers.</summary>
    public async Task<JsonObject> Object(AdminInput input, Call call)
    {
        var (name, who) = Who(input, call);
        var hidden = await Told(people.Object(name, who, clock.GetUtcNow(), call.Cancelled));
        return new()
        {
            ["FacesHidden"] = hidden.Count,
            ["EnteredAs"] = await Enter("PersonObject", name, who, call, ("facesHidden", hidden.Count)),
        };
    }

    public async Task<JsonObject> Release(AdminInput input, Call call)
    {
        var (name, who) = Who(input, call);
        var shown = await Told(people.Release(name, who, clock.GetUtcNow(), call.Cancelled));
        return new()
        {
            ["FacesShown"] = shown.Count,
            ["EnteredAs"] = await Enter("PersonRelease", name, who, call, ("facesShown", shown.Count)),
        };
    }

    /// <summary>
    /// Faces and what names the person alone. Records that are younger than the law lets them go are erased
    /// by the sweeper once they are old enough.
    /// </summary>
    public async Task<JsonObject> Erase(AdminInput input, Call call)
    {
        var (name, who) = Who(input, call);
        var ids = PersonExport.Ids(who, await Told(people.Faces(name, who, call.Cancelled)));
        var erased = await Told(people.Erase(name, who, call.Cancelled));

        var now = clock.GetUtcNow();
        var named = await records.Find($"{name.Region}/{name.Id}", ids, call.Cancelled);
        var theirs = named.Where(record => record.IsAlone)
            .ToLookup(record => record.Entry.Time + Limits.RecordKeptMin <= now);
        foreach (var record in theirs[true])
        {
            await ledger.EraseRecord(record.Index, CancellationToken.None);
        }

        var later = theirs[false]
            .Select(record => (record.Index, record.Entry.Time + Limits.RecordKeptMin)).ToList();
        await people.EraseRecordsLater(later, CancellationToken.None);
        var (gone, shared) = (theirs[true].Count(), named.Count(record => !record.IsAlone));
        // Without a record: it would name whoever is to be forgotten.
        var entry = await entries.Write(
            ActEntries.Person, "PersonErase", call, $"{name.Region}/{name.Id}", record: null,
            ("facesDestroyed", erased.FaceIds.Count), ("consents", erased.Consents),
            ("requestTokens", erased.RequestTokens), ("recordsErased", gone),
            ("recordsLater", later.Count), ("recordsShared", shared));
        return new()
        {
            ["FacesDestroyed"] = erased.FaceIds.Count,
            ["Consents"] = erased.Consents,
            ["RequestTokens"] = erased.RequestTokens,
            ["RecordsErased"] = gone,
            ["RecordsErasedLater"] = later.Count,
            ["RecordsOfOthersToo"] = shared,
            ["EnteredAs"] = entry,
        };
    }

    /// <summary>A secret address that shows once what is held.</summary>
    public async Task<JsonObject> Link(AdminInput input, Call call)
    {
        var (name, who) = Who(input, call);
        var hours = input.OptionalNumber("Hours", 1, HoursMax) ?? HoursDefault;
        var (token, expires) = (
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), clock.GetUtcNow().AddHours(hours));
        await Told(people.AddLink(name, who, token, expires, call.Cancelled));
        return new()
        {
            ["Path"] = $"/person/{token}",
            ["ExpiresAt"] = PolicyAdmin.Time(expires.ToUnixTimeMilliseconds()),
            ["EnteredAs"] = await Enter("PersonLink", name, who, call),
        };
    }

    private Task<long> Enter(
        string operation, CollectionName name, PersonName who, Call call,
        params (string Name, long Count)[] counts) => entries.Write(
        ActEntries.Person, operation, call, $"{name.Region}/{name.Id}",
        new()
        {
            ["ExternalImageId"] = who.Person,
            ["UserId"] = who.UserId,
            ["FaceIds"] = new JsonArray([.. (who.FaceIds ?? []).Select(id => (JsonNode)id)]),
        },
        counts);

    /// <exception cref="ValidationException">Not exactly one way to name the person.</exception>
    private static (CollectionName Name, PersonName Who) Who(AdminInput input, Call call)
    {
        var name = call.Collection(input.Text("CollectionId", ConsentAdmin.CollectionIdCharsMax));
        var who = new PersonName(
            input.OptionalText("Person", ConsentAdmin.PersonCharsMax),
            input.OptionalText("UserId", UserIdCharsMax),
            input.Texts("FaceIds", Store.Limits.FacesPerPersonMax, FaceIdCharsMax) is { Count: > 0 } ids
                ? ids
                : null);
        var ways = new object?[] { who.Person, who.UserId, who.FaceIds }.Count(way => way is not null);
        return ways == 1
            ? (name, who)
            : throw AdminInput.Wrong("Person", "or UserId or FaceIds is needed, exactly one of them");
    }

    private static async Task<T> Told<T>(Task<T> work)
    {
        try
        {
            return await OpenCollections.Told(work);
        }
        catch (TooManyOfPersonException many)
        {
            throw new InvalidParameterException(many.Message);
        }
    }

    private static async Task Told(Task work)
    {
        async Task<bool> Awaited()
        {
            await work;
            return true;
        }

        await Told(Awaited());
    }
}

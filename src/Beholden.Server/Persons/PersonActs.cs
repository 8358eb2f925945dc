using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server.Operations;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Persons;

/// <summary>
/// What is done on a person's side, whoever asks: somebody who governs, or the person with a link. Each is in
/// the ledger; an act without a call is the person's own.
/// </summary>
internal sealed class PersonActs(
    PersonStore people, PersonExport export, PersonRecords records, LedgerLog ledger, ActEntries entries,
    TimeProvider clock)
{
    /// <exception cref="ResourceNotFoundException">No such collection.</exception>
    public async Task<JsonObject> Export(
        CollectionName name, PersonName who, Call? by, CancellationToken cancelled)
    {
        // Entered before anything is read, like the reading of a record.
        var entry = await Enter("PersonExport", name, who, by);
        var made = await Told(export.Make(name, who, cancelled));
        made["EnteredAs"] = entry;
        return made;
    }

    /// <summary>Out of all results, before this answers.</summary>
    public async Task<JsonObject> Object(
        CollectionName name, PersonName who, Call? by, CancellationToken cancelled)
    {
        var hidden = await Told(people.Object(name, who, clock.GetUtcNow(), cancelled));
        return new()
        {
            ["FacesHidden"] = hidden.Count,
            ["EnteredAs"] = await Enter("PersonObject", name, who, by, ("facesHidden", hidden.Count)),
        };
    }

    public async Task<JsonObject> Release(
        CollectionName name, PersonName who, Call? by, CancellationToken cancelled)
    {
        var shown = await Told(people.Release(name, who, clock.GetUtcNow(), cancelled));
        return new()
        {
            ["FacesShown"] = shown.Count,
            ["EnteredAs"] = await Enter("PersonRelease", name, who, by, ("facesShown", shown.Count)),
        };
    }

    /// <summary>
    /// Faces and what names the person alone. Records that are younger than the law lets them go are erased
    /// by the sweeper once they are old enough.
    /// </summary>
    public async Task<JsonObject> Erase(
        CollectionName name, PersonName who, Call? by, CancellationToken cancelled)
    {
        var ids = PersonExport.Ids(who, await Told(people.Faces(name, who, cancelled)));
        var erased = await Told(people.Erase(name, who, cancelled));

        var now = clock.GetUtcNow();
        var named = await records.Find($"{name.Region}/{name.Id}", ids, cancelled);
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
            ActEntries.Person, "PersonErase", by, $"{name.Region}/{name.Id}", record: null,
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

    /// <returns>The entry; its record names the person.</returns>
    public Task<long> Enter(
        string operation, CollectionName name, PersonName who, Call? by,
        params (string Name, long Count)[] counts) => entries.Write(
        ActEntries.Person, operation, by, $"{name.Region}/{name.Id}",
        new()
        {
            ["ExternalImageId"] = who.Person,
            ["UserId"] = who.UserId,
            ["FaceIds"] = new JsonArray([.. (who.FaceIds ?? []).Select(id => (JsonNode)id)]),
        },
        counts);

    /// <summary>The work, whose refusals are told as the API tells them.</summary>
    public static async Task<T> Told<T>(Task<T> work)
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
}

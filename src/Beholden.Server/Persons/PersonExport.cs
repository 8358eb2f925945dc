using System.Text.Json.Nodes;
using Beholden.Oversight.Consents;
using Beholden.Server.Say;
using Beholden.Store;

namespace Beholden.Server.Persons;

/// <summary>
/// What is held of a person, as JSON: faces, consents, and the searches that returned them.
/// </summary>
internal sealed class PersonExport(
    PersonStore people, CropStore crops, ConsentStore consents, PersonRecords records, TimeProvider clock)
{
    private const int ConsentsMax = 1_000;

    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="TooManyOfPersonException"/>
    public async Task<JsonObject> Make(CollectionName name, PersonName who, CancellationToken cancelled)
    {
        var collection = $"{name.Region}/{name.Id}";
        var faces = await people.Faces(name, who, cancelled);
        people.Touched(faces);
        var pictures = await crops.Of(
            name, [.. faces.Select(face => face.FaceId)], withHidden: true, cancelled);
        var rows = who.Person is { } person
            ? await consents.List(name, person, 0, ConsentsMax, cancelled)
            : [];
        var found = await records.Find(collection, Ids(who, faces), cancelled);
        return new()
        {
            ["Collection"] = collection,
            ["MadeAt"] = Time(clock.GetUtcNow().ToUnixTimeMilliseconds()),
            ["Faces"] = new JsonArray(
                [.. faces.Select(face => Face(face, pictures.GetValueOrDefault(face.FaceId)))]),
            ["Consents"] = new JsonArray(
                [.. rows.Select(row => ConsentJsonLd.Of(Consent.Of(row), collection, clock.GetUtcNow()))]),
            ["Entries"] = new JsonArray([.. found.Select(Entry)]),
            ["EntriesFrom"] = records.From,
        };
    }

    /// <summary>What the person goes by in records of the ledger.</summary>
    public static HashSet<string> Ids(PersonName who, IEnumerable<HeldFace> faces) =>
    [
        .. faces.Select(face => face.FaceId), .. who.FaceIds ?? [],
        .. new[] { who.Person, who.UserId }.OfType<string>(),
    ];

    private static JsonObject Face(HeldFace face, byte[]? picture) => new()
    {
        ["FaceId"] = face.FaceId,
        ["ImageId"] = face.ImageId,
        ["ExternalImageId"] = face.ExternalImageId,
        ["UserId"] = face.UserId,
        ["BoundingBox"] = new JsonObject
        {
            ["Left"] = (float)face.Left,
            ["Top"] = (float)face.Top,
            ["Width"] = (float)face.Width,
            ["Height"] = (float)face.Height,
        },
        ["Confidence"] = (float)face.ConfidencePercent,
        ["Basis"] = face.Basis,
        ["Source"] = face.Source,
        ["Purpose"] = face.Purpose,
        ["ConsentId"] = face.ConsentId,
        ["StoredAt"] = Time(face.CreatedMs),
        ["TermEnds"] = face.TermMs is { } term ? Time(term) : null,
        ["DestroyedFrom"] = face.DueMs is { } due ? Time(due) : null,
        ["LastUsedAt"] = Time(face.LastUsedMs),
        ["Hidden"] = face.HiddenWhy,
        ["Template"] = "A vector of 512 numbers is kept, from which searches compute; it is not told.",
        ["Crop"] = picture is null ? null : Convert.ToBase64String(picture),
    };

    private static JsonObject Entry(NamedRecord record) => new()
    {
        ["Index"] = record.Index,
        ["At"] = Time(record.Entry.Time.ToUnixTimeMilliseconds()),
        ["Kind"] = record.Entry.Kind,
        ["Operation"] = record.Entry.Operation,
        ["Purpose"] = record.Entry.Purpose,
        ["Key"] = record.Entry.Key,
        ["Similarity"] = record.Similarity,
    };

    private static string Time(long ms) => PolicyAdmin.Time(ms);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Server.Operations;
using Beholden.Server.Operations.Users;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Wire;

namespace Beholden.Server.Redacting;

/// <summary>
/// Tells which faces of a picture are those of named people. That is identification: each search is decided
/// over and entered, with its intent, like SearchUsersByImage and SearchFacesByImage, at the purpose's floor;
/// and looking names up is like ListFaces. Who cannot be told stays covered under "except", and is left and
/// listed under "only".
/// </summary>
internal sealed class PeopleTold(
    FacePipeline pipeline, OpenCollections collections, UserStore users, FaceStore faces,
    Similarity similarity, Governance governance, Overseer overseer, TimeProvider clock)
{
    // Where the purpose has no floor: what AWS advises where an answer has consequences.
    private const decimal PercentDefault = 99;

    /// <exception cref="ValidationException">Not a list of names, or Except and Only together.</exception>
    /// <exception cref="AccessDeniedException">A rule denies to look the names up.</exception>
    /// <exception cref="ResourceNotFoundException">A person or collection is not there.</exception>
    public async Task<WantedPeople> Wanted(AdminInput input, Call call)
    {
        var (except, only) = (Names(input, "Except"), Names(input, "Only"));
        if (except.Count > 0 && only.Count > 0)
        {
            throw AdminInput.Wrong("Only", "must not stand beside Except");
        }

        if (except.Count + only.Count > 0 && governance.Now.Profile.MakesLeads(call.Purpose))
        {
            throw new AccessDeniedException(
                $"User: {call.AccessKeyId} is not authorized to tell people apart under the purpose "
                + $"{call.Purpose}: it asks for review, and a cover that knows people tells who they are");
        }

        var (who, member) = only.Count > 0 ? (WantedPeople.Only, "Only")
            : except.Count > 0 ? (WantedPeople.Except, "Except") : (WantedPeople.Everyone, "");
        var byCollection = except.Concat(only).ToLookup(name => name.Collection, name => name.Id);
        if (byCollection.Count > Limits.RedactedPlacesMax)
        {
            throw AdminInput.Wrong(member, $"must name no more than {Limits.RedactedPlacesMax} collections");
        }

        var (named, entries) = (new List<NamedPerson>(), new List<long>());
        foreach (var one in byCollection)
        {
            named.AddRange(await Find(one.Key, [.. one], entries, call));
        }

        return new(who, named, entries);
    }

    /// <param name="picture">The file, for the ledger's commitment.</param>
    /// <exception cref="AccessDeniedException">A rule denies the searches.</exception>
    /// <exception cref="ResourceNotFoundException">A collection is no longer there.</exception>
    public async Task<ToldPeople> Tell(
        WantedPeople wanted, byte[] picture, RgbImage image, IReadOnlyList<FaceSeen> seen, Call call)
    {
        var (told, entries) = (new List<ToldFace>(), wanted.Entries.ToList());
        var places = new List<Place>();
        foreach (var (collection, isUser) in
            wanted.Named.Select(one => (one.Collection, one.IsUser)).Distinct())
        {
            places.Add(await Open(collection, isUser, picture, call));
        }

        foreach (var face in seen)
        {
            var (first, any) = (new HashSet<NamedPerson>(), new HashSet<NamedPerson>());
            foreach (var place in places)
            {
                var hits = await Search(place, image, face, entries, call);
                first.UnionWith(hits.Take(1));
                any.UnionWith(hits);
            }

            told.Add(wanted.Tell(first, any));
        }

        return new(told, entries);
    }

    /// <summary>The named people of a collection. Entered as a reading of the collection.</summary>
    private async Task<IReadOnlyList<NamedPerson>> Find(
        string collection, IReadOnlyList<string> ids, List<long> entries, Call call)
    {
        var named = new List<NamedPerson>();
        async Task<byte[]> Run(Call decided)
        {
            var found = await collections.Comparable(collection, decided);
            foreach (var id in ids)
            {
                var isFace = (await OpenCollections.Told(
                    faces.List(found.Name, 0, 1, null, [id], decided.Cancelled))).Count > 0;
                _ = isFace ? null : await OpenCollections.Told(
                    users.Vector(found.Name, id, decided.Cancelled).Tell());
                named.Add(new(collection, id, !isFace));
            }

            return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
            {
                ["Faces"] = Listed("FaceId", named.Where(one => !one.IsUser)),
                ["Users"] = Listed("UserId", named.Where(one => one.IsUser)),
            });
        }

        var input = JsonSerializer.SerializeToElement(new JsonObject { ["CollectionId"] = collection });
        await Enter("ListFaces", input, entries, call, Run);
        return named;
    }

    private async Task<IReadOnlyList<NamedPerson>> Search(
        Place place, RgbImage image, FaceSeen face, List<long> entries, Call call)
    {
        IReadOnlyList<NamedPerson> hits = [];
        async Task<byte[]> Run(Call decided)
        {
            var found = await OpenCollections.Told(Alike(place, image, face, decided));
            hits = [.. found.Select(hit => new NamedPerson(place.Name, hit.Id, place.IsUser))];
            return place.Answer(found.Select(hit => (hit.Id, similarity.Percent(hit.Cosine))));
        }

        await Enter(place.Operation, place.Input, entries, call, Run);
        return hits;
    }

    /// <returns>Above the place's threshold, likest first.</returns>
    private async Task<IReadOnlyList<(string Id, float Cosine)>> Alike(
        Place place, RgbImage image, FaceSeen face, Call call)
    {
        Embedding embedding;
        try
        {
            embedding = (await pipeline.Embed(image, [face], call.Cancelled))[0];
        }
        catch (ArgumentException)
        {
            // Too small to be anybody's.
            return [];
        }

        // Under "only" a face is covered too where the named person is not the likest: all are asked for.
        var (name, cosineMin) = (place.Collection.Name, similarity.CosineAt((float)place.Percent));
        return place.IsUser
            ? [.. (await users.Search(
                name, embedding.Unit, Limits.MatchesMax, cosineMin, null, call.Cancelled))
                .Select(hit => (hit.UserId, hit.Cosine))]
            : [.. (await faces.Search(
                name, embedding.Unit, Limits.MatchesMax, cosineMin, null, call.Cancelled))
                .Select(hit => (hit.Face.FaceId, hit.Cosine))];
    }

    private async Task Enter(
        string operation, JsonElement input, List<long> entries, Call call, Func<Call, Task<byte[]>> run)
    {
        var headers = new HeaderDictionary();
        await overseer.Run(operation, input, call, headers, run);
        if (headers.TryGetValue("x-beholden-entry", out var index))
        {
            entries.Add(long.Parse(index.ToString(), CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Where faces are searched, at the purpose's floor, and 99 where it has none.</summary>
    private async Task<Place> Open(string name, bool isUser, byte[] picture, Call call)
    {
        var place = new Place(name, isUser, await collections.Comparable(name, call), PercentDefault);
        var asked = RequestFacts.Asked(
            place.Operation, place.Ask([]), call, place.Collection, clock.GetUtcNow());
        var policy = governance.Now;
        var need = policy.Profile.Find(call.Purpose) is { } purpose ? policy.Need(purpose, asked) : null;
        place = place with { Percent = need?.RequiredPercent ?? PercentDefault };
        return place with { Input = place.Ask(picture) };
    }

    private static JsonArray Listed(string id, IEnumerable<NamedPerson> people) =>
        new([.. people.Select(one => new JsonObject { [id] = one.Id })]);

    private static List<(string Collection, string Id)> Names(AdminInput input, string member) =>
    [
        .. input.Texts(member, Limits.RedactedNamesMax, Limits.PersonNameCharsMax)
            .Select(name => Split(name, member)).Distinct(),
    ];

    private static (string Collection, string Id) Split(string name, string member) =>
        name.Split('/') is [{ Length: > 0 } collection, { Length: > 0 } id]
            ? (collection, id)
            : throw AdminInput.Wrong(member, "must hold names like COLLECTION/USERID");
}

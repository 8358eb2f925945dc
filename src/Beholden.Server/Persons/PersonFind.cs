using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Server.Operations;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Persons;

/// <summary>
/// "Am I in here", by a picture: looks for its largest face in collections that the caller names. Seldom, for
/// each key; entered before it compares and with what it found; and it keeps nothing.
/// </summary>
internal sealed class PersonFind(
    RequestImages images, FacePipeline pipeline, OpenCollections collections, FaceStore faces,
    Similarity similarity, RunningCalls running, ActEntries entries, TimeProvider clock)
{
    private const float PercentMin = 99; // As where people are told apart for redaction.

    private const int FoundMax = 100;

    private readonly ConcurrentDictionary<string, RateWindow> asked = new();

    /// <exception cref="LimitExceededException">The key asked too often.</exception>
    /// <exception cref="AccessDeniedException">A stop is in effect.</exception>
    /// <exception cref="InvalidParameterException">The picture shows no face.</exception>
    public async Task<JsonObject> Find(AdminInput input, Call call)
    {
        var ids = input.Texts("CollectionIds", Limits.PersonFindPlacesMax, ConsentAdmin.CollectionIdCharsMax);
        if (ids.Count == 0)
        {
            throw AdminInput.Wrong("CollectionIds", "must name the collections to look in");
        }

        var picture = input.Picture("Image");
        foreach (var id in ids)
        {
            RequireNoStop(id, call);
            _ = await collections.Comparable(id, call);
        }

        var times = asked.GetOrAdd(
            call.AccessKeyId, _ => new(Limits.PersonFindsPerHourMax, TimeSpan.FromHours(1)));
        if (!times.Take(clock.GetUtcNow()))
        {
            throw new LimitExceededException(
                $"A key can look for a person {Limits.PersonFindsPerHourMax} times an hour");
        }

        await entries.Write(
            ActEntries.Person, "PersonFind", call, collection: null,
            new()
            {
                ["Sha256"] = Convert.ToHexStringLower(SHA256.HashData(picture)),
                ["CollectionIds"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]),
            },
            ("collections", ids.Count));
        var embedding = await Largest(picture, call);
        var found = new JsonArray();
        foreach (var id in ids)
        {
            RequireNoStop(id, call);
            await Search(id, embedding, found, call);
        }

        return new() { ["Faces"] = found };
    }

    private async Task Search(string id, Embedding embedding, JsonArray found, Call call)
    {
        var name = call.Collection(id);
        var hits = await OpenCollections.Told(faces.Search(
            name, embedding.Unit, FoundMax, similarity.CosineAt(PercentMin), exceptFaceId: null,
            call.Cancelled));
        await entries.Write(
            ActEntries.Person, "PersonFound", call, $"{name.Region}/{name.Id}",
            new()
            {
                ["FaceMatches"] = new JsonArray([.. hits.Select(hit => new JsonObject
                {
                    ["FaceId"] = hit.Face.FaceId,
                    ["Similarity"] = $"{similarity.Percent(hit.Cosine)}",
                })]),
            },
            ("people", hits.Count));
        foreach (var hit in hits)
        {
            found.Add(new JsonObject
            {
                ["CollectionId"] = id,
                ["FaceId"] = hit.Face.FaceId,
                ["ExternalImageId"] = hit.Face.ExternalImageId,
                ["UserId"] = hit.Face.UserId,
                ["Similarity"] = similarity.Percent(hit.Cosine),
            });
        }
    }

    private async Task<Embedding> Largest(byte[] picture, Call call)
    {
        var image = (await images.Read(new() { Bytes = picture }, call)).Pixels;
        var seen = await pipeline.See(image, 1, AttributeSet.None, call.Cancelled);
        return seen.Count == 0
            ? throw new InvalidParameterException("There are no faces in the image. Should be at least 1.")
            : (await pipeline.Embed(image, [seen[0]], call.Cancelled))[0];
    }

    private void RequireNoStop(string id, Call call)
    {
        var search = new Asked(call.AccessKeyId, call.Purpose, "SearchFacesByImage")
        {
            Collection = $"{call.Region}/{id}",
            Time = clock.GetUtcNow(),
        };
        if (running.StopOf(search) is { } stop)
        {
            throw new AccessDeniedException(
                $"User: {call.AccessKeyId} is not authorized to perform: Beholden.PersonFind because of the "
                + $"rule 'stopped': {stop} is in effect; it ends with: beholden resume {stop.Id}");
        }
    }
}

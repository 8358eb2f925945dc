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
/// over and entered, with its intent, like SearchUsersByImage and SearchFacesByImage, at the purpose's floor.
/// Who cannot be told stays covered under "except", and is left and listed under "only".
/// </summary>
internal sealed class PeopleTold(
    FacePipeline pipeline, OpenCollections collections, UserStore users, FaceStore faces,
    Similarity similarity, Governance governance, Overseer overseer, Settings settings, TimeProvider clock)
{
    private const int NamedMax = 100;
    private const int NameCharsMax = 400; // A collection's id, a slash and a user's.

    // Where the purpose has no floor: what AWS advises where an answer has consequences.
    private const decimal PercentDefault = 99;

    // Under "only" a face is covered too where the named person is not the likest: so many are asked for.
    private const int HitsMax = 100;

    /// <exception cref="ValidationException">Not a list of names, or Except and Only together.</exception>
    /// <exception cref="ResourceNotFoundException">A person or collection is not there.</exception>
    public async Task<WantedPeople> Wanted(AdminInput input, Call call)
    {
        var (except, only) = (Names(input, "Except"), Names(input, "Only"));
        if (except.Count > 0 && only.Count > 0)
        {
            throw AdminInput.Wrong("Only", "must not stand beside Except");
        }

        var named = new List<NamedPerson>();
        foreach (var name in except.Concat(only))
        {
            named.Add(await Find(name, call));
        }

        return new(
            only.Count > 0 ? WantedPeople.Only
            : except.Count > 0 ? WantedPeople.Except : WantedPeople.Everyone, named);
    }

    /// <param name="picture">The file, for the ledger's commitment.</param>
    /// <exception cref="AccessDeniedException">A rule denies the searches.</exception>
    public async Task<ToldPeople> Tell(
        WantedPeople wanted, byte[] picture, RgbImage image, IReadOnlyList<FaceSeen> seen, Call call)
    {
        var (told, entries) = (new List<ToldFace>(), new List<long>());
        var places = wanted.Named.Select(one => (one.Collection, one.IsUser)).Distinct().ToList();
        foreach (var face in seen)
        {
            var (first, any) = (new HashSet<NamedPerson>(), new HashSet<NamedPerson>());
            foreach (var place in places)
            {
                var hits = await Search(place, picture, image, face, entries, call);
                first.UnionWith(hits.Take(1));
                any.UnionWith(hits);
            }

            told.Add(wanted.Who switch
            {
                WantedPeople.Except => wanted.Named.Where(first.Contains).ToList() is [var one, ..]
                    ? new(true, $"told to be {one}")
                    : new(false, "not told to be one of those excepted"),
                WantedPeople.Only => wanted.Named.Where(any.Contains).ToList() is [var one, ..]
                    ? new(false, $"told to be {one}")
                    : new(true, "not told to be one of those named"),
                _ => new(false, "everyone is covered"),
            });
        }

        return new(told, entries);
    }

    private async Task<IReadOnlyList<NamedPerson>> Search(
        (string Collection, bool IsUser) place, byte[] picture, RgbImage image, FaceSeen face,
        List<long> entries, Call call)
    {
        var operation = place.IsUser ? "SearchUsersByImage" : "SearchFacesByImage";
        var collection = await collections.Comparable(place.Collection, call);
        var request = new JsonObject
        {
            ["CollectionId"] = place.Collection,
            ["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(picture) },
        };
        var percent = Percent(operation, request, collection, call);
        request[place.IsUser ? "UserMatchThreshold" : "FaceMatchThreshold"] = percent;
        IReadOnlyList<NamedPerson> hits = [];
        async Task<byte[]> Run(Call decided)
        {
            (hits, var answer) = await Search(place, collection, image, face, percent, decided);
            return JsonSerializer.SerializeToUtf8Bytes(answer);
        }

        if (!settings.HasLedger)
        {
            await Run(call);
            return hits;
        }

        var headers = new HeaderDictionary();
        using var input = JsonDocument.Parse(request.ToJsonString());
        await overseer.Run(operation, input.RootElement, call, headers, Run);
        entries.Add(long.Parse(headers["x-beholden-entry"].ToString(), CultureInfo.InvariantCulture));
        return hits;
    }

    private async Task<(IReadOnlyList<NamedPerson> Hits, JsonObject Answer)> Search(
        (string Collection, bool IsUser) place, Collection collection, RgbImage image, FaceSeen face,
        decimal percent, Call call)
    {
        Embedding embedding;
        try
        {
            embedding = (await pipeline.Embed(image, [face], call.Cancelled))[0];
        }
        catch (ArgumentException)
        {
            // Too small to be anybody's.
            return ([], []);
        }

        var cosineMin = similarity.CosineAt((float)percent);
        if (place.IsUser)
        {
            var found = await users.Search(
                collection.Name, embedding.Unit, HitsMax, cosineMin, null, call.Cancelled)
                .Tell();
            return Answer("UserMatches", "User", "UserId", found.Select(hit => (hit.UserId, hit.Cosine)));
        }

        var alike = await faces.Search(
            collection.Name, embedding.Unit, HitsMax, cosineMin, null, call.Cancelled);
        return Answer("FaceMatches", "Face", "FaceId", alike.Select(hit => (hit.Face.FaceId, hit.Cosine)));

        (IReadOnlyList<NamedPerson>, JsonObject) Answer(
            string list, string item, string id, IEnumerable<(string Id, float Cosine)> found) =>
        (
            [.. found.Select(hit => new NamedPerson(place.Collection, hit.Id, place.IsUser))],
            new()
            {
                [list] = new JsonArray(
                [
                    .. found.Select(hit => new JsonObject
                    {
                        ["Similarity"] = similarity.Percent(hit.Cosine),
                        [item] = new JsonObject { [id] = hit.Id },
                    }),
                ]),
            });
    }

    /// <summary>The purpose's floor, and 99 where it has none.</summary>
    private decimal Percent(string operation, JsonObject request, Collection collection, Call call)
    {
        using var input = JsonDocument.Parse(request.ToJsonString());
        var asked = RequestFacts.Asked(operation, input.RootElement, call, collection, clock.GetUtcNow());
        var policy = governance.Now;
        var need = policy.Profile.Find(call.Purpose) is { } purpose ? policy.Need(purpose, asked) : null;
        return need?.RequiredPercent ?? PercentDefault;
    }

    private async Task<NamedPerson> Find(string name, Call call)
    {
        if (name.Split('/') is not [{ Length: > 0 } collection, { Length: > 0 } id])
        {
            throw AdminInput.Wrong("Except", "and 'Only' must hold names like COLLECTION/USERID");
        }

        var found = await collections.Comparable(collection, call);
        if (await faces.Embedding(found.Name, id, call.Cancelled) is not null)
        {
            return new(collection, id, IsUser: false);
        }

        _ = await users.Vector(found.Name, id, call.Cancelled).Tell();
        return new(collection, id, IsUser: true);
    }

    private static List<string> Names(AdminInput input, string member)
    {
        if (input.Find(member) is not { ValueKind: not JsonValueKind.Null } list)
        {
            return [];
        }

        var isList = list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= NamedMax
            && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String
                && one.GetString()!.Length is > 0 and <= NameCharsMax);
        return isList
            ? [.. list.EnumerateArray().Select(one => one.GetString()!).Distinct()]
            : throw AdminInput.Wrong(
                member, $"must be a list of at most {NamedMax} texts of 1 to {NameCharsMax} characters");
    }
}

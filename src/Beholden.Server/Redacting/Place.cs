using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Store;

namespace Beholden.Server.Redacting;

/// <summary>The faces or the users of a collection, to be searched for each face of one picture.</summary>
/// <param name="Name">The collection's id, as the caller gave it.</param>
/// <param name="Percent">Similarity, 0..100, from which somebody counts as found.</param>
internal sealed record Place(string Name, bool IsUser, Collection Collection, decimal Percent)
{
    /// <summary>The operation that asks the same of one face.</summary>
    public string Operation => IsUser ? "SearchUsersByImage" : "SearchFacesByImage";

    /// <summary>That operation's input: what the rules and the ledger hear of each search.</summary>
    public JsonElement Input { get; init; }

    public JsonElement Ask(byte[] picture) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["CollectionId"] = Name,
        ["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(picture) },
        [IsUser ? "UserMatchThreshold" : "FaceMatchThreshold"] = Percent,
    });

    /// <summary>What that operation would answer, as far as the ledger records it.</summary>
    public byte[] Answer(IEnumerable<(string Id, float Percent)> found)
    {
        var (list, item, id) = IsUser ? ("UserMatches", "User", "UserId") : ("FaceMatches", "Face", "FaceId");
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            [list] = new JsonArray(
            [
                .. found.Select(one => new JsonObject
                {
                    ["Similarity"] = one.Percent,
                    [item] = new JsonObject { [id] = one.Id },
                }),
            ]),
        });
    }
}

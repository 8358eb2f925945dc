using System.Text.Json;
using System.Text.Json.Nodes;

namespace Beholden.Server.Say;

/// <summary>What an answer gave out or changed, for the ledger: who, and how alike.</summary>
internal static class Outcomes
{
    // The lists of the contract's answers that stand for people.
    private static readonly string[] Lists =
    [
        "FaceMatches", "UserMatches", "FaceRecords", "Faces", "Users", "DeletedFaces", "AssociatedFaces",
        "DisassociatedFaces",
    ];

    // What else is known of a face can be looked up by its id for as long as the face is there.
    private static readonly string[] Names = ["FaceId", "UserId", "Similarity"];

    /// <returns>Per list of the answer its people; empty where it names nobody.</returns>
    public static JsonObject Of(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        var found = new JsonObject();
        foreach (var name in Lists)
        {
            if (json.RootElement.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
            {
                found[name] = new JsonArray([.. list.EnumerateArray().Select(Person)]);
            }
        }

        return found;
    }

    /// <summary>How many people the answer names.</summary>
    public static int Count(JsonObject people) => people.Sum(list => list.Value!.AsArray().Count);

    private static JsonNode? Person(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            return item.GetString();
        }

        var person = new JsonObject();
        Collect(item, person);
        return person;
    }

    /// <summary>Ids stand in the item, or in its Face or User.</summary>
    private static void Collect(JsonElement item, JsonObject person)
    {
        foreach (var member in item.EnumerateObject())
        {
            if (Names.Contains(member.Name))
            {
                person[member.Name] = member.Value.ValueKind == JsonValueKind.Number
                    ? member.Value.GetRawText()
                    : member.Value.GetString();
            }
            else if (member.Name is "Face" or "User")
            {
                Collect(member.Value, person);
            }
        }
    }
}

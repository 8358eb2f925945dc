using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Store;

namespace Beholden.Server.Say;

/// <summary>What of a checked input the rules and the ledger need to know. Reads rows, never a picture.</summary>
internal static class RequestFacts
{
    private const decimal ThresholdPercentDefault = 80; // The contract's, of every call that has one.

    // Where the contract puts the least similarity of a match.
    private static readonly string[] Thresholds =
        ["FaceMatchThreshold", "UserMatchThreshold", "SimilarityThreshold"];

    /// <param name="collection">Of the input; null where it names none, or one that is not there.</param>
    public static Asked Asked(
        string operation, JsonElement input, Call call, Collection? collection, DateTimeOffset now)
    {
        var asked = new Asked(call.AccessKeyId, call.Purpose, operation)
        {
            Collection = CollectionId(input) is { } id ? $"{call.Region}/{id}" : null,
            Attributes = Names(input, "Attributes", "DetectionAttributes"),
            Time = now,
        };
        if (asked.Act.IsIdentification)
        {
            return asked with
            {
                SimilarityPercent = Threshold(input),
                Faces = Math.Max(collection?.FaceCount ?? 0, collection?.UserCount ?? 0),
            };
        }

        // How many faces the target shows is known only when the network has looked: the most are taken.
        return operation == "CompareFaces"
            ? asked with { SimilarityPercent = Threshold(input), Faces = Limits.FacesPerImageMax }
            : asked;
    }

    public static string? CollectionId(JsonElement input) =>
        input.TryGetProperty("CollectionId", out var id) ? id.GetString() : null;

    /// <summary>Whether ALL attributes are asked for, among them those that the purpose may not read.</summary>
    public static bool AsksForAll(JsonElement input) => Listed(input, "Attributes", "DetectionAttributes")
        .Contains("ALL");

    /// <summary>The input with a hash in the place of each picture's bytes.</summary>
    public static JsonObject Probe(JsonElement input)
    {
        var probe = new JsonObject();
        foreach (var member in input.EnumerateObject())
        {
            probe[member.Name] = Kept(member.Value);
        }

        return probe;
    }

    private static JsonNode? Kept(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.TryGetProperty("Bytes", out var bytes)
                && bytes.TryGetBytesFromBase64(out var picture):
                return new JsonObject { ["Sha256"] = Convert.ToHexStringLower(SHA256.HashData(picture)) };
            case JsonValueKind.Object:
                var kept = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    kept[member.Name] = Kept(member.Value);
                }

                return kept;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Kept)]);
            case JsonValueKind.Number:
                return value.GetRawText(); // A record holds fractions as text.
            default:
                return JsonNode.Parse(value.GetRawText());
        }
    }

    private static decimal Threshold(JsonElement input)
    {
        foreach (var name in Thresholds)
        {
            if (input.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number)
            {
                // The text of the number: as a float 99.07 would be a little less than it says.
                return value.TryGetDecimal(out var percent) ? percent : 0;
            }
        }

        return ThresholdPercentDefault;
    }

    private static List<string> Names(JsonElement input, params string[] members) =>
        [.. Listed(input, members).Where(name => name is not ("ALL" or "DEFAULT")).Distinct()];

    private static IEnumerable<string> Listed(JsonElement input, params string[] members) => members
        .SelectMany(member => input.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : [])
        .Select(name => name.GetString() ?? "");
}

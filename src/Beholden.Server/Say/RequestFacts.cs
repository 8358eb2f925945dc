using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Store;

namespace Beholden.Server.Say;

/// <summary>What of a checked input the rules and the ledger need to know. Sees no picture.</summary>
internal static class RequestFacts
{
    private const decimal ThresholdPercentDefault = 80; // The contract's, of every call that has one.

    // Where the contract puts the least similarity of a match.
    private static readonly string[] Thresholds =
        ["FaceMatchThreshold", "UserMatchThreshold", "SimilarityThreshold"];

    private static readonly HashSet<string> Kept =
    [
        .. Thresholds, "CollectionId", "FaceId", "FaceIds", "UserId", "ExternalImageId", "Image",
        "SourceImage", "TargetImage", "MaxFaces", "MaxUsers", "MaxResults", "QualityFilter",
        "ClientRequestToken", "ResourceArn", "Tags",
    ];

    private static readonly HashSet<string> InBucket = ["Bucket", "Name", "Version"];

    /// <param name="collection">Of the input; null where it names none, or one that is not there.</param>
    public static Asked Asked(
        string operation, JsonElement input, Call call, Collection? collection, DateTimeOffset now)
    {
        var asked = new Asked(call.AccessKeyId, call.Purpose, operation)
        {
            Collection = CollectionId(input) is { } id ? $"{call.Region}/{id}" : null,
            Case = call.Case,
            IsLive = call.Stream is not null,
            Stream = call.Stream,
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

    public static string? CollectionId(JsonElement input) => Text(input, "CollectionId");

    /// <summary>Whom the faces of a picture are said to be of; null: it is not said.</summary>
    public static string? Person(JsonElement input) => Text(input, "ExternalImageId");

    /// <summary>
    /// Whether ALL attributes are asked for, among them those that the purpose may not read.
    /// </summary>
    public static bool AsksForAll(JsonElement input) => Listed(input, "Attributes", "DetectionAttributes")
        .Contains("ALL");

    /// <summary>
    /// What the input asks about: ids and settings of the contract, and of a picture its hash or its place.
    /// Anything else that a client sent is no part of it.
    /// </summary>
    public static JsonObject Probe(JsonElement input)
    {
        var probe = new JsonObject();
        foreach (var member in input.EnumerateObject().Where(member => Kept.Contains(member.Name)))
        {
            probe[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.Array => new JsonArray([.. member.Value.EnumerateArray().Select(Text)]),
                JsonValueKind.Object when member.Name == "Tags" => new JsonObject(member.Value
                    .EnumerateObject().Select(tag => KeyValuePair.Create(tag.Name, Text(tag.Value)))),
                JsonValueKind.Object => Picture(member.Value),
                _ => Text(member.Value),
            };
        }

        return probe;
    }

    private static JsonObject Picture(JsonElement image)
    {
        if (image.TryGetProperty("Bytes", out var bytes) && bytes.ValueKind == JsonValueKind.String
            && bytes.TryGetBytesFromBase64(out var picture))
        {
            return new() { ["Sha256"] = Convert.ToHexStringLower(SHA256.HashData(picture)) };
        }

        var place = new JsonObject();
        if (image.TryGetProperty("S3Object", out var s3) && s3.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in s3.EnumerateObject().Where(member => InBucket.Contains(member.Name)))
            {
                place[member.Name] = Text(member.Value);
            }
        }

        return place;
    }

    /// <summary>
    /// A record holds numbers as text, since fractions can be written in more than one way.
    /// </summary>
    private static JsonNode? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static string? Text(JsonElement input, string member) =>
        input.TryGetProperty(member, out var value) ? value.GetString() : null;

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
        .SelectMany(member =>
            input.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray()
                : [])
        .Select(name => name.GetString() ?? "");
}

using System.Text;
using System.Text.Json.Nodes;

namespace Beholden.Tests.Support;

/// <summary>A body for an operation, broken in one or several ways.</summary>
internal sealed record FuzzedInput(string Operation, byte[] Body);

/// <summary>
/// Good requests and what random hands make of them: other types, other sizes, broken bytes.
/// </summary>
internal static class FuzzedInputs
{
    /// <summary>The errors that a broken body may be answered with.</summary>
    public static string[] Documented { get; } =
    [
        "ValidationException", "SerializationException", "InvalidParameterException", "ConflictException",
        "ResourceNotFoundException", "ResourceAlreadyExistsException", "InvalidPaginationTokenException",
        "InvalidS3ObjectException", "IdempotentParameterMismatchException", "ServiceQuotaExceededException",
    ];

    public static IEnumerable<FuzzedInput> Make(string collection, int count, int seed)
    {
        var random = new Random(seed);
        var good = Good(collection);
        for (var i = 0; i < count; i++)
        {
            var (operation, input) = good[random.Next(good.Count)];
            var broken = input.DeepClone();
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                BreakValue(broken.AsObject(), random);
            }

            var body = Encoding.UTF8.GetBytes(broken.ToJsonString());
            yield return new(operation, random.Next(3) == 0 ? BreakBytes(body, random) : body);
        }
    }

    private static List<(string Operation, JsonObject Input)> Good(string collection)
    {
        var id = Guid.NewGuid().ToString();
        var small = Pictures.Image(Pictures.Empty(80, 80));
        JsonObject In(params (string Name, JsonNode? Value)[] members)
        {
            var input = new JsonObject { ["CollectionId"] = collection };
            foreach (var (name, value) in members)
            {
                input[name] = value?.DeepClone();
            }

            return input;
        }

        return
        [
            ("DescribeCollection", In()),
            ("ListCollections", new() { ["MaxResults"] = 3, ["NextToken"] = "token" }),
            ("DetectFaces", new() { ["Image"] = small.DeepClone(), ["Attributes"] = new JsonArray("ALL") }),
            ("CompareFaces", new()
            {
                ["SourceImage"] = small.DeepClone(),
                ["TargetImage"] = small.DeepClone(),
            }),
            ("IndexFaces", In(("Image", small), ("ExternalImageId", "one"), ("MaxFaces", 2))),
            ("ListFaces", In(("MaxResults", 10), ("FaceIds", new JsonArray(id)))),
            ("DeleteFaces", In(("FaceIds", new JsonArray(id, id)))),
            ("SearchFaces", In(("FaceId", id), ("FaceMatchThreshold", 70.5), ("MaxFaces", 5))),
            ("SearchFacesByImage", In(("Image", small), ("QualityFilter", "AUTO"))),
            ("CreateUser", In(("UserId", "someone"), ("ClientRequestToken", "token-1"))),
            ("DeleteUser", In(("UserId", "someone"))),
            ("ListUsers", In(("MaxResults", 5))),
            ("AssociateFaces", In(("UserId", "someone"), ("FaceIds", new JsonArray(id)))),
            ("DisassociateFaces", In(("UserId", "someone"), ("FaceIds", new JsonArray(id)))),
            ("SearchUsers", In(("FaceId", id), ("MaxUsers", 3))),
            ("SearchUsersByImage", In(("Image", small), ("MaxUsers", 3))),
            ("TagResource", new()
            {
                ["ResourceArn"] = $"arn:aws:rekognition:x:1:collection/{collection}",
                ["Tags"] = new JsonObject { ["a"] = "b" },
            }),
        ];
    }

    private static void BreakValue(JsonObject input, Random random)
    {
        if (input.Count == 0)
        {
            return;
        }

        var name = input.ElementAt(random.Next(input.Count)).Key;
        if (input[name] is JsonObject inner && random.Next(2) == 0)
        {
            BreakValue(inner, random);
            return;
        }

        switch (random.Next(3))
        {
            case 0:
                input.Remove(name);
                break;
            case 1:
                input[name + "Extra"] = Odd(random);
                break;
            default:
                input[name] = Odd(random);
                break;
        }
    }

    private static JsonNode? Odd(Random random) => random.Next(14) switch
    {
        0 => null,
        1 => random.NextInt64(long.MinValue, long.MaxValue),
        2 => -1,
        3 => 1e308,
        4 => "",
        5 => new string('x', random.Next(1, 3_000)),
        6 => "\u0000\ud7ff\uffff",
        7 => true,
        8 => new JsonArray(),
        9 => new JsonArray(null, 1, "a", new JsonObject()),
        10 => new JsonObject(),
        11 => "!!! not base64 ~",
        12 => new JsonArray([.. Enumerable.Range(0, random.Next(1, 5_000)).Select(i => (JsonNode)$"{i}")]),
        _ => Guid.NewGuid().ToString(),
    };

    private static byte[] BreakBytes(byte[] body, Random random)
    {
        var broken = body.ToArray();
        for (var times = random.Next(1, 5); times > 0 && broken.Length > 0; times--)
        {
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? broken[..random.Next(broken.Length)] : broken;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Server.Say;
using Beholden.Wire;

namespace Beholden.Server.Live;

/// <summary>Where the faces of a stream are looked for.</summary>
/// <param name="ThresholdPercent">Least similarity, as written; null: the contract's default.</param>
internal sealed record LiveSearch(string CollectionId, decimal? ThresholdPercent)
{
    /// <summary>The input of SearchFacesByImage for a frame.</summary>
    public JsonObject Input(ReadOnlySpan<byte> frame)
    {
        var input = new JsonObject
        {
            [nameof(CollectionId)] = CollectionId,
            ["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(frame) },
            ["MaxFaces"] = 1,
        };
        if (ThresholdPercent is { } percent)
        {
            input["FaceMatchThreshold"] = percent;
        }

        return input;
    }
}

/// <summary>What whoever opened the stream wants to see of it.</summary>
/// <param name="IsPrivate">Faces are covered before a frame is shown, and nobody is identified.</param>
/// <param name="Search">Null: nobody is looked for.</param>
internal sealed record LiveSettings(bool IsPrivate, LiveSearch? Search)
{
    private const int IdCharsMax = 255; // The contract's, of CollectionId.

    public static LiveSettings Default { get; } = new(IsPrivate: true, Search: null);

    /// <exception cref="SerializationException">It is no JSON.</exception>
    /// <exception cref="ValidationException">A member is wrong.</exception>
    public static LiveSettings Read(ReadOnlyMemory<byte> message)
    {
        using var json = AwsJson.Parse(message);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw AdminInput.Wrong("The message", "must be an object");
        }

        var input = new AdminInput(json.RootElement);
        var isPrivate = input.Find("Privacy") switch
        {
            null or { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => throw AdminInput.Wrong("Privacy", "must be true or false"),
        };
        if (input.Find("Identify") is not { ValueKind: not JsonValueKind.Null } wanted)
        {
            return new(isPrivate, Search: null);
        }

        if (isPrivate)
        {
            throw AdminInput.Wrong(
                "Identify", "needs Privacy to be false: in privacy mode nobody is identified");
        }

        if (wanted.ValueKind != JsonValueKind.Object)
        {
            throw AdminInput.Wrong("Identify", "must be an object or null");
        }

        var search = new AdminInput(wanted);
        decimal? threshold = search.Find("FaceMatchThreshold") switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var percent)
                && percent is >= 0 and <= 100 => percent,
            _ => throw AdminInput.Wrong("FaceMatchThreshold", "must be a number from 0 to 100"),
        };
        return new(isPrivate, new(search.Text("CollectionId", IdCharsMax), threshold));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// What everybody may know of one act. It names no face, no picture and no person; what it stands for
/// lies in the <see cref="LedgerRecord"/> beside it, of which it holds a salted commitment.
/// </summary>
/// <remarks>
/// Members without a value are left out of the JSON; the others stand in the order of this file.
/// </remarks>
public sealed record LedgerEntry
{
    /// <summary>The version of the format that this program writes.</summary>
    public const int VersionNow = 1;

    public int Version { get; private init; } = VersionNow;

    /// <summary>Kept to the millisecond.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// Such as <c>intent</c>, <c>outcome</c>, <c>entry</c>, <c>aggregate</c>, <c>record-read</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>The call of the API, such as <c>SearchFacesByImage</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The purpose of the key.</summary>
    public string? Purpose { get; init; }

    /// <summary>The access key's id, which stands for its holder.</summary>
    public string? Key { get; init; }

    /// <summary>The index of the entry that this one ends or concerns: an outcome's intent.</summary>
    public long? Of { get; init; }

    /// <summary>Region and name of the collection.</summary>
    public string? Collection { get; init; }

    /// <summary>Root over the collection's faces, hexadecimal.</summary>
    public string? CollectionRoot { get; init; }

    /// <summary>Faces of the collection.</summary>
    public long? CollectionSize { get; init; }

    public string? ModelHash { get; init; }

    public string? CalibrationHash { get; init; }

    /// <summary>As a decimal number, such as <c>99.0</c>: text, so that it never varies.</summary>
    public string? Threshold { get; init; }

    /// <summary>Such as <c>allow</c> or <c>deny</c>.</summary>
    public string? Decision { get; init; }

    /// <summary>The ids of the rules that decided.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>
    /// Numbers by name, such as the calls of an aggregate; written in the order of the names.
    /// </summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// HMAC-SHA256 of the record under a key of its own, 64 hexadecimal digits; set by the log.
    /// </summary>
    public string? RecordCommit { get; internal init; }

    /// <returns>The bytes that are hashed.</returns>
    /// <exception cref="LedgerFormatException">
    /// More than <see cref="LedgerLimits.EntryBytesMax"/>.
    /// </exception>
    internal byte[] ToBytes()
    {
        var json = new JsonObject { ["v"] = Version, ["t"] = Time.ToUnixTimeMilliseconds() };
        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        Add("kind", Kind);
        Add("operation", Operation);
        Add("purpose", Purpose);
        Add("key", Key);
        Add("of", Of);
        Add("collection", Collection);
        Add("collectionRoot", CollectionRoot);
        Add("collectionSize", CollectionSize);
        Add("modelHash", ModelHash);
        Add("calibrationHash", CalibrationHash);
        Add("threshold", Threshold);
        Add("decision", Decision);
        Add("rules", Rules.Count == 0 ? null : new JsonArray([.. Rules.Select(rule => (JsonNode)rule)]));
        Add("counts", Counts.Count == 0 ? null : new JsonObject(Counts
            .OrderBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))));
        Add("recordCommit", RecordCommit);
        var bytes = CanonicalJson.Write(json, isSorted: false);
        return bytes.Length <= LedgerLimits.EntryBytesMax
            ? bytes
            : throw new LedgerFormatException($"The entry of {Operation} has {bytes.Length} bytes instead of "
                + $"{LedgerLimits.EntryBytesMax} at most.");
    }

    /// <summary>Reads an entry; members that this version does not know are passed over.</summary>
    /// <param name="bytes">At most 65,535: an entry of any log.</param>
    /// <exception cref="LedgerFormatException">No such entry.</exception>
    public static LedgerEntry Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            return new LedgerEntry
            {
                Version = root.GetProperty("v").GetInt32(),
                Time = DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("t").GetInt64()),
                Kind = Text(root, "kind") ?? "",
                Operation = Text(root, "operation") ?? "",
                Purpose = Text(root, "purpose"),
                Key = Text(root, "key"),
                Of = Number(root, "of"),
                Collection = Text(root, "collection"),
                CollectionRoot = Text(root, "collectionRoot"),
                CollectionSize = Number(root, "collectionSize"),
                ModelHash = Text(root, "modelHash"),
                CalibrationHash = Text(root, "calibrationHash"),
                Threshold = Text(root, "threshold"),
                Decision = Text(root, "decision"),
                Rules = root.TryGetProperty("rules", out var rules)
                    ? [.. rules.EnumerateArray().Select(rule => rule.GetString() ?? "")]
                    : [],
                Counts = root.TryGetProperty("counts", out var counts) ? CountsOf(counts) : NoCounts,
                RecordCommit = Text(root, "recordCommit"),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException
            or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            throw new LedgerFormatException($"The bytes are no entry of the ledger: {wrong.Message}");
        }
    }

    private static readonly Dictionary<string, long> NoCounts = [];

    private static Dictionary<string, long> CountsOf(JsonElement counts)
    {
        var read = new Dictionary<string, long>();
        foreach (var count in counts.EnumerateObject())
        {
            read[count.Name] = count.Value.GetInt64();
        }

        return read;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetInt64() : null;
}

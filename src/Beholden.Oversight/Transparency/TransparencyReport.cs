using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;

namespace Beholden.Oversight.Transparency;

/// <summary>
/// What the public may know of how this server is used: made of the ledger alone, and signed with its key.
/// </summary>
/// <param name="Json">The report; cells of people's uses below <see cref="CellMin"/> have no number.</param>
/// <param name="Note">A C2SP note over the SHA-256 of the report's bytes and the length of the log.</param>
public sealed record TransparencyReport(JsonObject Json, string Note)
{
    /// <summary>Fewer than so many uses could be one person's: only that there were some is told.</summary>
    public const int CellMin = 10;

    private const string Title = "beholden transparency v1";

    /// <summary>The same tally gives the same bytes.</summary>
    public static TransparencyReport Of(TransparencyTally tally, LedgerLog ledger)
    {
        var json = Content(tally, ledger.Verifier.ToString());
        return new(json, ledger.SignNote(Text(json, tally.Size)));
    }

    /// <summary>The report with its signature, as it is given out.</summary>
    public JsonObject ToJson() => new() { ["report"] = Json.DeepClone(), ["signature"] = Note };

    /// <summary>The text that the note signs: title, length of the log, hash of the report.</summary>
    public static string Text(JsonObject report, long size) => string.Join(
        '\n', Title, size.ToString(CultureInfo.InvariantCulture),
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(report.ToJsonString(Plain)))), "");

    // As it stands on the wire: no spaces, and only what must be is escaped.
    internal static JsonSerializerOptions Plain { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Content(TransparencyTally tally, string key) => new()
    {
        ["key"] = key,
        ["entries"] = tally.Size,
        ["from"] = Time(tally.First),
        ["to"] = Time(tally.Last),
        ["profile"] = tally.Rules.Count > 0 ? tally.Rules[^1].Profile : "",
        ["enforced"] = tally.Rules.Count > 0 && tally.Rules[^1].Enforced,
        ["cellMin"] = CellMin,
        ["uses"] = new JsonArray(
        [
            .. tally.Uses.OrderBy(one => (one.Key.Month, one.Key.Purpose, one.Key.Operation, one.Key.Outcome))
                .Select(one => new JsonObject
                {
                    ["month"] = one.Key.Month,
                    ["purpose"] = one.Key.Purpose,
                    ["operation"] = one.Key.Operation,
                    ["outcome"] = one.Key.Outcome,
                    ["count"] = Cell(one.Value),
                }),
        ]),
        ["denials"] = new JsonArray(
        [
            .. tally.Denials.OrderBy(one => one.Key).Select(one => new JsonObject
            {
                ["month"] = one.Key.Month,
                ["rule"] = one.Key.Rule,
                ["count"] = Cell(one.Value),
            }),
        ]),
        ["rules"] = new JsonArray([.. tally.Rules.Select(Rules)]),
        ["stops"] = new JsonArray(
        [
            .. tally.Stops.Select(stop => new JsonObject
            {
                ["stop"] = stop.Stop,
                ["what"] = stop.What,
                ["at"] = Time(stop.At),
                ["resumedAt"] = Time(stop.ResumedAt),
            }),
        ]),
        ["models"] = new JsonArray(
        [
            .. tally.Models.Select(model => new JsonObject
            {
                ["model"] = model.Model,
                ["calibration"] = model.Calibration,
                ["first"] = Time(model.First),
                ["last"] = Time(model.Last),
            }),
        ]),
        ["governing"] = new JsonObject(tally.Governing.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))),
    };

    private static JsonObject Rules(RulesSince rules) => new()
    {
        ["since"] = Time(rules.Since),
        ["entry"] = rules.Entry,
        ["version"] = rules.Version,
        ["profile"] = rules.Profile,
        ["enforced"] = rules.Enforced,
        ["hash"] = rules.Hash,
        ["floors"] = new JsonObject(rules.Floors.OrderBy(floor => floor.Key, StringComparer.Ordinal)
            .Select(floor => KeyValuePair.Create(floor.Key, (JsonNode?)floor.Value))),
    };

    private static JsonNode? Cell(long count) => count < CellMin ? null : count;

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Beholden.Oversight.Ledger;

namespace Beholden.Oversight.Transparency;

/// <summary>What happened under one purpose in one month.</summary>
/// <param name="Month">UTC, such as <c>2026-11</c>.</param>
/// <param name="Outcome">answered, failed, denied, or would-deny where nothing is enforced.</param>
public sealed record Use(string Month, string Purpose, string Operation, string Outcome);

/// <summary>The rules from a time on, as the ledger tells them.</summary>
/// <param name="Floors">By purpose: one false candidate in so many searches; 0: no floor.</param>
public sealed record RulesSince(
    DateTimeOffset Since, long Entry, long Version, string Profile, bool Enforced, string Hash,
    IReadOnlyDictionary<string, long> Floors);

/// <summary>A stop, as the ledger tells it.</summary>
/// <param name="What">All, or the scope and what it names.</param>
/// <param name="ResumedAt">Null while it is in effect.</param>
public sealed record StopTold(long Stop, string What, DateTimeOffset At, DateTimeOffset? ResumedAt);

/// <summary>A network and its calibration, and the entries that were made with them.</summary>
public sealed record ModelUsed(string Model, string? Calibration, DateTimeOffset First, DateTimeOffset Last);

/// <summary>
/// Adds up entries of the ledger, one after the other. Nothing else goes in, so whoever has the log gets the
/// same numbers.
/// </summary>
public sealed class TransparencyTally
{
    private const string FloorPrefix = "floor:";

    private readonly Dictionary<Use, long> uses = [];
    private readonly Dictionary<(string Month, string Rule), long> denials = [];
    private readonly List<RulesSince> rules = [];
    private readonly Dictionary<long, StopTold> stops = [];
    private readonly Dictionary<(string, string?), ModelUsed> models = [];
    private readonly Dictionary<string, long> governing = [];

    /// <summary>Entries that were added up.</summary>
    public long Size { get; private set; }

    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    public IReadOnlyDictionary<Use, long> Uses => uses;

    /// <summary>By month and rule: denials that name it.</summary>
    public IReadOnlyDictionary<(string Month, string Rule), long> Denials => denials;

    public IReadOnlyList<RulesSince> Rules => rules;

    public IEnumerable<StopTold> Stops => stops.Values.OrderBy(stop => stop.Stop);

    public IEnumerable<ModelUsed> Models => models.Values.OrderBy(model => model.First);

    /// <summary>
    /// Acts of those who govern, by name: proposals, approvals, keys made, records read and erased.
    /// </summary>
    public IReadOnlyDictionary<string, long> Governing => governing;

    /// <exception cref="ArgumentException">It is not the entry that follows.</exception>
    public void Add(IndexedEntry indexed)
    {
        if (indexed.Index != Size)
        {
            throw new ArgumentException($"Entry {indexed.Index} does not follow the {Size} that were added.");
        }

        Size++;
        var entry = indexed.Entry;
        First ??= entry.Time;
        Last = entry.Time;
        switch (entry.Kind)
        {
            case LedgerAggregates.Kind:
                foreach (var (outcome, count) in entry.Counts)
                {
                    AddUse(entry, outcome, count);
                }

                break;
            case "entry" or "outcome" or "verdict" or "release":
                AddUse(entry, Outcome(entry), 1);
                break;
            case "denial":
                AddUse(entry, "denied", 1);
                AddDenial(entry);
                break;
            case "policy":
                AddRules(indexed);
                break;
            case "stop":
                AddStop(entry);
                break;
            case "key":
                AddGoverning($"key {entry.Operation}");
                break;
            case "case" or "training":
                AddGoverning($"{entry.Kind} {entry.Operation}");
                break;
            case "record-read":
                AddGoverning("record read");
                break;
            case "record-erase":
                AddGoverning("record erased");
                break;
            case "consent" or "person" or "sweep":
                AddGoverning($"{entry.Kind} {entry.Operation}");
                break;
            default: // An intent is told by its outcome.
                break;
        }

        AddModel(entry);
    }

    private static string Outcome(LedgerEntry entry) =>
        entry.Counts.ContainsKey("failed") ? "failed"
        : entry.Decision == "would-deny" ? "would-deny"
        : "answered";

    private static string Month(LedgerEntry entry) =>
        entry.Time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private void AddUse(LedgerEntry entry, string outcome, long count)
    {
        var use = new Use(Month(entry), entry.Purpose ?? "", entry.Operation, outcome);
        uses[use] = uses.GetValueOrDefault(use) + count;
    }

    private void AddDenial(LedgerEntry entry)
    {
        foreach (var rule in entry.Rules)
        {
            var key = (Month(entry), rule);
            denials[key] = denials.GetValueOrDefault(key) + 1;
        }
    }

    private void AddRules(IndexedEntry indexed)
    {
        var entry = indexed.Entry;
        if (entry.Operation is not ("change" or "loosen"))
        {
            AddGoverning(entry.Operation);
            return;
        }

        rules.Add(new(
            entry.Time, indexed.Index, entry.Counts.GetValueOrDefault("version"),
            entry.Rules.Count > 0 ? entry.Rules[0] : "", entry.Counts.GetValueOrDefault("enforced") != 0,
            entry.PolicyHash ?? "",
            entry.Counts.Where(count => count.Key.StartsWith(FloorPrefix, StringComparison.Ordinal))
                .ToDictionary(count => count.Key[FloorPrefix.Length..], count => count.Value)));
    }

    private void AddStop(LedgerEntry entry)
    {
        var id = entry.Counts.GetValueOrDefault("stop");
        switch (entry.Operation)
        {
            case "stop":
                var scope = entry.Rules.Count > 0 ? entry.Rules[0] : "";
                stops[id] = new(
                    id, $"{scope} {entry.Purpose ?? entry.Collection}".Trim(), entry.Time, ResumedAt: null);
                break;
            case "resume" when stops.TryGetValue(id, out var stop):
                stops[id] = stop with { ResumedAt = entry.Time };
                break;
            default:
                AddGoverning(entry.Operation);
                break;
        }
    }

    private void AddModel(LedgerEntry entry)
    {
        if (entry.ModelHash is { } model)
        {
            var key = (model, entry.CalibrationHash);
            models[key] = models.TryGetValue(key, out var before)
                ? before with { Last = entry.Time }
                : new(model, entry.CalibrationHash, entry.Time, entry.Time);
        }
    }

    private void AddGoverning(string what) => governing[what] = governing.GetValueOrDefault(what) + 1;
}

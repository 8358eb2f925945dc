using System.Globalization;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Policy;
using Beholden.Store;

namespace Beholden.Server.Say;

/// <summary>What the entries of one server have in common.</summary>
/// <param name="ModelHash">The embedding contract: network, hash of its weights, preprocessing.</param>
/// <param name="CalibrationHash">SHA-256 of the card; null without one.</param>
internal sealed record EntrySource(string ModelHash, string? CalibrationHash);

/// <summary>Writes the entries of calls. An entry that cannot be written ends the call.</summary>
internal sealed class Entries(
    LedgerLog ledger, LedgerAggregates aggregates, EntrySource source, TimeProvider clock)
{
    public const string Intent = "intent", Outcome = "outcome", Entry = "entry", Denial = "denial";

    /// <summary>A call that neither compares nor stores: a number more in its minute's entry.</summary>
    public void Count(Asked asked, string outcome)
        => aggregates.Count(asked.AccessKeyId, asked.PurposeId, asked.Operation, outcome);

    /// <param name="kind">One of the kinds above.</param>
    /// <param name="searched">What a search began with; null for other calls.</param>
    /// <param name="people">What is told in the record only; null: no record.</param>
    /// <returns>The entry's index, once it is on the disk.</returns>
    public Task<long> Write(
        string kind, Asked asked, Decision decision, PolicySet policy, Collection? collection,
        FaceSetRoot? searched, long? of, JsonObject? people,
        IReadOnlyDictionary<string, long>? counts = null)
        => ledger.Append(
            new()
            {
                Time = clock.GetUtcNow(),
                Kind = kind,
                Operation = asked.Operation,
                Purpose = asked.PurposeId,
                Key = asked.AccessKeyId,
                Of = of,
                Collection = asked.Collection,
                CollectionRoot = searched?.Root,
                CollectionSize = searched?.Count ?? collection?.FaceCount,
                ModelHash = source.ModelHash,
                CalibrationHash = source.CalibrationHash,
                PolicyHash = policy.Hash,
                Threshold = asked.SimilarityPercent?.ToString("0.####", CultureInfo.InvariantCulture),
                Decision = decision.IsAllowed ? "allow" : policy.Profile.Enforced ? "deny" : "would-deny",
                Rules = decision.Rules,
                Counts = counts ?? new Dictionary<string, long>(),
            },
            people is null ? null : new LedgerRecord(people),
            // From here on it is entered, whoever hangs up: what was decided did happen.
            CancellationToken.None);
}

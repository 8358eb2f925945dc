using System.Text.Json;
using Beholden.Oversight.Ledger;

namespace Beholden.Server.Persons;

/// <summary>An entry of the ledger whose record names a person.</summary>
/// <param name="Similarity">Of the person's likest face in a search; null elsewhere.</param>
/// <param name="IsAlone">Whether the record names nobody else.</param>
internal sealed record NamedRecord(long Index, LedgerEntry Entry, string? Similarity, bool IsAlone);

/// <summary>Looks people up in the sealed records of the ledger, entry by entry.</summary>
internal sealed class PersonRecords(LedgerLog ledger)
{
    /// <summary>
    /// Entries that are looked through, the newest, so that it takes less than a minute: 13,700 a second on
    /// two cores that were busy with other work (bench/run person-records).
    /// </summary>
    public const long EntriesMax = 500_000;

    // Where records write who they are about; the rest are settings and hashes.
    private static readonly HashSet<string> Names =
    [
        "FaceId", "FaceIds", "UserId", "ExternalImageId", "DeletedFaces", "person", "hidden", "destroyed",
    ];

    /// <summary>The first entry that is looked at.</summary>
    public long From => Math.Max(0, ledger.Size - EntriesMax);

    /// <param name="collection">REGION/ID.</param>
    /// <param name="ids">Face ids, a user's id, an ExternalImageId.</param>
    public async Task<IReadOnlyList<NamedRecord>> Find(
        string collection, IReadOnlySet<string> ids, CancellationToken cancelled)
    {
        var found = new List<NamedRecord>();
        await foreach (var (indexed, record) in ledger.Records(
            From, entry => entry.Collection == collection, cancelled))
        {
            var (named, similarity) = Read(record.Content.Span, ids);
            if (named.Overlaps(ids))
            {
                found.Add(new(indexed.Index, indexed.Entry, similarity, named.IsSubsetOf(ids)));
            }
        }

        return found;
    }

    /// <returns>Everybody that a record names, and how alike the first of these ids was.</returns>
    private static (HashSet<string> Named, string? Similarity) Read(
        ReadOnlySpan<byte> record, IReadOnlySet<string> ids)
    {
        var json = new Utf8JsonReader(record);
        var named = new HashSet<string>();
        var (member, isTheirs) = ("", false);
        string? similarity = null;
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    isTheirs = false;
                    break;
                case JsonTokenType.PropertyName:
                    member = json.GetString()!;
                    break;
                case JsonTokenType.String when Names.Contains(member):
                    var id = json.GetString()!;
                    named.Add(id);
                    isTheirs |= ids.Contains(id);
                    break;
                // Members stand in the order of their names, so that an id comes before its similarity.
                case JsonTokenType.String when member == "Similarity" && isTheirs:
                    similarity ??= json.GetString();
                    break;
            }
        }

        return (named, similarity);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// What a person can take away and check without the server: one entry, the proof that a signed log holds it,
/// and, if it was given, the record that the entry stands for.
/// </summary>
/// <param name="Entry">The bytes that are hashed.</param>
/// <param name="Record">Null where the entry has none, or it was not given.</param>
/// <param name="Key">The log's key as whoever gave the receipt knows it.</param>
public sealed record LedgerReceipt(
    ReadOnlyMemory<byte> Entry, LedgerProof Proof, DisclosedRecord? Record, VerifierKey Key)
{
    private const string FormatNow = "beholden-receipt-1";

    public string ToJson() => new JsonObject
    {
        ["format"] = FormatNow,
        ["entry"] = Encoding.UTF8.GetString(Entry.Span),
        ["proof"] = Proof.ToString(),
        ["record"] = Record is null ? null : Encoding.UTF8.GetString(Record.Content.Span),
        ["recordKey"] = Record is null ? null : Convert.ToHexStringLower(Record.Key.Span),
        ["key"] = Key.ToString(),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    /// <summary>Makes the receipt of an entry from what everybody may read of a log.</summary>
    /// <param name="fetch">Gives each file by its name: see <see cref="LedgerPages"/>.</param>
    /// <exception cref="LedgerFormatException">What was fetched is no log.</exception>
    public static async Task<LedgerReceipt> Fetch(
        long index, DisclosedRecord? record, Func<string, CancellationToken, Task<byte[]>> fetch,
        CancellationToken cancelled)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        var place = string.Create(CultureInfo.InvariantCulture, $"{LedgerPages.Inclusion}?index={index}");
        var proof = LedgerProof.Parse(await fetch(place, cancelled));
        var key = LedgerExport.ReadKey(await fetch(LedgerPages.Key, cancelled));
        var head = LedgerCheckpoint.Parse(Encoding.UTF8.GetBytes(proof.Checkpoint), key);
        var bundle = TilePath.Of(head.Size).First(
            tile => tile.IsEntries && index - (tile.Number * TilePath.WidthFull) is >= 0 and var at
                && at < tile.Width);
        var entries = EntryBundle.Read(await fetch(bundle.ToString(), cancelled), bundle.Width);
        return new(entries[(int)(index - (bundle.Number * TilePath.WidthFull))], proof, record, key);
    }

    /// <exception cref="LedgerFormatException">No such receipt.</exception>
    public static LedgerReceipt Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var root = JsonNode.Parse(json, null, new JsonDocumentOptions { MaxDepth = 2 })?.AsObject();
            if ((string?)root?["format"] != FormatNow)
            {
                throw new LedgerFormatException($"The file is no receipt of the format {FormatNow}.");
            }

            var record = (string?)root["record"] is { } content
                ? new DisclosedRecord(
                    Encoding.UTF8.GetBytes(content), Convert.FromHexString((string?)root["recordKey"] ?? ""))
                : null;
            return new(
                Encoding.UTF8.GetBytes((string?)root["entry"] ?? ""),
                LedgerProof.Parse(Encoding.UTF8.GetBytes((string?)root["proof"] ?? "")),
                record,
                VerifierKey.Parse((string?)root["key"] ?? ""));
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException
            or ArgumentException)
        {
            throw new LedgerFormatException("The receipt is malformed JSON.", wrong);
        }
    }

    /// <param name="known">The log's key from elsewhere; null takes the receipt's word for it.</param>
    public ReceiptVerdict Verify(VerifierKey? known)
    {
        var findings = new List<string>();
        LedgerEntry? entry = null;
        try
        {
            entry = LedgerEntry.Parse(Entry);
            if (!Proof.Proves(Entry.Span, known ?? Key))
            {
                findings.Add("The log under the checkpoint does not hold this entry at this place.");
            }
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong.Message);
        }

        if (Record is { } record && entry is not null
            && LedgerRecord.Commit(record.Key.Span, record.Content.Span) != entry.RecordCommit)
        {
            findings.Add("The record is not the one that the entry commits to.");
        }

        return new(findings, entry, Proof.Index, Sentence(findings.Count == 0, entry, known is not null));
    }

    private string Sentence(bool holds, LedgerEntry? entry, bool keyIsKnown)
    {
        if (!holds || entry is null)
        {
            return "Not proven: this receipt does not hold.";
        }

        var time = entry.Time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return $"Proven: the log {Key.Name} holds, as its entry {Proof.Index}, {entry.Operation} of {time}"
            + (Record is null ? "" : ", and the record shown is what it stands for")
            + ". Not proven: that the server did as it wrote"
            + (keyIsKnown ? "." : ", and whose log this is, as no --key was given.");
    }
}

/// <summary>What a receipt was found to be.</summary>
/// <param name="Findings">What is wrong; empty when all holds.</param>
/// <param name="Sentence">What is proven and what is not, for people.</param>
public sealed record ReceiptVerdict(
    IReadOnlyList<string> Findings, LedgerEntry? Entry, long Index, string Sentence)
{
    public bool Holds => Findings.Count == 0;
}

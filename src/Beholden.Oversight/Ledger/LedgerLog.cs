using System.Runtime.CompilerServices;
using System.Text;
using Beholden.Store;

namespace Beholden.Oversight.Ledger;

/// <summary>An entry and where it stands.</summary>
/// <param name="Index">From 0.</param>
public sealed record IndexedEntry(long Index, LedgerEntry Entry);

/// <summary>
/// The ledger of a data folder: entries that are only ever added, under one Merkle tree. What
/// <see cref="Append"/> answered is on the disk. All members may be called from any thread.
/// </summary>
public sealed class LedgerLog : IAsyncDisposable
{
    /// <summary>What the key that seals the records is derived for: see <c>Database.Secret</c>.</summary>
    public const string RecordSealing = "ledger records";

    private readonly LedgerFile file;
    private readonly LedgerWriter writer;
    private readonly LedgerKey key;
    private readonly byte[] recordKey;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource closing = new();
    private readonly Task signing;
    private long signedAt;
    private int disposed;

    private LedgerLog(
        LedgerFile file, LedgerWriter writer, LedgerKey key, byte[] recordKey, TimeProvider clock)
    {
        (this.file, this.writer, this.key) = (file, writer, key);
        (this.recordKey, this.clock) = (recordKey, clock);
        signing = SignRegularly();
    }

    /// <summary>Entries on the disk.</summary>
    public long Size => writer.Edge.Size;

    /// <summary>What checkpoints are verified with.</summary>
    public VerifierKey Verifier => key.Verifier;

    /// <summary>
    /// Opens the ledger of a data folder that this process has locked; makes it where none is.
    /// </summary>
    /// <param name="recordKey">32 bytes, the same at every opening, from the data folder's secret.</param>
    /// <exception cref="LedgerBrokenException">
    /// Its key is missing, it lost rows, or it is not the continuation of what it signed last.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<LedgerLog> Open(
        string dataFolder, byte[] recordKey, TimeProvider clock, CancellationToken cancelled)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "ledger")).FullName;
        var path = Path.Combine(folder, "ledger.db");
        var checkpointFile = Path.Combine(folder, "checkpoint");
        var key = LedgerKey.Open(folder, mayCreate: !File.Exists(path));
        var file = await LedgerFile.Open(path, cancelled);
        LedgerLog? made = null;
        var isOpen = false;
        try
        {
            var edge = LoadEdge(file);
            var signed = LastSigned(file, key.Verifier, checkpointFile, edge);
            var writer = new LedgerWriter(file, key, checkpointFile, edge, signed);
            made = new(file, writer, key, recordKey, clock);
            await made.Checkpoint(isFresh: true, cancelled);
            isOpen = true;
            return made;
        }
        finally
        {
            if (!isOpen)
            {
                await (made?.DisposeAsync() ?? ValueTask.CompletedTask);
                file.Dispose();
            }
        }
    }

    /// <summary>Adds an entry, and keeps the record that it stands for.</summary>
    /// <returns>The entry's index, once it is on the disk.</returns>
    /// <param name="cancelled">Takes the entry back only while it waits.</param>
    /// <exception cref="LedgerFormatException">The entry is too large.</exception>
    /// <exception cref="LedgerUnwritableException">It is not in the log: the act must not happen.</exception>
    public Task<long> Append(LedgerEntry entry, LedgerRecord? record, CancellationToken cancelled)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var kept = record is null ? null : SealedRecord.Seal(record, recordKey);
        var bytes = (entry with { RecordCommit = kept?.Commit }).ToBytes();
        return writer.Run(new AppendChange(bytes, kept, cancelled), cancelled);
    }

    /// <summary>The signed head of the log.</summary>
    /// <param name="isFresh">
    /// Whether it must cover all that is answered. Otherwise it is at most a second old.
    /// </param>
    /// <exception cref="LedgerUnwritableException">It cannot be kept, so it is not given out.</exception>
    public async Task<LedgerCheckpoint> Checkpoint(bool isFresh, CancellationToken cancelled)
    {
        if (writer.Signed is { } last && (last.Size == Size || (!isFresh && !IsDue())))
        {
            return last;
        }

        var made = await writer.Run(new SignChange(cancelled), cancelled);
        Volatile.Write(ref signedAt, clock.GetTimestamp());
        return made;
    }

    /// <summary>Signs another text than a checkpoint with the ledger's key, as a C2SP note.</summary>
    /// <param name="text">Ends with a new line, and is no checkpoint.</param>
    public string SignNote(string text) => SignedNote.Sign(text, key);

    /// <summary>Whether the note carries a signature of the ledger's key that holds.</summary>
    public bool IsSigned(string note)
    {
        try
        {
            SignedNote.Parse(Encoding.UTF8.GetBytes(note)).Require(key.Verifier);
            return true;
        }
        catch (LedgerFormatException)
        {
            return false;
        }
    }

    /// <summary>The hashes of a tile, 32 bytes each; null where the log has no such tile.</summary>
    public byte[]? Tile(TilePath tile)
    {
        var tree = Tree();
        return !tile.IsEntries && tile.Width <= tree.Width(tile.Level, tile.Number)
            ? tree.Tile(tile.Level, tile.Number, tile.Width)
            : null;
    }

    /// <summary>
    /// The entries of a bundle, each behind its length; null where the log has no such bundle.
    /// </summary>
    public byte[]? Bundle(TilePath bundle) =>
        bundle.IsEntries && bundle.Width <= Tree().Width(0, bundle.Number)
            ? EntryBundle.Write(file.Entries(bundle.Number * TilePath.WidthFull, bundle.Width))
            : null;

    /// <summary>
    /// The receipt of an entry, under a checkpoint that covers it; null where there is none.
    /// </summary>
    /// <exception cref="LedgerUnwritableException">No checkpoint could be signed.</exception>
    public async Task<LedgerProof?> Receipt(long index, CancellationToken cancelled)
    {
        if (index < 0 || index >= Size)
        {
            return null;
        }

        var head = writer.Signed;
        head = head?.Size > index ? head : await Checkpoint(isFresh: true, cancelled);
        return new(index, Tree().Inclusion(index, head.Size), head.Note);
    }

    /// <returns>Null unless 0 &lt;= index &lt; size &lt;= <see cref="Size"/>.</returns>
    public IReadOnlyList<byte[]>? InclusionProof(long index, long size)
    {
        var tree = Tree();
        return index >= 0 && index < size && size <= tree.Size ? tree.Inclusion(index, size) : null;
    }

    /// <returns>Null unless 0 &lt; oldSize &lt;= newSize &lt;= <see cref="Size"/>.</returns>
    public IReadOnlyList<byte[]>? ConsistencyProof(long oldSize, long newSize)
    {
        var tree = Tree();
        return oldSize > 0 && oldSize <= newSize && newSize <= tree.Size
            ? tree.Consistency(oldSize, newSize)
            : null;
    }

    /// <returns>Null where the log has no such entry.</returns>
    public LedgerEntry? Entry(long index) =>
        index >= 0 && index < Size ? LedgerEntry.Parse(file.Entries(index, 1)[0]) : null;

    /// <returns>Null where the entry has no record, or an erased one.</returns>
    /// <exception cref="LedgerBrokenException">The record cannot be opened.</exception>
    public DisclosedRecord? ReadRecord(long index) => file.Record(index)?.Open(recordKey);

    /// <summary>Destroys a record with its key. The entry stays, and everything still verifies.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="LedgerUnwritableException">It may still be there.</exception>
    public Task<bool> EraseRecord(long index, CancellationToken cancelled) =>
        writer.Run(new EraseChange(index, cancelled), cancelled);

    /// <summary>The entries from one index on, those that are there when the reading begins.</summary>
    /// <exception cref="LedgerBrokenException">One is missing.</exception>
    public async IAsyncEnumerable<IndexedEntry> Entries(
        long from, [EnumeratorCancellation] CancellationToken cancelled)
    {
        var size = Size;
        for (var first = Math.Max(from, 0); first < size; first += TilePath.WidthFull)
        {
            cancelled.ThrowIfCancellationRequested();
            var page = file.Entries(first, (int)Math.Min(TilePath.WidthFull, size - first));
            foreach (var (at, bytes) in page.Index())
            {
                yield return new(first + at, LedgerEntry.Parse(bytes));
            }

            // A long log is read without keeping a thread from others.
            await Task.Yield();
        }
    }

    /// <summary>
    /// The entries from one index on that are wanted and have a record, with it. Opens no other record.
    /// </summary>
    /// <exception cref="LedgerBrokenException">One is missing, or cannot be opened.</exception>
    public async IAsyncEnumerable<(IndexedEntry Indexed, DisclosedRecord Record)> Records(
        long from, Func<LedgerEntry, bool> isWanted, [EnumeratorCancellation] CancellationToken cancelled)
    {
        var size = Size;
        for (var first = Math.Max(from, 0); first < size; first += TilePath.WidthFull)
        {
            cancelled.ThrowIfCancellationRequested();
            var count = (int)Math.Min(TilePath.WidthFull, size - first);
            var wanted = file.Entries(first, count)
                .Select((bytes, at) => new IndexedEntry(first + at, LedgerEntry.Parse(bytes)))
                .Where(one => one.Entry.RecordCommit is not null && isWanted(one.Entry)).ToList();
            var records = wanted.Count == 0 ? [] : file.Records(first, count);
            foreach (var one in wanted.Where(one => records.ContainsKey(one.Index)))
            {
                yield return (one, records[one.Index].Open(recordKey));
            }

            await Task.Yield();
        }
    }

    /// <summary>Finishes the appends that wait, signs what was added, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await closing.CancelAsync();
        await signing;
        var last = writer.Run(new SignChange(CancellationToken.None), CancellationToken.None);
        await ((Task)last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await writer.DisposeAsync();
        file.Dispose();
        closing.Dispose();
    }

    private TileTree Tree() => new(writer.Edge, file.FullTile);

    private bool IsDue() =>
        clock.GetElapsedTime(Volatile.Read(ref signedAt)) >= LedgerLimits.CheckpointEvery;

    private async Task SignRegularly()
    {
        using var timer = new PeriodicTimer(LedgerLimits.CheckpointEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                var attempt = Checkpoint(isFresh: true, closing.Token);
                await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException)
        {
            // The log is closed; it signs once more by itself.
        }
    }

    private static TreeEdge LoadEdge(LedgerFile file)
    {
        var size = file.Count();
        var lastCount = (int)(size % TilePath.WidthFull);
        var last = file.Entries(size - lastCount, lastCount).Select(entry => MerkleHash.Leaf(entry)).ToList();
        return TreeEdge.Load(size, last, file.FullTile);
    }

    /// <summary>
    /// The later of the checkpoints in the database and beside it; the log must continue both.
    /// </summary>
    private static LedgerCheckpoint? LastSigned(
        LedgerFile file, VerifierKey key, string checkpointFile, TreeEdge edge)
    {
        LedgerCheckpoint? last = null;
        foreach (var note in new[] { file.SignedNote(), ReadNote(checkpointFile) })
        {
            if (note is null)
            {
                continue;
            }

            var signed = Verified(note, key, checkpointFile);
            if (signed.Size > edge.Size)
            {
                throw new LedgerBrokenException($"The ledger has {edge.Size} entries, and it was signed with "
                    + $"{signed.Size} before: it was cut or is an old copy. Restore the newest one.");
            }

            if (!new TileTree(edge, file.FullTile).Root(0, signed.Size).AsSpan().SequenceEqual(signed.Root))
            {
                throw new LedgerBrokenException($"The first {signed.Size} entries of the ledger are not "
                    + "those that were signed before. Restore the ledger that was signed.");
            }

            last = last is null || signed.Size > last.Size ? signed : last;
        }

        return last;
    }

    private static LedgerCheckpoint Verified(byte[] note, VerifierKey key, string checkpointFile)
    {
        try
        {
            return LedgerCheckpoint.Parse(note, key);
        }
        catch (LedgerFormatException wrong)
        {
            throw new LedgerBrokenException("The last checkpoint of the ledger, in the database or in "
                + $"{checkpointFile}, cannot be verified: {wrong.Message}", wrong);
        }
    }

    private static byte[]? ReadNote(string path) =>
        !File.Exists(path) ? null
        : new FileInfo(path).Length <= LedgerLimits.NoteBytesMax ? File.ReadAllBytes(path)
        : [];
}

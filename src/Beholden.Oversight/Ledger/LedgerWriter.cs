using System.Text;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// The one writer of the ledger. Changes that wait at the same time share a commit, so that many callers
/// pay for one sync to disk. Either all of a commit is in the log or nothing is.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int EmptyTriesMax = 100;
    private static readonly TimeSpan EmptyPause = TimeSpan.FromMilliseconds(10); // A read takes less.

    private readonly LedgerFile file;
    private readonly LedgerKey key;
    private readonly string checkpointFile;
    private readonly Channel<LedgerChange> waiting = Channel.CreateBounded<LedgerChange>(
        new BoundedChannelOptions(LedgerLimits.AppendsWaitingMax) { SingleReader = true });
    private readonly Task writing;
    private volatile TreeEdge edge;
    private volatile LedgerCheckpoint? signed;
    private SqliteConnection? db;

    /// <param name="checkpointFile">Takes each checkpoint too, beside the database.</param>
    public LedgerWriter(
        LedgerFile file, LedgerKey key, string checkpointFile, TreeEdge edge, LedgerCheckpoint? signed)
    {
        (this.file, this.key, this.checkpointFile) = (file, key, checkpointFile);
        (this.edge, this.signed) = (edge, signed);
        writing = Task.Run(WriteAll);
    }

    /// <summary>The tree that is on the disk.</summary>
    public TreeEdge Edge => edge;

    /// <summary>Null until the first was signed.</summary>
    public LedgerCheckpoint? Signed => signed;

    /// <exception cref="LedgerUnwritableException">
    /// It is not on the disk, or the ledger was closed.
    /// </exception>
    public async Task<T> Run<T>(LedgerChange<T> change, CancellationToken cancelled)
    {
        try
        {
            await waiting.Writer.WriteAsync(change, cancelled);
        }
        catch (ChannelClosedException closed)
        {
            throw new LedgerUnwritableException("The ledger is closed.", closed);
        }

        return await change.Outcome;
    }

    /// <summary>Takes no more changes, finishes those that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
        db?.Dispose();
    }

    private async Task WriteAll()
    {
        try
        {
            await WriteBatches();
        }
        finally
        {
            waiting.Writer.TryComplete();
            while (waiting.Reader.TryRead(out var left))
            {
                left.Fail(new("The ledger is closed."));
            }
        }
    }

    private async Task WriteBatches()
    {
        var batch = new List<LedgerChange>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LedgerLimits.AppendsPerCommitMax && waiting.Reader.TryRead(out var next))
            {
                if (next.IsCancelled)
                {
                    next.Cancel();
                }
                else
                {
                    batch.Add(next);
                }
            }

            Write(batch);
        }
    }

    private void Write(List<LedgerChange> batch)
    {
        LedgerUnwritableException? failure = new("The ledger's writer stopped.");
        try
        {
            Commit(batch);
            failure = null;
        }
        catch (Exception failed) when (failed is SqliteException or IOException
            or UnauthorizedAccessException or InvalidOperationException or LedgerUnwritableException)
        {
            // What the connection still holds of the batch goes with it. A commit that reached the disk
            // before the failure leaves entries of acts that then do not happen; none is missing.
            db?.Dispose();
            db = null;
            failure = new($"The ledger cannot be written: {failed.Message}", failed);
        }
        finally
        {
            // Also when a bug ends the writer: nobody waits for ever.
            foreach (var change in batch)
            {
                Answer(change, failure);
            }
        }
    }

    private static void Answer(LedgerChange change, LedgerUnwritableException? failure)
    {
        if (failure is null)
        {
            change.Done();
        }
        else
        {
            change.Fail(failure);
        }
    }

    private void Commit(List<LedgerChange> batch)
    {
        db ??= Reopen();
        var appends = batch.OfType<AppendChange>().ToList();
        var erasures = batch.OfType<EraseChange>().ToList();
        var (next, note) = (edge, signed);
        using (var transaction = db.BeginTransaction())
        {
            next = Append(db, appends);
            erasures.ForEach(erase => erase.Result = Erase(db, erase.Index));
            if (batch.Any(change => change is SignChange) && (note is null || note.Size != next.Size))
            {
                note = LedgerCheckpoint.Sign(next.Size, next.Root(), key);
                Run(db, "INSERT INTO signed (id, note) VALUES (1, $0) "
                    + "ON CONFLICT (id) DO UPDATE SET note = excluded.note", note.Note);
            }

            transaction.Commit();
        }

        edge = next;
        if (erasures.Count > 0)
        {
            EmptyWriteAheadLog(db);
        }

        if (note != signed)
        {
            // Before anybody sees it: a log put back from an old copy must not pass this one by.
            WholeFile.Write(checkpointFile, Encoding.UTF8.GetBytes(note!.Note));
            signed = note;
        }

        foreach (var sign in batch.OfType<SignChange>())
        {
            sign.Result = signed;
        }
    }

    private TreeEdge Append(SqliteConnection to, List<AppendChange> appends)
    {
        using var entry = Prepared(to, "INSERT INTO entry (idx, body) VALUES ($0, $1)", 2);
        using var record = Prepared(
            to, "INSERT INTO record (idx, commitment, sealed_key, body) VALUES ($0, $1, $2, $3)", 4);
        foreach (var (at, append) in appends.Index())
        {
            append.Result = edge.Size + at;
            Run(entry, append.Result, append.Entry);
            if (append.Record is { } kept)
            {
                Run(record, append.Result, kept.Commit, kept.Key, kept.Content);
            }
        }

        return edge.Append(appends.Select(append => append.Leaf), (level, number, hashes) => Run(
            to, "INSERT INTO tile (level, number, hashes) VALUES ($0, $1, $2)", level, number, hashes));
    }

    private static bool Erase(SqliteConnection from, long index)
    {
        // Overwritten first, so that pages which only lose the row keep nothing of it.
        using var command = LedgerFile.Command(from, """
            UPDATE record SET sealed_key = NULL, body = NULL
             WHERE idx = $0 AND sealed_key IS NOT NULL
            """, index);
        return command.ExecuteNonQuery() > 0;
    }

    // Erased pages lie there too. It cannot be emptied while somebody reads; readers are quick.
    private static void EmptyWriteAheadLog(SqliteConnection of)
    {
        for (var tries = 0; tries < EmptyTriesMax; tries++)
        {
            using var command = LedgerFile.Command(of, "PRAGMA wal_checkpoint(TRUNCATE)");
            if (command.ExecuteScalar() is 0L)
            {
                return;
            }

            Thread.Sleep(EmptyPause);
        }

        throw new LedgerUnwritableException("erased records still lie in the write-ahead log.");
    }

    // After a failure nobody knows whether the commit reached the disk: the file is asked.
    private SqliteConnection Reopen()
    {
        var opened = file.OpenToWrite();
        var count = file.Count();
        if (count == edge.Size)
        {
            return opened;
        }

        opened.Dispose();
        throw new LedgerUnwritableException($"the file has {count} entries where {edge.Size} were answered; "
            + "a restart reads it anew.");
    }

    private static SqliteCommand Prepared(SqliteConnection db, string text, int parameters)
    {
        var command = LedgerFile.Command(db, text, [.. Enumerable.Repeat<object>(DBNull.Value, parameters)]);
        command.Prepare();
        return command;
    }

    private static void Run(SqliteCommand command, params object[] values)
    {
        foreach (var (at, value) in values.Index())
        {
            command.Parameters[at].Value = value;
        }

        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection db, string text, params object[] values)
    {
        using var command = LedgerFile.Command(db, text, values);
        command.ExecuteNonQuery();
    }
}

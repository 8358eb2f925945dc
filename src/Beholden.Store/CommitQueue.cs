using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;

namespace Beholden.Store;

/// <summary>An open transaction, and what is to happen once it is durable.</summary>
internal sealed class Change(DbConnection db, DbTransaction transaction)
{
    private readonly List<Action> afterCommit = [];

    public DbConnection Db => db;

    public DbTransaction Transaction => transaction;

    /// <summary>Runs after the commit and before the answer; never if the change is undone.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    public void Committed()
    {
        foreach (var action in afterCommit)
        {
            action();
        }
    }
}

/// <summary>
/// The one writer. Changes that wait at the same time share a commit, so that many callers pay for one sync
/// to disk; each runs in a savepoint of its own, so that one that fails undoes nothing of the others.
/// </summary>
/// <remarks>What the indexes in memory learn, they learn here, in the order of the commits.</remarks>
internal sealed class CommitQueue : IAsyncDisposable
{
    private const string Savepoint = "one_change";

    // How soon the log is emptied of the pages that an erasure left in it, also among changes without end.
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly DbDataSource source;
    private readonly Erasures erasures;
    private readonly Task writer;
    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(Limits.ChangesWaitingMax) { SingleReader = true });

    public CommitQueue(DbDataSource source, Erasures erasures)
    {
        (this.source, this.erasures) = (source, erasures);
        writer = Task.Run(WriteAll);
    }

    /// <returns>What the change returned, once it is on the disk.</returns>
    /// <param name="cancelled">Takes the change back only while it waits.</param>
    public async Task<T> Run<T>(Func<Change, Task<T>> change, CancellationToken cancelled)
    {
        var entry = new Waiting(async within => await change(within), cancelled);
        await waiting.Writer.WriteAsync(entry, cancelled);
        return (T)(await entry.Outcome)!;
    }

    /// <summary>Takes no more changes, finishes those that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writer;
    }

    private async Task WriteAll()
    {
        var batch = new List<Waiting>();
        var (unswept, due) = (true, Stopwatch.GetTimestamp());
        for (var more = Next(); ; more = Next())
        {
            while (unswept && await IsDue(due, more))
            {
                unswept = !await Sweep();
                due = Due();
            }

            if (!await more)
            {
                return;
            }

            batch.Clear();
            while (batch.Count < Limits.ChangesPerCommitMax && waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            // What fails here (a full disk, say) fails for every caller of the batch: nothing was committed.
            var written = Write(batch);
            await ((Task)written).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var entry in batch)
            {
                entry.Answer(written);
            }

            if (!unswept && (!written.IsCompletedSuccessfully || written.Result))
            {
                (unswept, due) = (true, Due());
            }
        }
    }

    private static long Due() =>
        Stopwatch.GetTimestamp() + (long)(SweepEvery.TotalSeconds * Stopwatch.Frequency);

    /// <returns>False: a change came first.</returns>
    private static async Task<bool> IsDue(long due, Task more)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        return left <= TimeSpan.Zero || await Task.WhenAny(more, Task.Delay(left)) != more;
    }

    private Task<bool> Next() => waiting.Reader.WaitToReadAsync().AsTask();

    /// <summary>Folds the log into the file, where deleted rows are overwritten, and empties it.</summary>
    /// <returns>Whether that is done: somebody may read in it, or the disk be full.</returns>
    private async Task<bool> Sweep()
    {
        try
        {
            await using var db = await source.OpenConnectionAsync();
            await using var command = db.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            return await command.ExecuteScalarAsync() is 0L;
        }
        catch (DbException)
        {
            // The next second tries again; the writer goes on.
            return false;
        }
    }

    /// <summary>Under no token: what has begun is finished, and those who wait are answered.</summary>
    /// <returns>Whether something was erased.</returns>
    private async Task<bool> Write(List<Waiting> batch)
    {
        await using var db = await source.OpenConnectionAsync();
        await using var transaction = await db.BeginTransactionAsync();
        await erasures.Forget(db, transaction);
        foreach (var entry in batch)
        {
            await transaction.SaveAsync(Savepoint);
            if (!await entry.Try(new Change(db, transaction)))
            {
                await transaction.RollbackAsync(Savepoint);
            }

            await transaction.ReleaseAsync(Savepoint);
        }

        var due = await erasures.Prepare(db, transaction);
        await transaction.CommitAsync();
        foreach (var entry in batch)
        {
            entry.Committed();
        }

        erasures.Destroy(due);
        return due.Count > 0;
    }

    private sealed class Waiting(Func<Change, Task<object?>> work, CancellationToken cancelled)
    {
        private readonly TaskCompletionSource<object?> answer =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Change? change;
        private Task<object?> result = Task.FromCanceled<object?>(new CancellationToken(canceled: true));

        public Task<object?> Outcome => answer.Task;

        /// <returns>Whether the change may be committed.</returns>
        public async Task<bool> Try(Change within)
        {
            if (!cancelled.IsCancellationRequested)
            {
                change = within;
                result = work(within);
                await ((Task)result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return result.IsCompletedSuccessfully;
        }

        public void Committed()
        {
            if (result.IsCompletedSuccessfully)
            {
                change?.Committed();
            }
        }

        public void Answer(Task batch)
        {
            if (batch.IsFaulted)
            {
                answer.SetException(batch.Exception.InnerExceptions);
            }
            else
            {
                answer.SetFromTask(result);
            }
        }
    }
}

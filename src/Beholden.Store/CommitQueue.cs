using System.Data.Common;
using System.Threading.Channels;

namespace Beholden.Store;

/// <summary>An open transaction, and what is to happen once it is durable.</summary>
internal sealed class Change(DbConnection db, DbTransaction transaction, CancellationToken cancelled)
{
    private readonly List<Action> afterCommit = [];

    public DbConnection Db => db;

    public DbTransaction Transaction => transaction;

    public CancellationToken Cancelled => cancelled;

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

    private readonly DbDataSource source;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task writer;
    private readonly Channel<IWaiting> waiting = Channel.CreateBounded<IWaiting>(
        new BoundedChannelOptions(Limits.ChangesWaitingMax) { SingleReader = true });

    public CommitQueue(DbDataSource source)
    {
        this.source = source;
        writer = Task.Run(WriteAll);
    }

    /// <returns>What the change returned, once it is on the disk.</returns>
    /// <param name="cancelled">Takes the change back only while it waits.</param>
    public async Task<T> Run<T>(Func<Change, Task<T>> change, CancellationToken cancelled)
    {
        var entry = new Waiting<T>(change, cancelled);
        await waiting.Writer.WriteAsync(entry, cancelled);
        return await entry.Outcome;
    }

    /// <summary>Takes no more changes, finishes those that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writer;
        stopping.Dispose();
    }

    private async Task WriteAll()
    {
        var batch = new List<IWaiting>();
        while (await waiting.Reader.WaitToReadAsync())
        {
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
        }
    }

    private async Task Write(List<IWaiting> batch)
    {
        await using var db = await source.OpenConnectionAsync(stopping.Token);
        await using var transaction = await db.BeginTransactionAsync(stopping.Token);
        foreach (var entry in batch)
        {
            await transaction.SaveAsync(Savepoint, stopping.Token);
            if (!await entry.Try(new Change(db, transaction, stopping.Token)))
            {
                await transaction.RollbackAsync(Savepoint, stopping.Token);
            }

            await transaction.ReleaseAsync(Savepoint, stopping.Token);
        }

        await transaction.CommitAsync(stopping.Token);
        foreach (var entry in batch)
        {
            entry.Committed();
        }
    }

    private interface IWaiting
    {
        Task<bool> Try(Change change);

        void Committed();

        void Answer(Task batch);
    }

    private sealed class Waiting<T>(Func<Change, Task<T>> work, CancellationToken cancelled) : IWaiting
    {
        private readonly TaskCompletionSource<T> answer =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Change? change;
        private Task<T>? result;

        public Task<T> Outcome => answer.Task;

        /// <returns>Whether the change may be committed.</returns>
        public async Task<bool> Try(Change within)
        {
            change = within;
            result = cancelled.IsCancellationRequested ? Task.FromCanceled<T>(cancelled) : work(within);
            await ((Task)result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return result.IsCompletedSuccessfully;
        }

        public void Committed()
        {
            if (result is { IsCompletedSuccessfully: true })
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
            else if (result is null)
            {
                answer.SetCanceled(cancelled);
            }
            else
            {
                answer.SetFromTask(result);
            }
        }
    }
}

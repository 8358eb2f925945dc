namespace Beholden.Oversight.Ledger;

/// <summary>Something that waits for the writer, and what came of it.</summary>
internal abstract class LedgerChange(CancellationToken cancelled)
{
    /// <summary>Whether it was taken back while it waited.</summary>
    public bool IsCancelled => cancelled.IsCancellationRequested;

    protected CancellationToken Cancelled => cancelled;

    public abstract void Done();

    public abstract void Cancel();

    public abstract void Fail(LedgerUnwritableException failure);
}

/// <summary>One with a result.</summary>
internal abstract class LedgerChange<T>(CancellationToken cancelled) : LedgerChange(cancelled)
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Outcome => answer.Task;

    /// <summary>Set by the writer; told once the commit is on the disk.</summary>
    public T? Result { get; set; }

    public override void Done() => answer.TrySetResult(Result!);

    public override void Cancel() => answer.TrySetCanceled(Cancelled);

    public override void Fail(LedgerUnwritableException failure) => answer.TrySetException(failure);
}

/// <summary>An entry to append; the result is its index.</summary>
internal sealed class AppendChange(byte[] entry, SealedRecord? record, CancellationToken cancelled)
    : LedgerChange<long>(cancelled)
{
    public byte[] Entry => entry;

    public byte[] Leaf { get; } = MerkleHash.Leaf(entry);

    public SealedRecord? Record => record;
}

/// <summary>A checkpoint to sign, over all that is appended in the same commit.</summary>
internal sealed class SignChange(CancellationToken cancelled) : LedgerChange<LedgerCheckpoint>(cancelled);

/// <summary>A record to erase; the result is whether there was one.</summary>
internal sealed class EraseChange(long index, CancellationToken cancelled) : LedgerChange<bool>(cancelled)
{
    public long Index => index;
}

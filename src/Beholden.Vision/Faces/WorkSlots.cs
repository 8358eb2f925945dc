namespace Beholden.Vision.Faces;

/// <summary>How far a picture has come. Later steps go first.</summary>
internal enum WorkStep
{
    Decode,
    See,
    Judge,
    Embed,
}

/// <summary>
/// Bounds how much is worked on at once. Whoever has come further goes first: so a request that has begun is
/// finished before another is begun, and few decoded pictures wait in memory. Within a step, first come,
/// first served. Only pictures that have not begun are turned away.
/// </summary>
/// <param name="slots">Works at once, at least 1.</param>
/// <param name="waitingMax">Pictures that may wait to begin.</param>
internal sealed class WorkSlots(int slots, int waitingMax)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, (int StepsLeft, long Order)> waiting = new();
    private int free = slots;
    private int waitingToBegin;
    private long arrivals;

    /// <exception cref="PipelineFullException">Too many wait to begin.</exception>
    public async Task<T> Run<T>(WorkStep step, Func<T> work, CancellationToken cancelled)
    {
        await Enter(step, cancelled);
        try
        {
            return await Task.Run(work, cancelled);
        }
        finally
        {
            Leave();
        }
    }

    private async Task Enter(WorkStep step, CancellationToken cancelled)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return;
            }

            if (step == WorkStep.Decode && ++waitingToBegin > waitingMax)
            {
                waitingToBegin--;
                throw new PipelineFullException();
            }

            waiting.Enqueue(turn, (WorkStep.Embed - step, arrivals++));
        }

        // Cancelled while waiting: the queue meets the cancelled turn later and passes it over.
        await using var gone = cancelled.Register(() => turn.TrySetCanceled(cancelled));
        await turn.Task;
    }

    private void Leave()
    {
        lock (gate)
        {
            while (waiting.TryDequeue(out var next, out var rank))
            {
                if (rank.StepsLeft == WorkStep.Embed - WorkStep.Decode)
                {
                    waitingToBegin--;
                }

                if (next.TrySetResult())
                {
                    return;
                }
            }

            free++;
        }
    }
}

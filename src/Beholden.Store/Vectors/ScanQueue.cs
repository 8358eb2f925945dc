namespace Beholden.Store.Vectors;

/// <summary>
/// Searches of one index. A search that comes alone is scanned at once; those that come during a scan wait
/// for its end and then share the next one, since a pass for many costs little more than a pass for one.
/// </summary>
/// <param name="segments">The blocks as they are when a scan begins.</param>
internal sealed class ScanQueue(Func<Segment[]> segments)
{
    // More would make the first wait long for the last; at 16 the codes are read so rarely that they cost
    // nothing beside the products.
    private const int QueriesPerPassMax = 16;

    private readonly Lock guard = new();
    private readonly Queue<Waiting> waiting = new();
    private bool scanning;

    public Task<ScanOutcome> Run(ScanQuery query)
    {
        var mine = new Waiting(query);
        lock (guard)
        {
            waiting.Enqueue(mine);
            if (scanning)
            {
                return mine.Outcome.Task;
            }

            scanning = true;
        }

        _ = Task.Run(ScanAll);
        return mine.Outcome.Task;
    }

    private async Task ScanAll()
    {
        for (var batch = Next(); batch.Count > 0; batch = Next())
        {
            var outcomes = Task.Run(() => Scan.Run(segments(), [.. batch.Select(one => one.Query)]));
            await ((Task)outcomes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            for (var at = 0; at < batch.Count; at++)
            {
                batch[at].Answer(outcomes, at);
            }
        }
    }

    private List<Waiting> Next()
    {
        lock (guard)
        {
            var batch = new List<Waiting>();
            while (batch.Count < QueriesPerPassMax && waiting.TryDequeue(out var one))
            {
                batch.Add(one);
            }

            scanning = batch.Count > 0;
            return batch;
        }
    }

    private sealed class Waiting(ScanQuery query)
    {
        public ScanQuery Query => query;

        public TaskCompletionSource<ScanOutcome> Outcome { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer(Task<ScanOutcome[]> outcomes, int at)
        {
            if (outcomes.IsFaulted)
            {
                Outcome.SetException(outcomes.Exception.InnerExceptions);
            }
            else
            {
                Outcome.SetResult(outcomes.Result[at]);
            }
        }
    }
}

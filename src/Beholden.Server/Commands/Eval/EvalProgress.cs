namespace Beholden.Server.Commands.Eval;

/// <summary>Runs the same work on many items, with a bar on standard error unless silent.</summary>
internal static class EvalProgress
{
    /// <param name="parallel">Items at once, at least 1.</param>
    public static Task Each<T>(
        IReadOnlyCollection<T> items,
        string title,
        bool silent,
        int parallel,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancelled)
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = parallel,
            CancellationToken = cancelled,
        };
        return Progress.Show(title, items.Count, silent, step =>
            Parallel.ForEachAsync(items, options, async (item, token) =>
            {
                await work(item, token);
                step();
            }));
    }
}

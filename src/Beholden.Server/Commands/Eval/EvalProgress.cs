using Spectre.Console;

namespace Beholden.Server.Commands.Eval;

/// <summary>Runs the same work on many items, with a bar on standard error unless silent.</summary>
internal static class EvalProgress
{
    /// <param name="parallel">Items at once, at least 1.</param>
    public static async Task Each<T>(
        IReadOnlyCollection<T> items,
        string title,
        bool silent,
        int parallel,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancelled)
    {
        var options =
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancelled };
        if (silent)
        {
            await Parallel.ForEachAsync(items, options, async (item, token) => await work(item, token));
            return;
        }

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().StartAsync(async bar =>
        {
            var task = bar.AddTask(title, maxValue: items.Count);
            await Parallel.ForEachAsync(items, options, async (item, token) =>
            {
                await work(item, token);
                task.Increment(1);
            });
        });
    }
}

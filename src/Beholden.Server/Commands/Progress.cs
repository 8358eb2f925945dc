using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary>A progress bar on standard error, for people; nothing for scripts.</summary>
internal static class Progress
{
    /// <summary>Runs the same work on many items.</summary>
    /// <param name="atOnce">Items at once, at least 1.</param>
    public static Task Each<T>(
        IReadOnlyCollection<T> items, string what, bool quiet, int atOnce,
        Func<T, CancellationToken, Task> work, CancellationToken cancelled)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancelled };
        return Show(what, items.Count, quiet, step =>
            Parallel.ForEachAsync(items, options, async (item, token) =>
            {
                await work(item, token);
                step();
            }));
    }

    /// <param name="work">Calls its argument once per finished step, from any thread.</param>
    public static async Task Show(string what, int steps, bool quiet, Func<Action, Task> work)
    {
        if (quiet || Console.IsErrorRedirected || steps == 0)
        {
            await work(() => { });
            return;
        }

        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(what, maxValue: steps);
                await work(() => bar.Increment(1));
            });
    }
}

/// <summary>The option of every verb that a script would read.</summary>
internal static class JsonOption
{
    public static System.CommandLine.Option<bool> Create() => new("--json")
    {
        Description = "Print one JSON object instead of text",
    };
}

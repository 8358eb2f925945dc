using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary>A progress bar on standard error, for people; nothing for scripts.</summary>
internal static class Progress
{
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

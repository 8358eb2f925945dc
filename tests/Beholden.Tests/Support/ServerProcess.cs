using System.Diagnostics;
using System.Globalization;
using System.Text;
using Beholden.Server;
using Beholden.Server.Commands;

namespace Beholden.Tests.Support;

/// <summary>
/// <c>beholden serve</c> as a process of its own: it can be killed, and its memory is its own. Used by
/// tests and benchmarks.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const string ReadyWords = "Beholden listens on ";
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string dataFolder;

    private ServerProcess(Process process, string dataFolder, Uri address, string introduction)
    {
        this.process = process;
        this.dataFolder = dataFolder;
        Address = address;
        Introduction = introduction;
    }

    public Uri Address { get; }

    /// <summary>What the server printed before it was ready; empty but for a folder's first start.</summary>
    public string Introduction { get; }

    /// <summary>The built program, beside the one that runs now.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "beholden");

    /// <param name="options">Further options of <c>beholden serve</c>.</param>
    public static async Task<ServerProcess> Start(
        string dataFolder, string weightsFolder, params string[] options)
    {
        string[] arguments =
        [
            "serve", "--url", "http://127.0.0.1:0", "--data", dataFolder, "--weights", weightsFolder,
            .. options,
        ];
        var process = Launch(arguments);
        using var patience = new CancellationTokenSource(StartMax);
        var introduction = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(ReadyWords, StringComparison.Ordinal))
            {
                // Read on, or the pipe fills and the server stands still.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new(process, dataFolder, new Uri(line[ReadyWords.Length..]), introduction.ToString());
            }

            introduction.AppendLine(line);
        }

        await process.WaitForExitAsync(patience.Token);
        throw new InvalidOperationException($"The server stopped at its start with code {process.ExitCode}.");
    }

    /// <summary>Runs one verb to its end. Standard error goes to ours.</summary>
    /// <param name="whileRunning">Called every 50 ms with the process, to look at its memory.</param>
    public static async Task<(int ExitCode, string Output)> RunVerb(
        IEnumerable<string> arguments, Action<Process>? whileRunning = null)
    {
        using var process = Launch([.. arguments]);
        var output = process.StandardOutput.ReadToEndAsync();
        while (!process.WaitForExit(50))
        {
            whileRunning?.Invoke(process);
        }

        return (process.ExitCode, await output);
    }

    /// <summary>The most memory the process ever held, in MB (10⁶ bytes): VmHWM of Linux's /proc.</summary>
    public static double PeakMb(Process process) => Status(process, "VmHWM:");

    public double PeakMb() => PeakMb(process);

    /// <summary>The memory the process holds now, in MB (10⁶ bytes): VmRSS of Linux's /proc.</summary>
    public double MemoryMb() => Status(process, "VmRSS:");

    /// <summary>Processor time the process has used so far, in milliseconds.</summary>
    public double ProcessorMs()
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalMilliseconds;
    }

    /// <summary>A client under the folder owner's key.</summary>
    /// <param name="triesMax">1: a call that is turned away is not made again.</param>
    public ApiClient Client(int triesMax = 6) => new(
        new HttpClient { Timeout = StartMax }, Address, OwnerKey.AccessKeyId,
        OwnerKey.Secret(dataFolder))
    { TriesMax = triesMax };

    /// <summary>As <c>kill -9</c>: no handler of the process runs.</summary>
    public void KillNow()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>As an operator ends it: what was counted is entered before it goes.</summary>
    public async Task End()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        using var patience = new CancellationTokenSource(StartMax);
        await process.WaitForExitAsync(patience.Token);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            KillNow();
        }

        process.Dispose();
    }

    private static double Status(Process process, string name)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(
            one => one.StartsWith(name, StringComparison.Ordinal));
        return line is null
            ? 0 // Already gone.
            : double.Parse(
                line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    private static Process Launch(string[] arguments)
    {
        var start = new ProcessStartInfo(Executable) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}

using System.Diagnostics;
using Beholden.Tests.Tidy;

namespace Beholden.Tests.Setup;

/// <summary>How a child process ended and what it printed.</summary>
internal sealed record Ended(int Code, string Out, string Error)
{
    public string LastLine => Out.TrimEnd('\n').Split('\n')[^1];
}

/// <summary>
/// The real scripts in a folder whose name has a space, with tools that the test chooses. Programs that
/// would take minutes (the build) are stand-ins; the scripts and the shell are real.
/// </summary>
internal sealed class ScriptCheckout : IDisposable
{
    private static readonly string[] Scripts =
    [
        "run", "test", "beholden", "tools/build.sh",
        "Directory.Build.props", "Directory.Packages.props", "global.json", "models/catalogue.json",
    ];

    // What the scripts need of the system; nothing else is on their PATH.
    private static readonly string[] SystemTools =
    [
        "bash", "cat", "dirname", "env", "find", "flock", "grep", "head", "mkdir", "mktemp", "mv", "readlink",
        "rm", "sed", "tail", "tee", "tr", "uname",
    ];

    public ScriptCheckout()
    {
        Root = Directory.CreateTempSubdirectory("beholden scripts ").FullName;
        foreach (var script in Scripts)
        {
            var target = Path.Combine(Root, script);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Tree.Root, script), target);
        }

        foreach (var folder in (string[])["src", "tests", "bench", "spec", "web"])
        {
            Directory.CreateDirectory(Path.Combine(Root, folder));
        }

        Directory.CreateDirectory(Tools);
        foreach (var name in SystemTools)
        {
            File.CreateSymbolicLink(Path.Combine(Tools, name), WhereIs(name));
        }
    }

    public string Root { get; }

    private string Tools => Path.Combine(Root, "path");

    /// <summary>Puts a program of a few lines of shell on the scripts' PATH.</summary>
    public ScriptCheckout With(string name, string body)
    {
        Write(Path.Combine(Tools, name), body);
        return this;
    }

    public ScriptCheckout WithTools() => this
        .With("dotnet", "case $1 in --list-sdks) echo '10.0.100 [here]';; esac")
        .With("node", "echo v20.19.0")
        .With("npm", "echo 10.8.2");

    /// <summary>Puts a built executable of a few lines of shell where a script looks for it.</summary>
    public void Built(string project, string name, string body)
    {
        foreach (var platform in (string[])["linux-x64", "linux-arm64"])
        {
            Write(Path.Combine(Root, project, "bin", "Release", "net10.0", platform, name), body);
        }
    }

    public Task<Ended> Run(string script, params string[] arguments) =>
        Child.Run(Path.Combine(Root, script), arguments, Path.GetTempPath(), start =>
        {
            start.Environment["PATH"] = Tools;
            start.Environment.Remove("BEHOLDEN_DATA");
            start.Environment.Remove("BEHOLDEN_WEIGHTS");
        });

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Write(string path, string body)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/usr/bin/env bash\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string WhereIs(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':').Select(folder => Path.Combine(folder, name)).First(File.Exists);
}

/// <summary>Runs a program to its end.</summary>
internal static class Child
{
    public static async Task<Ended> Run(
        string program,
        IEnumerable<string> arguments,
        string folder,
        Action<ProcessStartInfo>? prepare = null)
    {
        // A server that starts although it must not would run for ever.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        var cancellation = patience.Token;
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        prepare?.Invoke(start);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = await process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new(process.ExitCode, await output, error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

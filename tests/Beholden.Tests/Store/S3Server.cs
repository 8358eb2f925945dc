using System.Diagnostics;
using System.Text.RegularExpressions;
using Beholden.Tests.Tidy;

namespace Beholden.Tests.Store;

/// <summary>
/// s3rver, an S3-compatible server from npm, on a free port of this machine. It is what the conformance run
/// uses, at the version that its lock file names.
/// </summary>
internal sealed class S3Server : IAsyncDisposable
{
    // s3rver knows one pair of keys.
    public const string AccessKeyId = "S3RVER";
    public const string Secret = "S3RVER";

    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(3);

    private readonly string folder;
    private readonly Process process;

    private S3Server(string folder, Process process, Uri endpoint)
    {
        this.folder = folder;
        this.process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <summary>Starts it with one bucket; skips the test where npm cannot provide it.</summary>
    public static async Task<S3Server> Start(string bucket, CancellationToken cancelled)
    {
        var package = Path.Combine(Tree.Root, "tests", "conformance", "s3");
        var program = Path.Combine(package, "node_modules", "s3rver", "bin", "s3rver.js");
        if (!File.Exists(program) && !await Install(package, cancelled))
        {
            Assert.Skip("npm could not install s3rver, so nothing answers the S3 protocol here.");
        }

        var folder = Directory.CreateTempSubdirectory("beholden-s3-").FullName;
        string[] arguments =
        [
            program, "--directory", folder, "--address", "127.0.0.1", "--port", "0", "--silent",
            "--configure-bucket", bucket,
        ];
        var process = Process.Start(
            new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync(cancelled) is { } line)
        {
            if (Regex.Match(line, @"127\.0\.0\.1:\d+$") is { Success: true } address)
            {
                return new S3Server(folder, process, new Uri($"http://{address.Value}"));
            }
        }

        throw new InvalidOperationException("s3rver ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<bool> Install(string package, CancellationToken cancelled)
    {
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
        var start = new ProcessStartInfo("npm", arguments)
        {
            WorkingDirectory = package,
        };
        try
        {
            using var npm = Process.Start(start)!;
            await npm.WaitForExitAsync(cancelled).WaitAsync(InstallTimeout, cancelled);
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

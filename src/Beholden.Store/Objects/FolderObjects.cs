namespace Beholden.Store.Objects;

/// <summary>
/// Buckets that are folders: the object KEY of BUCKET is the file ROOT/BUCKET/KEY. Nothing outside the root
/// is ever read, whatever the key says and wherever a symbolic link leads.
/// </summary>
/// <remarks>Folders keep no versions: a request for one finds nothing.</remarks>
public sealed class FolderObjects(string root) : IObjectSource
{
    public async Task<byte[]> Read(
        string bucket, string name, string? version, long bytesMax, CancellationToken cancelled)
    {
        var file = version is null ? Find(bucket, name) : null;
        if (file is null)
        {
            throw new ObjectNotFoundException(bucket, name);
        }

        try
        {
            // A pipe or a device says 0 as well; opening one could wait for ever.
            if (file.Length == 0)
            {
                return [];
            }

            await using var stream = file.OpenRead();
            return await Bounded.Read(stream, stream.Length, bytesMax, cancelled)
                ?? throw new ObjectTooLargeException(bucket, name, bytesMax);
        }
        catch (FileNotFoundException)
        {
            throw new ObjectNotFoundException(bucket, name);
        }
        catch (IOException cause)
        {
            throw new ObjectUnreadableException(bucket, name, cause);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new ObjectUnreadableException(bucket, name, cause);
        }
    }

    /// <returns>A file that exists and lies below the root, or null.</returns>
    private FileInfo? Find(string bucket, string name)
    {
        string[] steps = [bucket, .. name.Split('/')];
        if (bucket.Contains('/') || steps.Any(IsNoName))
        {
            return null;
        }

        var home = Path.GetFullPath(root);
        if (Resolve(new DirectoryInfo(home)) is not { } top)
        {
            return null;
        }

        // Step by step, since a link may stand anywhere on the way; each must end below the root.
        FileSystemInfo here = new DirectoryInfo(top);
        foreach (var step in steps)
        {
            var next = Path.Combine(here.FullName, step);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (Resolve(entry) is not { } target || !IsBelow(top, target))
            {
                return null;
            }

            here = Directory.Exists(target) ? new DirectoryInfo(target) : new FileInfo(target);
        }

        return here as FileInfo;
    }

    private static bool IsNoName(string step) =>
        step.Length == 0 || step is "." or ".." || step.Contains('\0') || step.Contains('\\');

    private static bool IsBelow(string top, string path) =>
        path.StartsWith(top.TrimEnd('/') + '/', StringComparison.Ordinal);

    /// <returns>The full path of what exists there, links followed; null where nothing does.</returns>
    private static string? Resolve(FileSystemInfo entry)
    {
        try
        {
            var target = entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
            return target.Exists ? Path.GetFullPath(target.FullName) : null;
        }
        catch (IOException)
        {
            // Links that go round in circles.
            return null;
        }
    }
}

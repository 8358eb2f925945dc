namespace Beholden.Oversight.Ledger;

/// <summary>
/// The files of an export, read without trust: no link is followed, nothing of unexpected length is opened,
/// and what is wrong is collected.
/// </summary>
internal sealed class ExportFolder(string root)
{
    private const int DepthMax = 12; // tile, level, and a long in groups of three digits need 9.
    private const long KeyBytesMax = 1_024;

    private readonly List<string> findings = [];

    public IReadOnlyList<string> Findings => findings;

    public long FindingsTotal { get; private set; }

    public void Find(string sentence)
    {
        FindingsTotal++;
        if (findings.Count < LedgerLimits.FindingsMax)
        {
            findings.Add(sentence);
        }
    }

    public byte[]? Key() => Read(LedgerPages.Key, KeyBytesMax);

    public byte[]? Checkpoint() => Read(LedgerPages.Checkpoint, LedgerLimits.NoteBytesMax);

    public byte[]? Bundle(TilePath path) => Read(path.ToString(), EntryBundle.BytesMax);

    /// <summary>Compares a tile with the hashes that its entries make.</summary>
    public void Compare(TilePath path, ReadOnlySpan<byte> hashes)
    {
        if (Read(path.ToString(), TilePath.BytesFull) is { } tile && !hashes.SequenceEqual(tile))
        {
            Find($"The tile {path} does not hold the hashes of its entries.");
        }
    }

    /// <summary>Finds everything that a log of that size does not have.</summary>
    public void FindStrangers(long size)
    {
        var folders = new Stack<(DirectoryInfo Folder, int Depth)>([(new DirectoryInfo(root), 0)]);
        while (folders.TryPop(out var next))
        {
            try
            {
                foreach (var one in next.Folder.EnumerateFileSystemInfos())
                {
                    if (one is DirectoryInfo below && one.LinkTarget is null && next.Depth < DepthMax)
                    {
                        folders.Push((below, next.Depth + 1));
                    }
                    else
                    {
                        FindStranger(one, size);
                    }
                }
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                Find($"A folder cannot be read: {unreadable.Message}");
            }
        }
    }

    private void FindStranger(FileSystemInfo one, long size)
    {
        var name = Path.GetRelativePath(root, one.FullName);
        if (one is DirectoryInfo || one.LinkTarget is not null)
        {
            Find($"{Shown(name)} is no file.");
        }
        else if (name is not (LedgerPages.Checkpoint or LedgerPages.Key)
            && TilePath.Parse(name)?.IsOf(size) != true)
        {
            Find($"The file {Shown(name)} does not belong to a log of {size} entries.");
        }
    }

    /// <returns>Null, and a finding, where there is no such file of a fitting length.</returns>
    private byte[]? Read(string name, long bytesMax)
    {
        var file = new FileInfo(Path.Combine(root, name));
        try
        {
            // A pipe or a device has no length; it is not opened, since it might never end.
            if (!file.Exists || file.LinkTarget is not null || file.Length == 0 || file.Length > bytesMax)
            {
                var wrong = file.Exists ? "empty, too large or a link" : "missing";
                Find($"The file {name} is {wrong}.");
                return null;
            }

            using var stream = file.OpenRead();
            var bytes = new byte[file.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Find($"The file {name} cannot be read: {unreadable.Message}");
            return null;
        }
    }

    // Names are somebody else's: they must not move the cursor of whoever reads the findings.
    private static string Shown(string name) =>
        new([.. name.Take(200).Select(c => char.IsControl(c) ? '?' : c)]);
}

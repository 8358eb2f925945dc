namespace Beholden.Oversight.Ledger;

/// <summary>
/// The log as a folder of files that can be checked without its server: <c>checkpoint</c>, <c>key</c>, and
/// every tile and bundle below <c>tile/</c>.
/// </summary>
public static class LedgerExport
{
    /// <summary>Writes the log as it is under its checkpoint. The checkpoint is written last.</summary>
    /// <param name="fetch">Gives each file by its name: see <see cref="LedgerPages"/>.</param>
    /// <param name="folder">Made where there is none; must be empty.</param>
    /// <returns>The checkpoint that the export ends with.</returns>
    /// <exception cref="IOException">The folder is not empty, or cannot be written.</exception>
    /// <exception cref="LedgerFormatException">What was fetched is no log.</exception>
    public static async Task<LedgerCheckpoint> Write(
        Func<string, CancellationToken, Task<byte[]>> fetch, string folder, CancellationToken cancelled)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        if (Directory.CreateDirectory(folder).EnumerateFileSystemInfos().Any())
        {
            throw new IOException($"The folder {folder} is not empty; an export needs one of its own.");
        }

        var key = await fetch(LedgerPages.Key, cancelled);
        var note = await fetch(LedgerPages.Checkpoint, cancelled);
        var head = LedgerCheckpoint.Parse(note, ReadKey(key));
        Write(folder, LedgerPages.Key, key);
        foreach (var tile in TilePath.Of(head.Size))
        {
            Write(folder, tile.ToString(), await fetch(tile.ToString(), cancelled));
        }

        Write(folder, LedgerPages.Checkpoint, note);
        return head;
    }

    /// <summary>Writes a log of this process; see the other form.</summary>
    /// <exception cref="LedgerUnwritableException">No checkpoint could be signed.</exception>
    public static async Task<LedgerCheckpoint> Write(
        LedgerLog log, string folder, CancellationToken cancelled)
    {
        ArgumentNullException.ThrowIfNull(log);
        await log.Checkpoint(isFresh: true, cancelled);
        return await Write(
            async (path, token) => await LedgerPages.Get(log, path, token)
                ?? throw new LedgerBrokenException($"The ledger has no {path}."),
            folder, cancelled);
    }

    /// <summary>The key in the bytes of the file <c>key</c>: one line.</summary>
    /// <exception cref="LedgerFormatException">No such line.</exception>
    internal static VerifierKey ReadKey(ReadOnlySpan<byte> bytes)
    {
        var text = NoteText.Decode(bytes, "The key");
        return text.EndsWith('\n')
            ? VerifierKey.Parse(text[..^1])
            : throw new LedgerFormatException("The file of the key does not end with a newline.");
    }

    private static void Write(string folder, string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(bytes);
    }
}

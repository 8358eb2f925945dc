using System.Text;
using Beholden.Oversight.Ledger;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>An exported log in memory, to be attacked over and over, and written to a folder.</summary>
internal sealed class ExportedLog
{
    private readonly Dictionary<string, byte[]> files;
    private readonly string folder;

    /// <param name="folder">Of the export; the attacks are written into it, and taken back.</param>
    /// <param name="key">The log's own key: whoever attacks may be the one who runs the log.</param>
    public ExportedLog(string folder, LedgerKey key)
    {
        (this.folder, Key) = (folder, key);
        files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes);
        Names = [.. files.Keys.Order(StringComparer.Ordinal)];
        Entries =
        [
            .. files.Keys.Select(name => TilePath.Parse(name)).OfType<TilePath>()
                .Where(path => path.IsEntries).OrderBy(path => path.Number)
                .SelectMany(path => EntryBundle.Read(files[path.ToString()], path.Width))
                .Select(entry => entry.ToArray()),
        ];
    }

    public LedgerKey Key { get; }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<byte[]> Entries { get; }

    public byte[] Bytes(string name) => (byte[])files[name].Clone();

    /// <summary>All files of a log of these entries, with every tile right, signed with the key.</summary>
    public static Dictionary<string, byte[]> Rebuilt(IReadOnlyList<byte[]> entries, LedgerKey key)
    {
        var made = new Dictionary<string, byte[]>();
        var edge = TreeEdge.Empty.Append(
            entries.Select(entry => MerkleHash.Leaf(entry)),
            (level, number, hashes) => made[new TilePath(level, number, 256).ToString()] = hashes);
        foreach (var path in TilePath.Of(entries.Count))
        {
            made[path.ToString()] = path switch
            {
                { IsEntries: true } => EntryBundle.Write(
                    [.. entries.Skip((int)path.Number * TilePath.WidthFull).Take(path.Width)]),
                { IsFull: true } => made[path.ToString()],
                _ => edge.Tile(path.Level, path.Width).ToArray(),
            };
        }

        made[LedgerPages.Key] = Encoding.UTF8.GetBytes($"{key.Verifier}\n");
        made[LedgerPages.Checkpoint] = Encoding.UTF8.GetBytes(
            LedgerCheckpoint.Sign(entries.Count, edge.Root(), key).Note);
        return made;
    }

    /// <summary>Writes the attacked files, looks at the folder, and puts it back as it was.</summary>
    public T With<T>(IReadOnlyDictionary<string, byte[]?> changed, Func<T> look)
    {
        foreach (var (name, bytes) in changed)
        {
            Put(name, bytes);
        }

        var seen = look();
        foreach (var name in changed.Keys)
        {
            Put(name, files.GetValueOrDefault(name));
        }

        return seen;
    }

    private void Put(string name, byte[]? bytes)
    {
        // Deleted first in any case: some file systems sync a file that is cut and written again.
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        if (bytes is not null)
        {
            File.WriteAllBytes(path, bytes);
        }
    }
}

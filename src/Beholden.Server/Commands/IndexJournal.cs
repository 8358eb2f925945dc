using System.Security.Cryptography;
using System.Text;

namespace Beholden.Server.Commands;

/// <summary>
/// Which files of a folder a collection has seen, so that a run that was stopped goes on where it was.
/// One line a file: size, time of change, path. A file that changed is indexed again.
/// </summary>
internal sealed class IndexJournal : IDisposable
{
    private readonly HashSet<string> done;
    private readonly StreamWriter lines;
    private readonly Lock gate = new();

    private IndexJournal(HashSet<string> done, StreamWriter lines)
    {
        this.done = done;
        this.lines = lines;
    }

    /// <param name="collectionMadeAt">A collection made anew has seen nothing.</param>
    public static IndexJournal Open(
        string dataFolder, string region, string collection, string collectionMadeAt, string folder)
    {
        var what = Encoding.UTF8.GetBytes($"{region}\n{collection}\n{collectionMadeAt}\n{folder}");
        var name = Convert.ToHexStringLower(SHA256.HashData(what))[..32];
        var file = Path.Combine(dataFolder, "index", $"{name}.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var done = File.Exists(file) ? File.ReadLines(file).ToHashSet(StringComparer.Ordinal) : [];
        return new(done, new StreamWriter(file, append: true) { AutoFlush = true });
    }

    public bool Has(FileInfo file, string relativePath) => done.Contains(Line(file, relativePath));

    public void Add(FileInfo file, string relativePath)
    {
        lock (gate)
        {
            lines.WriteLine(Line(file, relativePath));
        }
    }

    public void Dispose() => lines.Dispose();

    private static string Line(FileInfo file, string relativePath)
        => $"{file.Length} {file.LastWriteTimeUtc.Ticks} {relativePath}";
}

using System.Text;

namespace Beholden.Tests.Support;

/// <summary>A weights folder of a test's own, to which it may add networks.</summary>
internal sealed class WeightsCopy : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <param name="isFilled">With every installed file; else it stays empty.</param>
    public WeightsCopy(bool isFilled)
    {
        var installed = TestFolders.RequireWeights();
        Directory.CreateDirectory(Folder);
        foreach (var file in isFilled ? Directory.GetFiles(installed) : [])
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
    }

    public string Folder => Path.Combine(folder.Path, "weights");

    /// <summary>Everything that is in the folder, by name.</summary>
    public IEnumerable<string?> Names =>
        Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName).Order();

    /// <summary>
    /// A packaged network as a file of a user's: the same, and by a note in it another hash.
    /// </summary>
    public string Another(string packaged, string name)
    {
        var path = Path.Combine(folder.Path, name);
        // Field 6 of ONNX's ModelProto, the doc_string; a message may be lengthened by a field.
        var note = Encoding.ASCII.GetBytes("a user's own");
        File.WriteAllBytes(path, [.. Packaged(packaged), (6 << 3) | 2, (byte)note.Length, .. note]);
        return path;
    }

    /// <summary>A file of these bytes outside the weights folder.</summary>
    public string Written(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static byte[] Packaged(string file) =>
        File.ReadAllBytes(Path.Combine(TestFolders.RequireWeights(), file));

    /// <summary><c>beholden models VERB ...</c> on this folder.</summary>
    public Task<Setup.Ended> Models(params string[] arguments) =>
        CommandLine.Plain(["models", .. arguments, "--weights", Folder]);

    /// <summary>Adds a network, which must be taken.</summary>
    public async Task Add(params string[] arguments)
    {
        var ended = await Models(["add", .. arguments]);
        Assert.True(ended.Code == 0, ended.Error);
    }

    public void Dispose() => folder.Dispose();
}

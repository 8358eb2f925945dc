using System.Text;
using Beholden.Server;
using Beholden.Server.Commands;

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

    /// <summary>A server in this process that looks at faces by networks of the folder.</summary>
    public Task<ServerHost> Start(string dataFolder, FaceNetworks networks) => ServerHost.Start(
        new(dataFolder, Folder, S3Endpoint: null) { Networks = networks },
        ServerHost.AnyPort, TestContext.Current.CancellationToken);

    /// <summary>A client of such a server, under the owner's key.</summary>
    public static ApiClient Client(ServerHost host) =>
        ServerConnection.ClientOf(host.Address, host.OwnerSecret, ApiClient.RegionDefault);

    /// <summary><c>beholden serve ...</c> on this folder, where it must not start.</summary>
    public Task<Setup.Ended> Serve(string dataFolder, params string[] options) => CommandLine.Plain(
        [
            "serve", "--url", "http://127.0.0.1:0", "--data", dataFolder, "--weights", Folder, .. options,
        ]);

    public void Dispose() => folder.Dispose();
}

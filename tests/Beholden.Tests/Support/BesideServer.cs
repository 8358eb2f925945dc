namespace Beholden.Tests.Support;

/// <summary>For tests of verbs: a server of its own, and a folder with the pictures of one test.</summary>
public abstract class BesideServer : IAsyncLifetime
{
    private readonly TemporaryFolder data = new();
    private readonly TemporaryFolder pictures = new();
    private ServerProcess? server;

    /// <summary>Where <see cref="Save"/> puts pictures.</summary>
    protected string Pictured => pictures.Path;

    private protected CommandLine Beholden => new(data.Path);

    public async ValueTask InitializeAsync()
        => server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights());

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        server?.Dispose();
        data.Dispose();
        pictures.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <param name="name">May name a folder too, which is made.</param>
    /// <returns>The file's path.</returns>
    protected async Task<string> Save(string name, byte[] bytes)
    {
        var path = Path.Combine(pictures.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        return path;
    }
}

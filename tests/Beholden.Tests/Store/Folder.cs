using Beholden.Store;

namespace Beholden.Tests.Store;

/// <summary>A data folder of its own for one test, with its database open, and gone afterwards.</summary>
internal sealed class Folder : IAsyncDisposable
{
    private Folder(string path, Database database)
    {
        Path = path;
        Database = database;
    }

    public string Path { get; }

    public Database Database { get; private set; }

    public CollectionStore Collections => new(Database);

    public FaceStore Faces => new(Database);

    public UserStore Users => new(Database);

    public KeyStore Keys => new(Database);

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static async Task<Folder> Make()
    {
        var path = Directory.CreateTempSubdirectory("beholden-store-").FullName;
        return new Folder(path, await Database.Open(path, Cancelled));
    }

    /// <summary>As after a restart: nothing in memory survives.</summary>
    public async Task Reopen()
    {
        await Database.DisposeAsync();
        Database = await Database.Open(Path, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }
}

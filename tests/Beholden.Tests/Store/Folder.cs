using System.Collections.Concurrent;
using Beholden.Store;

namespace Beholden.Tests.Store;

/// <summary>A data folder of its own for one test, with its database open, and gone afterwards.</summary>
internal sealed class Folder : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> told;

    private readonly TimeProvider? clock;

    private Folder(string path, Database database, ConcurrentQueue<string> told, TimeProvider? clock)
    {
        Path = path;
        Database = database;
        (this.told, this.clock) = (told, clock);
    }

    public string Path { get; }

    public Database Database { get; private set; }

    /// <summary>What the database said of its snapshots, since it was opened last.</summary>
    public IReadOnlyCollection<string> Told => told;

    public CollectionStore Collections => new(Database);

    public FaceStore Faces => new(Database);

    public UserStore Users => new(Database);

    public KeyStore Keys => new(Database);

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <param name="clock">Null: the machine's.</param>
    public static async Task<Folder> Make(TimeProvider? clock = null)
    {
        var path = Directory.CreateTempSubdirectory("beholden-store-").FullName;
        return await Open(path, clock);
    }

    /// <summary>Takes over a folder that is there.</summary>
    public static async Task<Folder> Open(string path, TimeProvider? clock = null)
    {
        var told = new ConcurrentQueue<string>();
        return new Folder(path, await Database.Open(path, Cancelled, told.Enqueue, clock), told, clock);
    }

    /// <summary>As after a restart: nothing in memory survives.</summary>
    /// <param name="between">What happens to the files meanwhile.</param>
    public async Task Reopen(Action? between = null)
    {
        await Database.DisposeAsync();
        between?.Invoke();
        told.Clear();
        Database = await Database.Open(Path, Cancelled, told.Enqueue, clock);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }
}

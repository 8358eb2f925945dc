using System.Data.Common;
using System.Security.Cryptography;
using Beholden.Store.FaceSets;
using Beholden.Store.Vectors;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// A data folder: the SQLite file <c>beholden.db</c>, the file <c>secret</c>, the keys that can be destroyed
/// in <c>keys/slots</c>, and a lock that keeps other processes out. The rows are the truth; the vector
/// indexes in memory are built from them.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly FolderLock held;
    private readonly FolderSecret secret;
    private readonly SqliteSource source;
    private readonly KeySlots slots;
    private int disposed;

    private Database(
        FolderLock held,
        FolderSecret secret,
        SqliteSource source,
        (KeySlots Slots, VectorKeys Of, Erasures Erasures) vectors,
        string accountId,
        KeyRing keys,
        VectorIndexes indexes,
        TimeProvider clock)
    {
        this.held = held;
        this.secret = secret;
        this.source = source;
        slots = vectors.Slots;
        AccountId = accountId;
        Keys = keys;
        Clock = clock;
        Changes = new CommitQueue(source, vectors.Erasures);
        Indexes = indexes;
        // After its actions a commit is over, so an empty change comes behind those of all before it.
        indexes.Settle = () => Changes.Run(_ => Task.FromResult(true), CancellationToken.None);
        FaceSets = new CollectionSets(source, indexes.FromStart);
        VectorKeys = vectors.Of;
    }

    /// <summary>What searches did so far.</summary>
    public SearchCounts SearchCounts => Indexes.Counts;

    /// <summary>For reading. Every write goes through the stores, which keep the indexes in step.</summary>
    public DbDataSource Source => source;

    /// <summary>12 digits, drawn at the folder's first opening.</summary>
    public string AccountId { get; }

    internal TimeProvider Clock { get; }

    internal LastUses LastUses { get; } = new();

    internal CommitQueue Changes { get; }

    internal VectorIndexes Indexes { get; }

    internal CollectionSets FaceSets { get; }

    internal KeyRing Keys { get; }

    internal VectorKeys VectorKeys { get; }

    internal KeySlots Slots => slots;

    /// <summary>Opens a data folder, made where there is none, and brings its schema up to date.</summary>
    /// <exception cref="FolderLockedException">Another process has it open.</exception>
    /// <exception cref="FolderSecretException">Its secret file is missing or damaged.</exception>
    /// <exception cref="KeySlotsException">Its file of keys is missing, or not the newest one.</exception>
    /// <exception cref="SchemaTooNewException">A newer program wrote it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or written.</exception>
    /// <param name="tell">
    /// Takes sentences about snapshots that cannot be used, and about an older copy of the database on which
    /// erasures were replayed; none needs an answer.
    /// </param>
    /// <param name="clock">Tells when a face's term is over; null: the machine's.</param>
    public static async Task<Database> Open(
        string folder, CancellationToken cancelled, Action<string>? tell = null, TimeProvider? clock = null)
    {
        Directory.CreateDirectory(folder);
        var held = FolderLock.Take(folder);
        SqliteSource? source = null;
        KeySlots? slots = null;
        Database? opened = null;
        try
        {
            var path = Path.Combine(folder, "beholden.db");
            var secret = FolderSecret.Open(folder, mayCreate: !File.Exists(path));
            source = new SqliteSource(path);
            await source.Prepare(cancelled);
            var migrations = await Migrations.Find(source, path, cancelled);
            slots = KeySlots.Open(folder, mayCreate: !migrations.HasKeySlots);
            var root = secret.For(VectorKeys.Sealing);
            var vectorKeys = new VectorKeys(source, slots, root);
            await migrations.Apply(slots, vectorKeys, root, cancelled);
            var erasures = await Erasures.Open(source, slots, vectorKeys, tell ?? (_ => { }), cancelled);
            var account = await Account(source, cancelled);
            var keys = await KeyRing.Load(source, secret.For(KeyStore.Sealing), cancelled);
            var indexes = await OpenIndexes(folder, source, vectorKeys, tell ?? (_ => { }), cancelled);
            return opened = new Database(
                held, secret, source, (slots, vectorKeys, erasures), account, keys, indexes,
                clock ?? TimeProvider.System);
        }
        finally
        {
            if (opened is null)
            {
                slots?.Dispose();
                source?.Dispose();
                held.Dispose();
            }
        }
    }

    /// <returns>32 bytes, derived from the folder's secret; the same at every call for one use.</returns>
    public byte[] Secret(string use) => secret.For(use);

    /// <summary>What <see cref="Secret"/> gives, read from a folder that another process has open.</summary>
    /// <exception cref="FolderSecretException">The folder has no secret: it was never opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is somebody else's.</exception>
    public static byte[] ReadSecret(string folder, string use) =>
        FolderSecret.Open(folder, mayCreate: false).For(use);

    /// <summary>Finishes the changes that wait, closes the file and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await Changes.DisposeAsync();
        await Indexes.DisposeAsync();
        await FaceSets.DisposeAsync();
        await source.DisposeAsync();
        slots.Dispose();
        held.Dispose();
    }

    private static async Task<VectorIndexes> OpenIndexes(
        string folder, SqliteSource source, VectorKeys keys, Action<string> tell, CancellationToken cancelled)
    {
        var snapshots = Directory.CreateDirectory(Path.Combine(folder, "indexes")).FullName;
        await using var db = await source.OpenConnectionAsync(cancelled);
        var keyMax = await db.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT seq FROM sqlite_sequence WHERE name = 'face'", cancellationToken: cancelled)) ?? 0;
        return new VectorIndexes(
            source, keys, new IndexLoader(source, keys, snapshots, keyMax, tell), tell);
    }

    private static async Task<string> Account(SqliteSource source, CancellationToken cancelled)
    {
        // AWS account ids have 12 digits; ours never begins with 0, so that it survives as a number.
        var drawn = RandomNumberGenerator.GetString("0123456789", 11);
        var first = RandomNumberGenerator.GetString("123456789", 1);
        await using var db = await source.OpenConnectionAsync(cancelled);
        await db.ExecuteAsync(new CommandDefinition(
            "INSERT INTO setting (name, value) VALUES ('account_id', @value) ON CONFLICT (name) DO NOTHING",
            new { value = first + drawn }, cancellationToken: cancelled));
        return await db.QuerySingleAsync<string>(new CommandDefinition(
            "SELECT value FROM setting WHERE name = 'account_id'", cancellationToken: cancelled));
    }
}

using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// Destroys the keys of what was deleted. The slots that a change gives up stand in the table
/// <c>erasing</c> from that change on, so that no crash loses them; they are overwritten after the commit and
/// before anybody is told. The next change empties the table and writes down how many slots are destroyed, so
/// that an older copy of the database shows: it knows of fewer.
/// </summary>
internal sealed class Erasures
{
    private const string KeyFile = "key_file", KeysDestroyed = "keys_destroyed";

    private readonly KeySlots slots;
    private bool done;

    private Erasures(KeySlots slots, bool done) => (this.slots, this.done) = (slots, done);

    /// <summary>Finishes what a crash cut off, and replays on an older copy what was erased since.</summary>
    /// <param name="tell">Takes a sentence about an older copy.</param>
    /// <exception cref="KeySlotsException">The keys are older than the database, or not its own.</exception>
    public static async Task<Erasures> Open(
        DbDataSource source, KeySlots slots, VectorKeys keys, Action<string> tell,
        CancellationToken cancelled)
    {
        await using var db = await source.OpenConnectionAsync(cancelled);
        await RequireOwn(db, slots, cancelled);
        var due = await Due(db, null);
        slots.Destroy(due);
        var known = await db.ExecuteScalarAsync<long>(Sql.Read(
            "SELECT COALESCE(MAX(CAST(value AS INTEGER)), 0) FROM setting WHERE name = @KeysDestroyed",
            new { KeysDestroyed }, cancelled));
        var erasures = new Erasures(slots, done: due.Count > 0);
        if (known + due.Count < slots.DestroyedCount)
        {
            await using var transaction = await db.BeginTransactionAsync(cancelled);
            var gone = await new Replay(new Change(db, transaction), slots, keys).Run(cancelled);
            erasures.done = true;
            await erasures.Forget(db, transaction);
            slots.Flush();
            due = await Due(db, transaction);
            await transaction.CommitAsync(cancelled);
            erasures.Destroy(due);
            if (gone.Any)
            {
                tell($"The database was older than its keys. What was erased since is erased again: {gone}.");
            }
        }

        return erasures;
    }

    /// <summary>At the beginning of a change: what was overwritten need not be remembered.</summary>
    public async Task Forget(DbConnection db, DbTransaction change)
    {
        if (done)
        {
            await db.ExecuteAsync("DELETE FROM erasing", transaction: change);
            await Put(db, change, KeysDestroyed, slots.DestroyedCount.ToString(CultureInfo.InvariantCulture));
            done = false;
        }
    }

    /// <summary>Before a change's commit: keeps the keys that it drew.</summary>
    /// <returns>The slots that it gives up.</returns>
    public async Task<IReadOnlyCollection<long>> Prepare(DbConnection db, DbTransaction change)
    {
        slots.Flush();
        return await Due(db, change);
    }

    /// <summary>After the commit. What fails is tried again by the next change or start.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Destroy(IReadOnlyCollection<long> due)
    {
        if (due.Count > 0)
        {
            slots.Destroy(due);
            done = true;
        }
    }

    private static async Task<IReadOnlyCollection<long>> Due(DbConnection db, DbTransaction? change) =>
        [.. await db.QueryAsync<long>("SELECT key_slot FROM erasing", transaction: change)];

    private static async Task RequireOwn(DbConnection db, KeySlots slots, CancellationToken cancelled)
    {
        var id = await db.ExecuteScalarAsync<string?>(Sql.Read(
            "SELECT value FROM setting WHERE name = @KeyFile", new { KeyFile }, cancelled));
        if (id is null)
        {
            await Put(db, null, KeyFile, slots.Id);
        }
        else if (id != slots.Id)
        {
            throw new KeySlotsException("The file keys/slots is another folder's: it opens nothing of this "
                + "database. Put back the folder's own file.");
        }

        var newest = await db.ExecuteScalarAsync<long?>(Sql.Read(
            "SELECT key_slot FROM face ORDER BY seq DESC LIMIT 1", null, cancelled));
        if (newest >= slots.Next)
        {
            throw new KeySlotsException("The file keys/slots is older than the database: the keys of the "
                + "newest faces are missing. Put back the newest file.");
        }
    }

    private static Task<int> Put(DbConnection db, DbTransaction? change, string name, string value) =>
        db.ExecuteAsync("""
            INSERT INTO setting (name, value) VALUES (@name, @value)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """, new { name, value }, change);
}

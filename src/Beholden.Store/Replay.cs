using Dapper;

namespace Beholden.Store;

/// <summary>What a replay took out of an older copy of the database.</summary>
internal sealed record Gone(int Collections, int Users, int Faces)
{
    public bool Any => Collections + Users + Faces > 0;

    public override string ToString() => $"{Collections} collections, {Users} users, {Faces} faces";
}

/// <summary>
/// Deletes the rows whose keys are destroyed, and makes anew the vectors of users whom they told about.
/// </summary>
internal sealed class Replay(Change change, KeySlots slots, VectorKeys keys)
{
    public async Task<Gone> Run(CancellationToken cancelled)
    {
        await Execute("CREATE TEMP TABLE destroyed (key_slot INTEGER PRIMARY KEY)");
        foreach (var part in slots.Destroyed().Chunk(1_000))
        {
            cancelled.ThrowIfCancellationRequested();
            await Execute(
                "INSERT INTO destroyed (key_slot) VALUES (@slot)", part.Select(slot => new { slot }));
        }

        await Execute("DELETE FROM lead WHERE key_slot IN (SELECT key_slot FROM destroyed)");
        var collections = await Execute(
            "DELETE FROM collection WHERE key_slot IN (SELECT key_slot FROM destroyed)");
        await Execute("""
            UPDATE face SET user_seq = NULL WHERE user_seq IN (
                   SELECT seq FROM collection_user WHERE key_slot IN (SELECT key_slot FROM destroyed))
            """);
        var users = await Execute(
            "DELETE FROM collection_user WHERE key_slot IN (SELECT key_slot FROM destroyed)");
        var changed = (await change.Db.QueryAsync<(long, long, long, string)>(change.In("""
            SELECT collection_seq, seq, key_slot, user_id FROM collection_user
             WHERE vector_slot IN (SELECT key_slot FROM destroyed)
                OR seq IN (SELECT user_seq FROM face WHERE key_slot IN (SELECT key_slot FROM destroyed))
            """))).ToList();
        var faces = await Execute("DELETE FROM face WHERE key_slot IN (SELECT key_slot FROM destroyed)");
        await Execute("""
            UPDATE collection SET
                   face_count = (SELECT COUNT(*) FROM face
                                  WHERE collection_seq = collection.seq AND hidden_ms IS NULL),
                   user_count = (SELECT COUNT(*) FROM collection_user WHERE collection_seq = collection.seq)
            """);
        foreach (var (collection, seq, keySlot, userId) in changed)
        {
            using var box = await keys.Of(collection, change, cancelled);
            await UserVector.Renew(change, box, new(collection, seq, keySlot, userId, null));
        }

        await Execute("DROP TABLE destroyed");
        return new(collections, users, faces);
    }

    private Task<int> Execute(string text, object? values = null) =>
        change.Db.ExecuteAsync(change.In(text, values));
}

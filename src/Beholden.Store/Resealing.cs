using System.Data.Common;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// Brings the vectors of older databases under keys of their own: plain ones of the first schema, and those
/// that were sealed under their collection's key.
/// </summary>
internal static class Resealing
{
    /// <summary>The end of the name of the schema from which on every face has its own key.</summary>
    public const string Step = "_keys.sql";

    private const int RowsPerRead = 1_000;

    /// <summary>Gives everything its key and seals the vectors, all in one change.</summary>
    /// <param name="root">What the collections' former keys are sealed under.</param>
    public static async Task All(
        Change change, VectorKeys keys, byte[] root, CancellationToken cancelled)
    {
        using var under = new Sealed(root);
        foreach (var (collection, formerKey) in await change.Db.QueryAsync<(long, byte[]?)>(
            change.In("SELECT seq, sealed_key FROM collection")))
        {
            using var former = formerKey is null
                ? null
                : new Sealed(under.Open(formerKey, $"key of collection {collection}"));
            await keys.Make(change, collection);
            using var box = await keys.Of(collection, change, cancelled);
            await Faces(change, collection, former, box, cancelled);
            await Users(change, collection, former, box, cancelled);
        }

        await change.Db.ExecuteAsync(change.In("ALTER TABLE collection DROP COLUMN sealed_key"));
    }

    private static Task Faces(
        Change change, long collection, Sealed? former, VectorBox box, CancellationToken cancelled) =>
        Pages(change, """
            SELECT face.seq, face.face_id, face_embedding.embedding FROM face
              JOIN face_embedding ON face_embedding.face_seq = face.seq
             WHERE face.collection_seq = @collection AND face.seq > @after
             ORDER BY face.seq LIMIT @RowsPerRead
            """, collection, async row =>
        {
            var kept = box.SealFace(Open(former, row.Vector!, $"face {collection} {row.Id}"), row.Id);
            await change.Db.ExecuteAsync(change.In("""
                UPDATE face SET key_slot = @Slot WHERE seq = @Seq;
                UPDATE face_embedding SET embedding = @Bytes WHERE face_seq = @Seq
                """, new { row.Seq, kept.Slot, kept.Bytes }));
        }, cancelled);

    private static Task Users(
        Change change, long collection, Sealed? former, VectorBox box, CancellationToken cancelled) =>
        Pages(change, """
            SELECT seq, user_id, embedding FROM collection_user
             WHERE collection_seq = @collection AND seq > @after
             ORDER BY seq LIMIT @RowsPerRead
            """, collection, async row =>
        {
            var keySlot = box.NewUser();
            var kept = row.Vector is null
                ? (Kept?)null
                : box.SealUser(
                    keySlot, Open(former, row.Vector, $"user {collection} {row.Id}"), row.Id);
            await change.Db.ExecuteAsync(change.In("""
                UPDATE collection_user SET key_slot = @keySlot, vector_slot = @Slot, embedding = @Bytes
                 WHERE seq = @Seq
                """, new { row.Seq, keySlot, kept?.Slot, kept?.Bytes }));
        }, cancelled);

    private static async Task Pages(
        Change change, string read, long collection, Func<Row, Task> each, CancellationToken cancelled)
    {
        for (var after = 0L; ;)
        {
            cancelled.ThrowIfCancellationRequested();
            var rows = (await change.Db.QueryAsync<(long Seq, string Id, byte[]? Vector)>(
                change.In(read, new { collection, after, RowsPerRead }))).ToList();
            if (rows.Count == 0)
            {
                return;
            }

            foreach (var row in rows)
            {
                await each(new Row(row.Seq, row.Id, row.Vector));
            }

            after = rows[^1].Seq;
        }
    }

    private static ReadOnlySpan<float> Open(Sealed? former, byte[] vector, string belongsTo) =>
        MemoryMarshal.Cast<byte, float>(former is null ? vector : former.Open(vector, belongsTo));

    private readonly record struct Row(long Seq, string Id, byte[]? Vector);
}

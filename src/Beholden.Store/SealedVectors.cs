using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;

namespace Beholden.Store;

/// <summary>Seals the vectors of a database that was written before vectors were sealed.</summary>
internal static class SealedVectors
{
    /// <summary>The version of the schema from which on every vector is sealed.</summary>
    public const int Version = 2;

    private const int RowsPerRead = 1_000;

    /// <summary>Has SQLite overwrite what rows leave behind on this connection.</summary>
    public static Task OverwriteWhatGoes(DbConnection db, CancellationToken cancelled) =>
        db.ExecuteAsync(new CommandDefinition("PRAGMA secure_delete = ON", cancellationToken: cancelled));

    /// <summary>Gives every collection its key and seals its vectors, all in one change.</summary>
    public static async Task SealAll(
        DbConnection db, DbTransaction change, VectorKeys keys, CancellationToken cancelled)
    {
        var within = new Change(db, change);
        foreach (var collection in await db.QueryAsync<long>(within.In("SELECT seq FROM collection")))
        {
            await keys.Make(db, change, collection);
            using var box = await keys.Of(collection, within, cancelled);
            await Replace(
                within, collection, box.SealFace, """
                SELECT face.seq, face.face_id, face_embedding.embedding FROM face
                  JOIN face_embedding ON face_embedding.face_seq = face.seq
                 WHERE face.collection_seq = @collection AND face.seq > @after
                 ORDER BY face.seq LIMIT @RowsPerRead
                """,
                "UPDATE face_embedding SET embedding = @bytes WHERE face_seq = @seq", cancelled);
            await Replace(
                within, collection, box.SealUser, """
                SELECT seq, user_id, embedding FROM collection_user
                 WHERE collection_seq = @collection AND seq > @after AND embedding IS NOT NULL
                 ORDER BY seq LIMIT @RowsPerRead
                """,
                "UPDATE collection_user SET embedding = @bytes WHERE seq = @seq", cancelled);
        }
    }

    private delegate byte[] Sealing(ReadOnlySpan<float> vector, string id);

    private static async Task Replace(
        Change change, long collection, Sealing seal, string read, string write, CancellationToken cancelled)
    {
        for (var after = 0L; ;)
        {
            cancelled.ThrowIfCancellationRequested();
            var rows = (await change.Db.QueryAsync<(long Seq, string Id, byte[] Embedding)>(
                change.In(read, new { collection, after, RowsPerRead }))).ToList();
            if (rows.Count == 0)
            {
                return;
            }

            await change.Db.ExecuteAsync(change.In(write, rows.Select(row => new
            {
                seq = row.Seq,
                bytes = seal(MemoryMarshal.Cast<byte, float>(row.Embedding), row.Id),
            })));
            after = rows[^1].Seq;
        }
    }
}

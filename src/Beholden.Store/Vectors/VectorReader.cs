using System.Data.Common;
using Dapper;

namespace Beholden.Store.Vectors;

internal enum VectorKind
{
    Face,
    User,
}

/// <summary>Vectors in float32, one by one, by the keys of their rows. For one thread at a time.</summary>
internal sealed class VectorReader : IDisposable
{
    private readonly DbCommand command;
    private readonly DbParameter key;
    private readonly VectorBox box;
    private readonly VectorKind kind;

    public VectorReader(DbConnection db, VectorBox box, VectorKind kind)
    {
        (this.box, this.kind) = (box, kind);
        command = db.CreateCommand();
        command.CommandText = kind == VectorKind.Face
            ? """
            SELECT face.face_id, face_embedding.embedding, face.key_slot, face.hidden_ms FROM face
              JOIN face_embedding ON face_embedding.face_seq = face.seq WHERE face.seq = @key
            """
            : "SELECT user_id, embedding, vector_slot, NULL, key_slot FROM collection_user WHERE seq = @key";
        key = command.CreateParameter();
        key.ParameterName = "@key";
        command.Parameters.Add(key);
    }

    /// <returns>The keys of a collection's rows that have a vector, ascending.</returns>
    public static async Task<long[]> Keys(
        DbConnection db, long collection, VectorKind kind, CancellationToken cancelled)
    {
        await using var rows = await db.ExecuteReaderAsync(Sql.Read(
            kind == VectorKind.Face
                ? """
                SELECT seq FROM face WHERE collection_seq = @collection AND hidden_ms IS NULL ORDER BY seq
                """
                : """
                SELECT seq FROM collection_user
                 WHERE collection_seq = @collection AND embedding IS NOT NULL ORDER BY seq
                """,
            new { collection }, cancelled));
        return All(rows, cancelled);
    }

    /// <summary>Rows that were asked for and are hidden.</summary>
    public List<long> Hidden { get; } = [];

    /// <returns>Null where the row is gone or hidden, or its key is.</returns>
    public float[]? Read(long row)
    {
        key.Value = row;
        using var rows = command.ExecuteReader();
        if (!rows.Read() || rows.IsDBNull(1))
        {
            return null;
        }

        if (!rows.IsDBNull(3))
        {
            Hidden.Add(row);
            return null;
        }

        var (id, kept) = (rows.GetString(0), new Kept(rows.GetInt64(2), rows.GetFieldValue<byte[]>(1)));
        return kind == VectorKind.Face ? box.OpenFace(kept, id) : box.OpenUser(rows.GetInt64(4), kept, id);
    }

    public void Dispose() => command.Dispose();

    // A loop of its own, not a library's: there may be millions, and a start waits for them.
    private static long[] All(DbDataReader rows, CancellationToken cancelled)
    {
        List<long> keys = [];
        while (rows.Read())
        {
            cancelled.ThrowIfCancellationRequested();
            keys.Add(rows.GetInt64(0));
        }

        return [.. keys];
    }
}

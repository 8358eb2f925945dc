using System.Data.Common;
using System.Runtime.InteropServices;

namespace Beholden.Store.Vectors;

/// <summary>Rows to index.</summary>
internal static class IndexBuilder
{
    private const string Faces = """
        SELECT face.seq, face_embedding.embedding FROM face
          JOIN face_embedding ON face_embedding.face_seq = face.seq
         WHERE face.collection_seq = @collectionSeq ORDER BY face.seq
        """;

    private const string Users = """
        SELECT seq, embedding FROM collection_user
         WHERE collection_seq = @collectionSeq AND embedding IS NOT NULL ORDER BY seq
        """;

    /// <summary>Reads one state of the database, row by row.</summary>
    public static async Task Fill(
        ExactIndex index, DbConnection db, long collectionSeq, VectorKind kind, CancellationToken cancelled)
    {
        await using var command = db.CreateCommand();
        command.CommandText = kind == VectorKind.Face ? Faces : Users;
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@collectionSeq";
        parameter.Value = collectionSeq;
        command.Parameters.Add(parameter);
        await using var rows = await command.ExecuteReaderAsync(cancelled);
        while (await rows.ReadAsync(cancelled))
        {
            var embedding = rows.GetFieldValue<byte[]>(1);
            index.Load(rows.GetInt64(0), MemoryMarshal.Cast<byte, float>(embedding));
        }
    }
}

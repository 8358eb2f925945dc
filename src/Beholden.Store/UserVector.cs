using Dapper;

namespace Beholden.Store;

/// <summary>A user's row within a change.</summary>
/// <param name="KeySlot">Of the user's key.</param>
/// <param name="Vector">Null while the user has no face.</param>
internal sealed record UserRow(long Collection, long Seq, long KeySlot, string UserId, Kept? Vector)
{
    public static async Task<UserRow> Of(Change change, long userSeq)
    {
        var (collection, keySlot, userId, slot, bytes) =
            await change.Db.QuerySingleAsync<(long, long, string, long?, byte[]?)>(change.In("""
                SELECT collection_seq, key_slot, user_id, vector_slot, embedding FROM collection_user
                 WHERE seq = @userSeq
                """, new { userSeq }));
        return new(collection, userSeq, keySlot, userId, bytes is null ? null : new Kept(slot!.Value, bytes));
    }
}

/// <summary>The vector that a user is searched by: the mean of the faces' embeddings, of length 1.</summary>
internal static class UserVector
{
    /// <summary>
    /// Makes it from all the faces, not from the vector before: sums of floats would drift with every
    /// change. It gets a key of its own each time, so that the vector before goes with its key.
    /// </summary>
    /// <returns>The vector, null where no face is left, and how many faces there are.</returns>
    /// <exception cref="TooManyFacesException"/>
    public static async Task<(float[]? Vector, int Faces)> Renew(Change change, VectorBox box, UserRow user)
    {
        var faces = (await change.Db.QueryAsync<(string FaceId, long Slot, byte[] Bytes)>(change.In("""
            SELECT face.face_id, face.key_slot, face_embedding.embedding FROM face
              JOIN face_embedding ON face_embedding.face_seq = face.seq
             WHERE face.user_seq = @Seq AND face.hidden_ms IS NULL ORDER BY face.seq
            """, new { user.Seq }))).ToList();
        if (faces.Count > Limits.FacesPerUserMax)
        {
            throw new TooManyFacesException(user.UserId);
        }

        var embeddings = faces
            .Select(face => box.OpenFace(new(face.Slot, face.Bytes), face.FaceId)).OfType<float[]>().ToList();
        var vector = embeddings.Count == 0 ? null : UnitVector.Mean(embeddings);
        var kept = vector is null ? (Kept?)null : box.SealUser(user.KeySlot, vector, user.UserId);
        await change.Db.ExecuteAsync(change.In("""
            UPDATE collection_user SET face_count = @Count, vector_slot = @Slot, embedding = @Bytes
             WHERE seq = @Seq
            """, new { user.Seq, faces.Count, kept?.Slot, kept?.Bytes }));
        return (vector, faces.Count);
    }
}

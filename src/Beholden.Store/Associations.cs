using System.Numerics.Tensors;
using Beholden.Store.Vectors;
using Dapper;

namespace Beholden.Store;

/// <summary>Which faces are a user's, and the vector that follows from them.</summary>
internal sealed class Associations(Change change, VectorIndexes indexes, VectorBox box)
{
    public async Task<Association> Make(
        UserRow user, IReadOnlyCollection<string> faceIds, float cosineMin)
    {
        var vector = user.Vector is { } sealedOne
            ? box.OpenUser(user.KeySlot, sealedOne, user.UserId)
            : null;
        var made = new List<string>();
        var failures = new List<AssociationFailure>();
        foreach (var faceId in faceIds.Distinct())
        {
            var face = await Find(user.Collection, faceId);
            if (face is null || face.UserSeq == user.Seq)
            {
                failures.AddRange(face is null ? [Missing(faceId)] : []);
                continue;
            }

            var cosine = vector is null || box.OpenFace(face.Vector, faceId) is not { } embedding
                ? (float?)null
                : TensorPrimitives.Dot(embedding, vector);
            if (face.UserId is not null)
            {
                failures.Add(Other(faceId, face.UserId));
            }
            else if (cosine < cosineMin)
            {
                failures.Add(new AssociationFailure(
                    faceId, null, Math.Clamp(cosine.Value, -1f, 1f), AssociationRefusal.LowMatchConfidence));
            }
            else
            {
                await Bind(face.Seq, user.Seq);
                made.Add(faceId);
            }
        }

        return new Association(made, failures, await Refresh(user, made.Count > 0));
    }

    public async Task<Association> Undo(UserRow user, IReadOnlyCollection<string> faceIds)
    {
        var undone = new List<string>();
        var failures = new List<AssociationFailure>();
        foreach (var faceId in faceIds.Distinct())
        {
            var face = await Find(user.Collection, faceId);
            if (face is null)
            {
                failures.Add(Missing(faceId));
            }
            else if (face.UserSeq == user.Seq)
            {
                await Bind(face.Seq, null);
                undone.Add(faceId);
            }
            else if (face.UserId is not null)
            {
                failures.Add(Other(faceId, face.UserId));
            }
        }

        return new Association(undone, failures, await Refresh(user, undone.Count > 0));
    }

    private static AssociationFailure Missing(string faceId) =>
        new(faceId, null, null, AssociationRefusal.FaceNotFound);

    private static AssociationFailure Other(string faceId, string userId) =>
        new(faceId, userId, null, AssociationRefusal.AssociatedToADifferentUser);

    private Task<int> Bind(long faceSeq, long? userSeq) => change.Db.ExecuteAsync(
        change.In("UPDATE face SET user_seq = @userSeq WHERE seq = @faceSeq", new { faceSeq, userSeq }));

    private Task<Face?> Find(long collection, string faceId) =>
        change.Db.QuerySingleOrDefaultAsync<Face?>(change.In("""
            SELECT face.seq AS Seq, face.user_seq AS UserSeq, collection_user.user_id AS UserId,
                   face.key_slot AS Slot, face_embedding.embedding AS Bytes
              FROM face
              JOIN face_embedding ON face_embedding.face_seq = face.seq
              LEFT JOIN collection_user ON collection_user.seq = face.user_seq
             WHERE face.collection_seq = @collection AND face.face_id = @faceId AND face.hidden_ms IS NULL
            """, new { collection, faceId }));

    /// <summary>Makes a user's vector anew, after faces came or went by another way.</summary>
    public async Task Refresh(UserRow user) => await Refresh(user, changed: true);

    private async Task<UserStatus> Refresh(UserRow user, bool changed)
    {
        if (!changed)
        {
            return UserStore.Status(user.Vector is null ? 0 : 1);
        }

        var (vector, faces) = await UserVector.Renew(change, box, user);
        change.AfterCommit(() =>
        {
            if (vector is null)
            {
                indexes.Remove(user.Collection, VectorKind.User, user.Seq);
            }
            else
            {
                indexes.Set(user.Collection, VectorKind.User, user.Seq, vector);
            }
        });
        return UserStore.Status(faces);
    }

    private sealed class Face
    {
        public long Seq { get; init; }

        public long? UserSeq { get; init; }

        public string? UserId { get; init; }

        public long Slot { get; init; }

        public required byte[] Bytes { get; init; }

        public Kept Vector => new(Slot, Bytes);
    }
}

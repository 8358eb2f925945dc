using System.Security.Cryptography;
using Dapper;

namespace Beholden.Store;

/// <summary>A face that there is a picture of.</summary>
/// <param name="UserId">The user it is associated to.</param>
public sealed record FaceWithCrop(string FaceId, string? UserId);

/// <summary>The small pictures of the faces of each collection.</summary>
public sealed class CropStore(Database database)
{
    // Rows that are walked over to a face with a crop: old collections may have none at all.
    private const int StepsMax = 1_000;

    /// <returns>JPEG files by face id; faces that are gone or have no picture are left out.</returns>
    /// <param name="faceIds">At most <see cref="Limits.FacesPerPersonMax"/>.</param>
    /// <param name="withHidden">Also of faces that are in no answer, for the person they are of.</param>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyDictionary<string, byte[]>> Of(
        CollectionName name, IReadOnlyCollection<string> faceIds, bool withHidden,
        CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        var rows = await db.QueryAsync<(string FaceId, long Slot, byte[] Bytes)>(Sql.Read("""
            SELECT face_id, key_slot, encrypted_crop FROM face JOIN face_crop ON face_seq = seq
             WHERE collection_seq = @collection AND face_id IN @faceIds
               AND (@withHidden OR hidden_ms IS NULL)
            """, new { collection, faceIds, withHidden }, cancelled));
        using var box = await database.VectorKeys.Of(collection, null, cancelled);
        var crops = new Dictionary<string, byte[]>();
        foreach (var (faceId, slot, bytes) in rows)
        {
            if (box.OpenCrop(new(slot, bytes), faceId) is { } picture)
            {
                crops[faceId] = picture;
            }
        }

        return crops;
    }

    /// <returns>The user's first face that there is a picture of; null where there is none.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<string?> FaceOf(CollectionName name, string userId, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        return await db.ExecuteScalarAsync<string?>(Sql.Read("""
            SELECT face_id FROM face JOIN face_crop ON face_seq = seq
             WHERE user_seq = (SELECT seq FROM collection_user
                                WHERE collection_seq = @collection AND user_id = @userId)
               AND hidden_ms IS NULL ORDER BY seq LIMIT 1
            """, new { collection, userId }, cancelled));
    }

    /// <returns>Different faces by chance, at most so many.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyList<FaceWithCrop>> Draw(
        CollectionName name, int count, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        var drawn = new Dictionary<long, FaceWithCrop>();
        for (var i = 0; i < count; i++)
        {
            // A random order of all rows would read them all. Behind the last of them comes the first again.
            var start = await Chance(db, "face", collection, cancelled);
            if (!await DrawFrom(start) && !await DrawFrom(0))
            {
                break;
            }
        }

        return [.. drawn.Values];

        async Task<bool> DrawFrom(long start)
        {
            var rows = await db.QueryAsync<(long Seq, string FaceId, string? UserId)>(Sql.Read("""
                SELECT near.seq, face_id, user_id
                  FROM (SELECT * FROM face WHERE collection_seq = @collection AND seq >= @start
                           AND hidden_ms IS NULL ORDER BY seq LIMIT @StepsMax) AS near
                  JOIN face_crop ON face_seq = near.seq
                  LEFT JOIN collection_user ON collection_user.seq = near.user_seq
                 WHERE near.seq NOT IN @Keys
                 ORDER BY near.seq LIMIT 1
                """, new { collection, start, StepsMax, drawn.Keys }, cancelled));
            return rows.Any(row => drawn.TryAdd(row.Seq, new(row.FaceId, row.UserId)));
        }
    }

    /// <returns>Two faces of one user by chance; empty where no user near the draw has two.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyList<FaceWithCrop>> DrawPair(CollectionName name, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        var start = await Chance(db, "collection_user", collection, cancelled);
        var rows = (await db.QueryAsync<(string FaceId, string? UserId)>(Sql.Read("""
            SELECT face_id, user_id
              FROM (SELECT near.seq, near.user_id
                      FROM (SELECT * FROM collection_user WHERE collection_seq = @collection
                               AND seq >= @start ORDER BY seq LIMIT @StepsMax) AS near
                     WHERE 2 <= (SELECT COUNT(*) FROM face JOIN face_crop ON face_seq = face.seq
                                  WHERE user_seq = near.seq AND hidden_ms IS NULL)
                     ORDER BY near.seq LIMIT 1) AS owner
              JOIN face ON face.user_seq = owner.seq AND face.hidden_ms IS NULL
              JOIN face_crop ON face_seq = face.seq
            """, new { collection, start, StepsMax }, cancelled)))
            .Select(row => new FaceWithCrop(row.FaceId, row.UserId)).ToArray();
        RandomNumberGenerator.Shuffle(rows.AsSpan());
        return [.. rows.Take(2)];
    }

    /// <returns>A seq by chance between the table's first and last of the collection.</returns>
    /// <param name="table">A constant of this class, never a client's word.</param>
    private static async Task<long> Chance(
        System.Data.Common.DbConnection db, string table, long collection, CancellationToken cancelled)
    {
        var (first, last) = await db.QuerySingleAsync<(long First, long Last)>(Sql.Read($"""
            SELECT COALESCE((SELECT seq FROM {table} WHERE collection_seq = @collection
                              ORDER BY seq LIMIT 1), 0),
                   COALESCE((SELECT seq FROM {table} WHERE collection_seq = @collection
                              ORDER BY seq DESC LIMIT 1), 0)
            """, new { collection }, cancelled));
        return first + (long)(RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue
            * (last - first));
    }
}

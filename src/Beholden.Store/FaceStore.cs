using System.Data.Common;
using Beholden.Store.Vectors;
using Dapper;

namespace Beholden.Store;

/// <summary>The faces of each collection, and the search among them.</summary>
public sealed class FaceStore(Database database)
{
    // As many ids as one statement names. A row costs 17 µs of processor time where 1,000 are named and
    // 6 µs where 80 are: a list's cost grows faster than the list.
    internal const int ParametersMax = 100;

    private const string Columns = """
        face.seq AS Seq, face.face_id AS FaceId, face.image_id AS ImageId,
        face.external_image_id AS ExternalImageId, face.box_left AS BoxLeft, face.box_top AS BoxTop,
        face.box_width AS BoxWidth, face.box_height AS BoxHeight,
        face.confidence_percent AS ConfidencePercent, collection_user.user_id AS UserId,
        face.last_used_ms AS LastUsedMs
        """;

    private const string Rows = $"""
        SELECT {Columns} FROM face LEFT JOIN collection_user ON collection_user.seq = face.user_seq
        """;

    private readonly Retention retention = new(database);

    /// <summary>
    /// Stores faces, all or none. A face id that the collection has already gets the new basis and term, and
    /// is stored anew where it was hidden. Once this returns, every search finds them, also after a crash.
    /// </summary>
    /// <param name="purpose">What for, and on which basis, the faces are kept.</param>
    /// <returns>How many were not there before.</returns>
    /// <exception cref="BasisLapsedException">The basis holds no longer; nothing is stored.</exception>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="EmbeddingContractMismatchException"/>
    /// <exception cref="CollectionFullException"/>
    /// <exception cref="ArgumentException">An embedding is no unit vector.</exception>
    public Task<int> Add(
        CollectionName name,
        string embeddingContract,
        string purpose,
        FaceBasis basis,
        IReadOnlyList<NewFace> faces,
        DateTimeOffset now,
        CancellationToken cancelled)
    {
        foreach (var face in faces)
        {
            UnitVector.Require(face.Embedding.Span, nameof(faces));
        }

        var createdMs = now.ToUnixTimeMilliseconds();
        return database.Changes.Run(
            async change =>
            {
                var collection = await Claim(change, name, embeddingContract, faces);
                await FaceEnrolment.RequireStill(change, collection, basis, faces, createdMs);
                using var box = await database.VectorKeys.Of(collection, change, cancelled);
                var enrolment = new FaceEnrolment(change, database, collection, purpose, basis);
                var added = new List<string>();
                foreach (var face in faces)
                {
                    if (await enrolment.Keep(box, face, createdMs))
                    {
                        added.Add(face.FaceId);
                    }
                }

                // Behind the index, which heard of each face: what the root vouches for can be found.
                change.AfterCommit(() => database.FaceSets.Change(collection, added, isAdded: true));

                _ = await change.Db.ExecuteScalarAsync<long?>(change.In("""
                    UPDATE collection SET face_count = face_count + @Count
                     WHERE seq = @collection AND face_count + @Count <= @facesMax
                    RETURNING seq
                    """, new { collection, added.Count, facesMax = Limits.FacesPerCollectionMax }))
                    ?? throw new CollectionFullException(name.Id);
                return added.Count;
            },
            cancelled);
    }

    /// <summary>Faces in the order of their storing.</summary>
    /// <param name="afterSeq">The last face already seen, or 0.</param>
    /// <param name="userId">Only faces of this user. An unknown user has none.</param>
    /// <param name="faceIds">Only these. Unknown ids are left out.</param>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyList<StoredFace>> List(
        CollectionName name,
        long afterSeq,
        int count,
        string? userId,
        IReadOnlyCollection<string>? faceIds,
        CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        await retention.HideDue(db, collection, cancelled);
        if (faceIds is not null)
        {
            var found = await Pick(db, collection, "face.face_id", faceIds.Distinct(), cancelled);
            return [.. found
                .Select(row => row.ToFace())
                .Where(face => face.Seq > afterSeq && (userId is null || face.UserId == userId))
                .OrderBy(face => face.Seq)
                .Take(count)];
        }

        var ofUser = userId is null ? "" : """
             AND face.user_seq = (SELECT seq FROM collection_user
                                   WHERE collection_seq = @collection AND user_id = @userId)
            """;
        var rows = await db.QueryAsync<Row>(Sql.Read($"""
            {Rows} WHERE face.collection_seq = @collection AND face.seq > @afterSeq
                         AND face.hidden_ms IS NULL {ofUser}
             ORDER BY face.seq LIMIT @count
            """, new { collection, afterSeq, count, userId }, cancelled));
        return [.. rows.Select(row => row.ToFace())];
    }

    /// <summary>
    /// Deletes faces, except those of users. Once this returns, no search finds them, also after a crash.
    /// </summary>
    /// <exception cref="CollectionNotFoundException"/>
    public Task<FaceDeletion> Delete(
        CollectionName name, IReadOnlyCollection<string> faceIds, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                var seqs = new List<long>();
                var deletion = (Deleted: new List<string>(), NotFound: new List<string>(),
                    Bound: new List<BoundFace>());
                foreach (var faceId in faceIds.Distinct())
                {
                    var seq = await change.Db.ExecuteScalarAsync<long?>(change.In("""
                        DELETE FROM face
                         WHERE collection_seq = @collection AND face_id = @faceId AND user_seq IS NULL
                               AND hidden_ms IS NULL
                        RETURNING seq
                        """, new { collection, faceId }));
                    if (seq is not null)
                    {
                        deletion.Deleted.Add(faceId);
                        seqs.Add(seq.Value);
                    }
                    else if (await Owner(change, collection, faceId) is { } userId)
                    {
                        deletion.Bound.Add(new BoundFace(faceId, userId));
                    }
                    else
                    {
                        deletion.NotFound.Add(faceId);
                    }
                }

                await change.Db.ExecuteAsync(change.In(
                    "UPDATE collection SET face_count = face_count - @Count WHERE seq = @collection",
                    new { collection, deletion.Deleted.Count }));
                change.AfterCommit(() =>
                {
                    database.FaceSets.Change(collection, deletion.Deleted, isAdded: false);
                    database.Indexes.Remove(collection, VectorKind.Face, seqs);
                });
                return new FaceDeletion(deletion.Deleted, deletion.NotFound, deletion.Bound);
            },
            cancelled);

    /// <summary>
    /// Deletes faces whosever they are, hidden ones too: a user's vector is made anew without them. Once this
    /// returns, no search finds them, also after a crash.
    /// </summary>
    /// <returns>The ids of those that were there.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public Task<IReadOnlyList<string>> Erase(
        CollectionName name, IReadOnlyCollection<string> faceIds, CancellationToken cancelled) =>
        database.Changes.Run<IReadOnlyList<string>>(
            async change =>
            {
                var collection = await change.Collection(name);
                var found = new List<FaceRow>();
                foreach (var part in faceIds.Distinct().Chunk(ParametersMax))
                {
                    found.AddRange(await change.Db.QueryAsync<FaceRow>(change.In($"""
                        SELECT {FaceRow.Columns} FROM face
                         WHERE collection_seq = @collection AND face_id IN @part
                        """, new { collection, part })));
                }

                await new FaceRemoval(change, database, cancelled).Destroy(found);
                return [.. found.Select(face => face.FaceId)];
            },
            cancelled);

    /// <summary>
    /// The Merkle root over the ids of the collection's faces, and their number, both of one instant. The
    /// first root of a collection waits until all ids are read.
    /// </summary>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<FaceSetRoot> Root(CollectionName name, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        await retention.HideDue(db, collection, cancelled);
        return await database.FaceSets.Root(collection, cancelled)
            ?? throw new CollectionNotFoundException(name);
    }

    /// <returns>A unit vector, or null if the collection has no such face.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<float[]?> Embedding(CollectionName name, string faceId, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        await retention.HideDue(db, collection, cancelled);
        var rows = await db.QueryAsync<(long Slot, byte[] Bytes)>(Sql.Read("""
            SELECT face.key_slot, face_embedding.embedding FROM face
              JOIN face_embedding ON face_embedding.face_seq = face.seq
             WHERE face.collection_seq = @collection AND face.face_id = @faceId AND face.hidden_ms IS NULL
            """, new { collection, faceId }, cancelled));
        foreach (var (slot, bytes) in rows)
        {
            using var box = await database.VectorKeys.Of(collection, null, cancelled);
            return box.OpenFace(new(slot, bytes), faceId);
        }

        return null;
    }

    /// <summary>The nearest faces, highest cosine first; of equals, the one stored first.</summary>
    /// <param name="query">A unit vector.</param>
    /// <param name="exceptFaceId">A face that is not compared, for a search by a stored face.</param>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="ArgumentException">No unit vector, or not as long as the collection's.</exception>
    public async Task<IReadOnlyList<FaceHit>> Search(
        CollectionName name,
        ReadOnlyMemory<float> query,
        int facesMax,
        float cosineMin,
        string? exceptFaceId,
        CancellationToken cancelled)
    {
        UnitVector.Require(query.Span, nameof(query));
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        await retention.HideDue(db, collection, cancelled);
        var except = exceptFaceId is null ? null : await db.ExecuteScalarAsync<long?>(Sql.Read(
            "SELECT seq FROM face WHERE collection_seq = @collection AND face_id = @exceptFaceId",
            new { collection, exceptFaceId }, cancelled));

        var hidden = except is null ? RowMask.Nothing : new RowMask([except.Value]);
        var matches = await database.Indexes.Search(
            db, (collection, VectorKind.Face), query, facesMax, cosineMin, hidden, cancelled);
        var faces = (await Pick(db, collection, "face.seq", matches.Select(match => match.Key), cancelled))
            .ToDictionary(face => face.Seq);
        retention.Used(faces.Values.Select(face => (face.Seq, face.LastUsedMs)));

        // A face that was deleted or hidden since the scan is not picked any more.
        return [.. matches
            .Where(match => faces.ContainsKey(match.Key))
            .Select(match => new FaceHit(faces[match.Key].ToFace(), Math.Clamp(match.Cosine, -1f, 1f)))];
    }

    /// <summary>Builds the collection's index ahead of its first search.</summary>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task Warm(CollectionName name, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        await database.Indexes.Get(collection, VectorKind.Face, cancelled);
    }

    // One collection, one embedding contract and one dimension: the rule is in the WHERE. The update also
    // takes the collection's lock, where an engine has one.
    private static async Task<long> Claim(
        Change change, CollectionName name, string embeddingContract, IReadOnlyList<NewFace> faces)
    {
        var dimension = faces.Count == 0 ? (int?)null : faces[0].Embedding.Length;
        var claimed = await change.Db.ExecuteScalarAsync<long?>(change.In("""
            UPDATE collection SET dimension = COALESCE(dimension, @dimension)
             WHERE region = @Region AND collection_id = @Id AND embedding_contract = @embeddingContract
               AND COALESCE(dimension, @dimension, 0) = COALESCE(@dimension, dimension, 0)
            RETURNING seq
            """, new { name.Region, name.Id, embeddingContract, dimension }));
        if (claimed is not null && faces.All(face => face.Embedding.Length == dimension))
        {
            return claimed.Value;
        }

        var seq = await change.Collection(name);
        var expected = await change.Db.QuerySingleAsync<string>(change.In(
            "SELECT embedding_contract || ', dimension ' || COALESCE(dimension, 0) FROM collection "
            + "WHERE seq = @seq", new { seq }));
        throw new EmbeddingContractMismatchException(
            name.Id, expected, $"{embeddingContract}, dimension {dimension}");
    }

    private static Task<string?> Owner(Change change, long collection, string faceId) =>
        change.Db.ExecuteScalarAsync<string?>(change.In("""
            SELECT collection_user.user_id FROM face
              JOIN collection_user ON collection_user.seq = face.user_seq
             WHERE face.collection_seq = @collection AND face.face_id = @faceId AND face.hidden_ms IS NULL
            """, new { collection, faceId }));

    /// <summary>Faces that are not hidden, and whose term is not over.</summary>
    /// <param name="column">A constant of this class, never a client's word.</param>
    private async Task<List<Row>> Pick<T>(
        DbConnection db, long collection, string column, IEnumerable<T> keys, CancellationToken cancelled)
    {
        var nowMs = database.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var found = new List<Row>();
        foreach (var part in keys.Chunk(ParametersMax))
        {
            found.AddRange(await db.QueryAsync<Row>(Sql.Read($"""
                {Rows} WHERE face.collection_seq = @collection AND {column} IN @part
                             AND face.hidden_ms IS NULL AND COALESCE(face.due_ms, @nowMs + 1) > @nowMs
                """, new { collection, part, nowMs }, cancelled)));
        }

        return found;
    }

    private sealed class Row
    {
        public long Seq { get; init; }

        public required string FaceId { get; init; }

        public required string ImageId { get; init; }

        public string? ExternalImageId { get; init; }

        public float BoxLeft { get; init; }

        public float BoxTop { get; init; }

        public float BoxWidth { get; init; }

        public float BoxHeight { get; init; }

        public float ConfidencePercent { get; init; }

        public string? UserId { get; init; }

        public long LastUsedMs { get; init; }

        public StoredFace ToFace() => new(
            Seq, FaceId, ImageId, ExternalImageId, BoxLeft, BoxTop, BoxWidth, BoxHeight, ConfidencePercent,
            UserId);
    }
}

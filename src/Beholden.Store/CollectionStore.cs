using Dapper;

namespace Beholden.Store;

/// <summary>The collections of the data folder's account, by region, and their tags.</summary>
public sealed class CollectionStore(Database database)
{
    private const string Columns = """
        seq AS Seq, region AS Region, collection_id AS Id, embedding_contract AS EmbeddingContract,
        model_version AS ModelVersion, created_ms AS CreatedMs, face_count AS FaceCount,
        user_count AS UserCount
        """;

    /// <exception cref="CollectionExistsException"/>
    /// <exception cref="TooManyTagsException"/>
    public Task Create(
        CollectionName name,
        string embeddingContract,
        string modelVersion,
        IReadOnlyDictionary<string, string> tags,
        DateTimeOffset now,
        CancellationToken cancelled) => database.Changes.Run(
            async change =>
            {
                var createdMs = now.ToUnixTimeMilliseconds();
                var seq = await change.Db.ExecuteScalarAsync<long?>(change.In("""
                    INSERT INTO collection
                           (region, collection_id, embedding_contract, model_version, created_ms)
                    VALUES (@Region, @Id, @embeddingContract, @modelVersion, @createdMs)
                    ON CONFLICT (region, collection_id) DO NOTHING
                    RETURNING seq
                    """, new { name.Region, name.Id, embeddingContract, modelVersion, createdMs }))
                    ?? throw new CollectionExistsException(name);
                await database.VectorKeys.Make(change, seq);
                await Put(change, seq, name.Id, tags);
                return seq;
            },
            cancelled);

    /// <exception cref="CollectionNotFoundException"/>
    public async Task<Collection> Describe(CollectionName name, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var row = await db.QuerySingleOrDefaultAsync<Row>(Sql.Read(
            $"SELECT {Columns} FROM collection WHERE region = @Region AND collection_id = @Id",
            new { name.Region, name.Id }, cancelled));
        return row?.ToCollection() ?? throw new CollectionNotFoundException(name);
    }

    /// <summary>The region's collections in the order of their making.</summary>
    /// <param name="afterSeq">The last collection already seen, or 0.</param>
    public async Task<IReadOnlyList<Collection>> List(
        string region, long afterSeq, int count, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var rows = await db.QueryAsync<Row>(Sql.Read($"""
            SELECT {Columns} FROM collection
             WHERE region = @region AND seq > @afterSeq
             ORDER BY seq LIMIT @count
            """, new { region, afterSeq, count }, cancelled));
        return [.. rows.Select(row => row.ToCollection())];
    }

    /// <summary>Deletes the collection with its faces, users, tags and request tokens.</summary>
    /// <exception cref="CollectionNotFoundException"/>
    public Task Delete(CollectionName name, CancellationToken cancelled) => database.Changes.Run(
        async change =>
        {
            var seq = await change.Db.ExecuteScalarAsync<long?>(change.In(
                "DELETE FROM collection WHERE region = @Region AND collection_id = @Id RETURNING seq",
                new { name.Region, name.Id }))
                ?? throw new CollectionNotFoundException(name);
            change.AfterCommit(() =>
            {
                database.FaceSets.Forget(seq);
                database.Indexes.Forget(seq);
            });
            return seq;
        },
        cancelled);

    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyDictionary<string, string>> Tags(
        CollectionName name, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var seq = await db.Collection(name, cancelled);
        var rows = await db.QueryAsync<(string Key, string Value)>(Sql.Read(
            "SELECT tag_key, tag_value FROM collection_tag WHERE collection_seq = @seq ORDER BY tag_key",
            new { seq }, cancelled));
        return rows.ToDictionary(tag => tag.Key, tag => tag.Value);
    }

    /// <summary>Adds tags; one that is there already gets the new value.</summary>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="TooManyTagsException">Nothing is changed.</exception>
    public Task Tag(
        CollectionName name, IReadOnlyDictionary<string, string> tags, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                var seq = await change.Collection(name);
                await Put(change, seq, name.Id, tags);
                return seq;
            },
            cancelled);

    /// <summary>Takes tags away. Keys that are not there are no error.</summary>
    /// <exception cref="CollectionNotFoundException"/>
    public Task Untag(
        CollectionName name, IReadOnlyCollection<string> keys, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                var seq = await change.Collection(name);
                await change.Db.ExecuteAsync(change.In(
                    "DELETE FROM collection_tag WHERE collection_seq = @seq AND tag_key = @key",
                    keys.Select(key => new { seq, key })));
                return seq;
            },
            cancelled);

    private static async Task Put(
        Change change, long seq, string id, IReadOnlyDictionary<string, string> tags)
    {
        await change.Db.ExecuteAsync(change.In("""
            INSERT INTO collection_tag (collection_seq, tag_key, tag_value) VALUES (@seq, @Key, @Value)
            ON CONFLICT (collection_seq, tag_key) DO UPDATE SET tag_value = excluded.tag_value
            """, tags.Select(tag => new { seq, tag.Key, tag.Value })));
        var count = await change.Db.ExecuteScalarAsync<int>(change.In(
            "SELECT COUNT(*) FROM collection_tag WHERE collection_seq = @seq", new { seq }));
        if (count > Limits.TagsMax)
        {
            throw new TooManyTagsException(id);
        }
    }

    private sealed class Row
    {
        public long Seq { get; init; }

        public required string Region { get; init; }

        public required string Id { get; init; }

        public required string EmbeddingContract { get; init; }

        public required string ModelVersion { get; init; }

        public long CreatedMs { get; init; }

        public long FaceCount { get; init; }

        public long UserCount { get; init; }

        public Collection ToCollection() => new(
            Seq,
            new CollectionName(Region, Id),
            EmbeddingContract,
            ModelVersion,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
            FaceCount,
            UserCount);
    }
}

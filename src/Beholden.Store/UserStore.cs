using System.Data.Common;
using Beholden.Store.Vectors;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// The users of each collection: people that faces are associated to. A user is searched by one vector, the
/// mean of the faces' embeddings, normalised again.
/// </summary>
/// <remarks>
/// Changes of one user run one after the other, so none is refused for another that is under way. Every
/// change takes the client's request token, if it has one; see <see cref="RequestTokenMismatchException"/>.
/// </remarks>
public sealed class UserStore(Database database)
{
    private readonly Retention retention = new(database);

    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="UserExistsException"/>
    /// <exception cref="TooManyUsersException"/>
    /// <exception cref="RequestTokenMismatchException"/>
    public Task Create(
        CollectionName name,
        string userId,
        string? requestToken,
        DateTimeOffset now,
        CancellationToken cancelled) => database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                return await RequestTokenStore.Once(
                    change, collection, "CreateUser", (requestToken, now), new { userId },
                    () => Insert(change, collection, name.Id, userId, now, cancelled));
            },
            cancelled);

    /// <summary>Deletes a user. The faces stay in the collection, free.</summary>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="RequestTokenMismatchException"/>
    public Task Delete(
        CollectionName name,
        string userId,
        string? requestToken,
        DateTimeOffset now,
        CancellationToken cancelled) => database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                return await RequestTokenStore.Once(
                    change, collection, "DeleteUser", (requestToken, now), new { userId },
                    () => Remove(change, collection, userId));
            },
            cancelled);

    /// <summary>Users in the order of their making.</summary>
    /// <param name="afterSeq">The last user already seen, or 0.</param>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyList<StoredUser>> List(
        CollectionName name, long afterSeq, int count, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        var rows = await db.QueryAsync<(long Seq, string UserId, long FaceCount)>(Sql.Read("""
            SELECT seq, user_id, face_count FROM collection_user
             WHERE collection_seq = @collection AND seq > @afterSeq ORDER BY seq LIMIT @count
            """, new { collection, afterSeq, count }, cancelled));
        return [.. rows.Select(row => new StoredUser(row.Seq, row.UserId, Status(row.FaceCount)))];
    }

    /// <summary>Associates faces to a user, those that may be.</summary>
    /// <param name="cosineMin">
    /// How near a face must be to the user's vector as it is before this call; a user without faces takes
    /// every face.
    /// </param>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="TooManyFacesException">Nothing is changed.</exception>
    /// <exception cref="RequestTokenMismatchException"/>
    public Task<Association> Associate(
        CollectionName name,
        string userId,
        IReadOnlyCollection<string> faceIds,
        float cosineMin,
        string? requestToken,
        DateTimeOffset now,
        CancellationToken cancelled) => database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                return await RequestTokenStore.Once(
                    change, collection, "AssociateFaces", (requestToken, now),
                    new { userId, faceIds, cosineMin },
                    async () =>
                    {
                        using var box = await database.VectorKeys.Of(collection, change, cancelled);
                        return await new Associations(change, database.Indexes, box).Make(
                            await Find(change, collection, userId), faceIds, cosineMin);
                    });
            },
            cancelled);

    /// <summary>Frees faces of a user, those that are the user's.</summary>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="RequestTokenMismatchException"/>
    public Task<Association> Disassociate(
        CollectionName name,
        string userId,
        IReadOnlyCollection<string> faceIds,
        string? requestToken,
        DateTimeOffset now,
        CancellationToken cancelled) => database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                return await RequestTokenStore.Once(
                    change, collection, "DisassociateFaces", (requestToken, now), new { userId, faceIds },
                    async () =>
                    {
                        using var box = await database.VectorKeys.Of(collection, change, cancelled);
                        return await new Associations(change, database.Indexes, box).Undo(
                            await Find(change, collection, userId), faceIds);
                    });
            },
            cancelled);

    /// <returns>The user's vector, of length 1, or null while the user has no face.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="UserNotFoundException"/>
    public async Task<float[]?> Vector(CollectionName name, string userId, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        await retention.HideDue(db, collection, cancelled);
        var user = await Find(db, null, collection, userId, cancelled);
        if (user.Vector is not { } vector)
        {
            return null;
        }

        using var box = await database.VectorKeys.Of(collection, null, cancelled);
        return box.OpenUser(user.KeySlot, vector, userId);
    }

    /// <summary>The nearest users, highest cosine first; of equals, the one made first.</summary>
    /// <param name="query">A unit vector.</param>
    /// <param name="exceptUserId">A user that is not compared, for a search by a user.</param>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="ArgumentException">No unit vector, or not as long as the collection's.</exception>
    public async Task<IReadOnlyList<UserHit>> Search(
        CollectionName name,
        ReadOnlyMemory<float> query,
        int usersMax,
        float cosineMin,
        string? exceptUserId,
        CancellationToken cancelled)
    {
        UnitVector.Require(query.Span, nameof(query));
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        await retention.HideDue(db, collection, cancelled);
        var except = exceptUserId is null ? null : await db.ExecuteScalarAsync<long?>(Sql.Read(
            "SELECT seq FROM collection_user WHERE collection_seq = @collection AND user_id = @exceptUserId",
            new { collection, exceptUserId }, cancelled));

        var hidden = except is null ? RowMask.Nothing : new RowMask([except.Value]);
        var matches = await database.Indexes.Search(
            db, (collection, VectorKind.User), query, usersMax, cosineMin, hidden, cancelled);
        var found = await db.QueryAsync<(long Seq, string UserId, long FaceCount)>(Sql.Read("""
            SELECT seq, user_id, face_count FROM collection_user
             WHERE collection_seq = @collection AND seq IN @keys
            """, new { collection, keys = matches.Select(match => match.Key) }, cancelled));
        var users = found.ToDictionary(user => user.Seq);
        foreach (var seq in users.Keys)
        {
            database.LastUses.AddUser(seq);
        }

        return [.. matches
            .Where(match => users.ContainsKey(match.Key))
            .Select(match => new UserHit(
                users[match.Key].UserId,
                Status(users[match.Key].FaceCount),
                Math.Clamp(match.Cosine, -1f, 1f)))];
    }

    internal static UserStatus Status(long faceCount) =>
        faceCount > 0 ? UserStatus.Active : UserStatus.Created;

    private async Task<long> Insert(
        Change change,
        long collection,
        string collectionId,
        string userId,
        DateTimeOffset now,
        CancellationToken cancelled)
    {
        var createdMs = now.ToUnixTimeMilliseconds();
        using var box = await database.VectorKeys.Of(collection, change, cancelled);
        var seq = await change.Db.ExecuteScalarAsync<long?>(change.In("""
            INSERT INTO collection_user (collection_seq, user_id, created_ms, key_slot)
            VALUES (@collection, @userId, @createdMs, @keySlot)
            ON CONFLICT (collection_seq, user_id) DO NOTHING
            RETURNING seq
            """, new { collection, userId, createdMs, keySlot = box.NewUser() }))
            ?? throw new UserExistsException(userId);
        return await change.Db.ExecuteScalarAsync<long?>(change.In("""
            UPDATE collection SET user_count = user_count + 1
             WHERE seq = @collection AND user_count < @usersMax
            RETURNING seq
            """, new { collection, usersMax = Limits.UsersPerCollectionMax })) is null
            ? throw new TooManyUsersException(collectionId)
            : seq;
    }

    private async Task<long> Remove(Change change, long collection, string userId)
    {
        var user = await Find(change, collection, userId);
        await change.Db.ExecuteAsync(change.In(
            "UPDATE face SET user_seq = NULL WHERE user_seq = @Seq", new { user.Seq }));
        await change.Db.ExecuteAsync(change.In(
            "DELETE FROM collection_user WHERE seq = @Seq", new { user.Seq }));
        await change.Db.ExecuteAsync(change.In(
            "UPDATE collection SET user_count = user_count - 1 WHERE seq = @collection", new { collection }));
        change.AfterCommit(() => database.Indexes.Remove(collection, VectorKind.User, user.Seq));
        return user.Seq;
    }

    private static Task<UserRow> Find(Change change, long collection, string userId) =>
        Find(change.Db, change.Transaction, collection, userId, CancellationToken.None);

    private static async Task<UserRow> Find(
        DbConnection db,
        DbTransaction? change,
        long collection,
        string userId,
        CancellationToken cancelled)
    {
        var rows = await db.QueryAsync<(long Seq, long KeySlot, long? Slot, byte[]? Bytes)>(
            new CommandDefinition("""
                SELECT seq, key_slot, vector_slot, embedding FROM collection_user
                 WHERE collection_seq = @collection AND user_id = @userId
                """, new { collection, userId }, change, cancellationToken: cancelled));
        foreach (var (seq, keySlot, slot, bytes) in rows)
        {
            return new UserRow(
                collection, seq, keySlot, userId, bytes is null ? null : new Kept(slot!.Value, bytes));
        }

        throw new UserNotFoundException(userId);
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Beholden.Store.Vectors;
using Dapper;

namespace Beholden.Store;

/// <summary>Whose faces are meant: exactly one of the three is not null.</summary>
/// <param name="Person">The ExternalImageId of the faces.</param>
/// <param name="UserId">The user that the faces are associated to.</param>
/// <param name="FaceIds">The faces themselves.</param>
public sealed record PersonName(string? Person, string? UserId, IReadOnlyList<string>? FaceIds);

/// <summary>A face as it is held, with all that is known of it but its vector.</summary>
public sealed record HeldFace(
    long Seq, string FaceId, string ImageId, string? ExternalImageId, string? UserId, double Left, double Top,
    double Width, double Height, double ConfidencePercent, string Basis, string Source, string Purpose,
    long CreatedMs, long? TermMs, long? DueMs, long LastUsedMs, string? ConsentId, string? HiddenWhy);

/// <summary>What an erasure took away.</summary>
/// <param name="FaceIds">Hidden ones too.</param>
public sealed record Erased(IReadOnlyList<string> FaceIds, int Consents, int RequestTokens);

/// <summary>What a person can ask for: to see what is held, to be left out, to be erased.</summary>
public sealed class PersonStore(Database database)
{
    /// <summary>Faces of the person, hidden ones too, oldest first.</summary>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyList<HeldFace>> Faces(
        CollectionName name, PersonName who, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        var found = new List<HeldFace>();
        foreach (var (where, values) in Wheres(collection, who))
        {
            found.AddRange(await db.QueryAsync<HeldFace>(Sql.Read($"""
                SELECT face.seq AS Seq, face.face_id AS FaceId, image_id AS ImageId,
                       external_image_id AS ExternalImageId, collection_user.user_id AS UserId,
                       box_left AS "Left", box_top AS Top, box_width AS Width, box_height AS Height,
                       confidence_percent AS ConfidencePercent, basis AS Basis, source AS Source,
                       purpose AS Purpose, face.created_ms AS CreatedMs, term_ms AS TermMs, due_ms AS DueMs,
                       last_used_ms AS LastUsedMs, consent_id AS ConsentId, hidden_why AS HiddenWhy
                  FROM face
                  LEFT JOIN collection_user ON collection_user.seq = face.user_seq
                 WHERE {where} ORDER BY face.seq LIMIT @facesMax
                """, values, cancelled)));
        }

        return found.Count <= Limits.FacesPerPersonMax ? found : throw new TooManyOfPersonException();
    }

    /// <summary>
    /// Notes that the person's record was touched: terms that run from the last use run anew.
    /// </summary>
    public void Touched(IEnumerable<HeldFace> faces) =>
        new Retention(database).Used(faces.Select(face => (face.Seq, face.LastUsedMs)));

    /// <summary>
    /// Takes the person's faces out of all results. Of an ExternalImageId nothing is stored from now on until
    /// the objection ends. Once this returns, no search finds them.
    /// </summary>
    /// <returns>The ids of the faces that were hidden.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public Task<IReadOnlyList<string>> Object(
        CollectionName name, PersonName who, DateTimeOffset now, CancellationToken cancelled) =>
        database.Changes.Run<IReadOnlyList<string>>(
            async change =>
            {
                var collection = await change.Collection(name);
                var nowMs = now.ToUnixTimeMilliseconds();
                var shown = (await Rows(change, collection, who))
                    .Where(face => face.HiddenMs is null).ToList();
                await new FaceRemoval(change, database, cancelled).Hide(shown, HiddenWhy.Objection, nowMs);
                if (who.Person is { } person)
                {
                    await change.Db.ExecuteAsync(change.In("""
                        INSERT OR IGNORE INTO objection (collection_seq, person, objected_ms)
                        VALUES (@collection, @person, @nowMs)
                        """, new { collection, person, nowMs }));
                }

                return [.. shown.Select(face => face.FaceId)];
            },
            cancelled);

    /// <summary>
    /// Ends an objection: what was hidden for it alone is found again, unless its term is over.
    /// </summary>
    /// <returns>The ids of the faces that are shown again.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public Task<IReadOnlyList<string>> Release(
        CollectionName name, PersonName who, DateTimeOffset now, CancellationToken cancelled) =>
        database.Changes.Run<IReadOnlyList<string>>(
            async change =>
            {
                var collection = await change.Collection(name);
                var nowMs = now.ToUnixTimeMilliseconds();
                await change.Db.ExecuteAsync(change.In(
                    "DELETE FROM objection WHERE collection_seq = @collection AND person = @Person",
                    new { collection, who.Person }));
                var hidden = await Rows(
                    change, collection, who,
                    "AND hidden_why = 'objection' AND COALESCE(due_ms, @nowMs + 1) > @nowMs", nowMs);
                await new FaceRemoval(change, database, cancelled).Show(hidden);
                return [.. hidden.Select(face => face.FaceId)];
            },
            cancelled);

    /// <summary>
    /// Destroys the person's faces, whosever they are, and what else names the person: consent records keep
    /// their dates alone. Once this returns, no search finds them.
    /// </summary>
    /// <exception cref="CollectionNotFoundException"/>
    public Task<Erased> Erase(CollectionName name, PersonName who, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                var faces = await Rows(change, collection, who);
                await new FaceRemoval(change, database, cancelled).Destroy(faces);
                var consents = await change.Db.ExecuteAsync(change.In("""
                    UPDATE consent SET person = NULL,
                           fields_json = JSON_SET(fields_json, '$.givenBy', NULL),
                           state = CASE state WHEN 'given' THEN 'withdrawn' ELSE state END,
                           ended_ms = COALESCE(ended_ms, @nowMs)
                     WHERE collection_seq = @collection AND person = @Person
                    """, new
                {
                    collection,
                    who.Person,
                    nowMs = database.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
                }));
                await change.Db.ExecuteAsync(change.In(
                    "DELETE FROM objection WHERE collection_seq = @collection AND person = @Person",
                    new { collection, who.Person }));
                await RemoveUser(change, collection, who.UserId);
                var tokens = 0;
                foreach (var id in faces.Select(face => face.FaceId).Append(who.UserId).OfType<string>())
                {
                    tokens += await change.Db.ExecuteAsync(change.In("""
                        DELETE FROM request_token
                         WHERE collection_seq = @collection AND INSTR(outcome_json, @quoted) > 0
                        """, new { collection, quoted = JsonSerializer.Serialize(id) }));
                }

                return new Erased([.. faces.Select(face => face.FaceId)], consents, tokens);
            },
            cancelled);

    /// <summary>Keeps a link that shows once what is held.</summary>
    /// <param name="token">Kept as its hash alone.</param>
    /// <exception cref="CollectionNotFoundException"/>
    public Task AddLink(
        CollectionName name, PersonName who, string token, DateTimeOffset expires,
        CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                return await change.Db.ExecuteAsync(change.In("""
                    INSERT INTO person_link (token_sha256, collection_seq, person_json, expires_ms)
                    VALUES (@hash, @collection, @json, @expiresMs)
                    """, new
                {
                    hash = Hash(token),
                    collection,
                    json = JsonSerializer.Serialize(who),
                    expiresMs = expires.ToUnixTimeMilliseconds(),
                }));
            },
            cancelled);

    /// <summary>Uses a link up.</summary>
    /// <returns>Null where there is none, or it is over, or was used.</returns>
    public Task<(CollectionName Name, PersonName Who)?> Redeem(
        string token, DateTimeOffset now, CancellationToken cancelled) =>
        database.Changes.Run<(CollectionName, PersonName)?>(
            async change =>
            {
                var rows = (await change.Db.QueryAsync<(long Collection, string Json, long ExpiresMs)>(
                    change.In("""
                        DELETE FROM person_link WHERE token_sha256 = @hash
                        RETURNING collection_seq, person_json, expires_ms
                        """, new { hash = Hash(token) }))).ToList();
                if (rows is not [var (collection, json, expiresMs)]
                    || expiresMs <= now.ToUnixTimeMilliseconds())
                {
                    return null;
                }

                var (region, id) = await change.Db.QuerySingleAsync<(string, string)>(change.In(
                    "SELECT region, collection_id FROM collection WHERE seq = @collection",
                    new { collection }));
                return (new(region, id), JsonSerializer.Deserialize<PersonName>(json)!);
            },
            cancelled);

    /// <summary>Has records of the ledger erased once they are old enough.</summary>
    public Task EraseRecordsLater(
        IReadOnlyList<(long Index, DateTimeOffset Due)> records, CancellationToken cancelled) =>
        database.Changes.Run(
            change => change.Db.ExecuteAsync(change.In(
                "INSERT OR IGNORE INTO record_erasure (ledger_index, due_ms) VALUES (@Index, @dueMs)",
                records.Select(one => new { one.Index, dueMs = one.Due.ToUnixTimeMilliseconds() }))),
            cancelled);

    private async Task RemoveUser(Change change, long collection, string? userId)
    {
        var users = (await change.Db.QueryAsync<long>(change.In("""
            DELETE FROM collection_user WHERE collection_seq = @collection AND user_id = @userId
            RETURNING seq
            """, new { collection, userId }))).ToList();
        await change.Db.ExecuteAsync(change.In(
            "UPDATE collection SET user_count = user_count - @Count WHERE seq = @collection",
            new { collection, users.Count }));
        change.AfterCommit(() => database.Indexes.Remove(collection, VectorKind.User, users));
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static async Task<List<FaceRow>> Rows(
        Change change, long collection, PersonName who, string and = "", long nowMs = 0)
    {
        var found = new List<FaceRow>();
        foreach (var (where, values) in Wheres(collection, who))
        {
            values.Add("nowMs", nowMs);
            found.AddRange(await change.Db.QueryAsync<FaceRow>(change.In(
                $"SELECT {FaceRow.Columns} FROM face WHERE {where} {and} LIMIT @facesMax", values)));
        }

        return found.Count <= Limits.FacesPerPersonMax ? found : throw new TooManyOfPersonException();
    }

    private static IEnumerable<(string Where, DynamicParameters Values)> Wheres(
        long collection, PersonName who)
    {
        const string inCollection = "face.collection_seq = @collection AND";
        DynamicParameters With(object values)
        {
            var all = new DynamicParameters(values);
            all.AddDynamicParams(new { collection, facesMax = Limits.FacesPerPersonMax + 1 });
            return all;
        }

        return who switch
        {
            { Person: { } person } => [($"{inCollection} external_image_id = @person", With(new { person }))],
            { UserId: { } userId } =>
            [
                ($"""
                    {inCollection} face.user_seq = (SELECT seq FROM collection_user
                       WHERE collection_seq = @collection AND user_id = @userId)
                    """, With(new { userId })),
            ],
            _ => (who.FaceIds ?? []).Distinct().Chunk(FaceStore.ParametersMax)
                .Select(part => ($"{inCollection} face.face_id IN @part", With(new { part }))),
        };
    }
}

using System.Data.Common;
using Dapper;

namespace Beholden.Store;

/// <summary>A consent record as it lies in the database.</summary>
/// <param name="Person">The ExternalImageId of the person's faces; null once the person was erased.</param>
/// <param name="Kind">consent or bipa-consent.</param>
/// <param name="State">given, refused, withdrawn or expired.</param>
/// <param name="EndedMs">When it was refused or withdrawn, or expired.</param>
/// <param name="DestroyDays">
/// How many days after a withdrawal the faces are destroyed at the latest.
/// </param>
/// <param name="FieldsJson">The record's other fields.</param>
public sealed record ConsentRow(
    string ConsentId, string? Person, string Kind, string State, long GivenMs, long? UntilMs, long? EndedMs,
    long DestroyDays, string FieldsJson);

/// <summary>The person has a consent in force in this collection.</summary>
public sealed class ConsentInForceException(string consentId)
    : Exception($"The consent {consentId} of this person is in force: withdraw it first.");

/// <summary>The record is not in the state that the change was decided on.</summary>
public sealed class ConsentChangedException(string consentId)
    : Exception($"The consent {consentId} is not in force any more.");

/// <summary>
/// Consent records by collection and person. What ends a consent hides the faces that rest on it in the same
/// commit.
/// </summary>
public sealed class ConsentStore(Database database)
{
    public const string Given = "given", Refused = "refused", Withdrawn = "withdrawn", Expired = "expired";

    /// <summary>A person's no ends these too; other bases do not rest on the person's will.</summary>
    private static readonly string[] Resting =
        ["consent", FaceBasis.BipaConsent, "household", "test", FaceBasis.UnstatedId];

    private const string Columns = """
        consent_id AS ConsentId, person AS Person, kind AS Kind, state AS State, given_ms AS GivenMs,
        until_ms AS UntilMs, ended_ms AS EndedMs, destroy_days AS DestroyDays, fields_json AS FieldsJson
        """;

    /// <summary>
    /// Adds a record: of a consent, or of a refusal, which hides what the person said no to.
    /// </summary>
    /// <returns>The ids of the faces that were hidden.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="ConsentInForceException"/>
    public Task<IReadOnlyList<string>> Add(
        CollectionName name, ConsentRow row, DateTimeOffset now, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                var nowMs = now.ToUnixTimeMilliseconds();
                await Expire(change, collection, nowMs);
                if (await change.Db.ExecuteScalarAsync<string?>(change.In("""
                    SELECT consent_id FROM consent
                     WHERE collection_seq = @collection AND person = @Person AND state = 'given'
                    """, new { collection, row.Person })) is { } inForce)
                {
                    throw new ConsentInForceException(inForce);
                }

                await change.Db.ExecuteAsync(change.In("""
                    INSERT INTO consent (consent_id, collection_seq, person, kind, state, given_ms, until_ms,
                           ended_ms, destroy_days, fields_json)
                    VALUES (@ConsentId, @collection, @Person, @Kind, @State, @GivenMs, @UntilMs, @EndedMs,
                           @DestroyDays, @FieldsJson)
                    """, new
                {
                    collection,
                    row.ConsentId,
                    row.Person,
                    row.Kind,
                    row.State,
                    row.GivenMs,
                    row.UntilMs,
                    row.EndedMs,
                    row.DestroyDays,
                    row.FieldsJson,
                }));
                return row.State == Refused ? await End(change, collection, row, nowMs, cancelled) : [];
            },
            cancelled);

    /// <summary>Withdraws a consent. Once this returns, no search finds the faces that rest on it.</summary>
    /// <param name="withdrawn">The record as it becomes.</param>
    /// <returns>The ids of the faces that were hidden.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="ConsentChangedException">It was not given, or is over.</exception>
    public Task<IReadOnlyList<string>> Withdraw(
        CollectionName name, ConsentRow withdrawn, DateTimeOffset now, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                var collection = await change.Collection(name);
                var nowMs = now.ToUnixTimeMilliseconds();
                await Expire(change, collection, nowMs);
                var changed = await change.Db.ExecuteAsync(change.In("""
                    UPDATE consent SET state = @State, ended_ms = @EndedMs, fields_json = @FieldsJson
                     WHERE consent_id = @ConsentId AND collection_seq = @collection AND state = 'given'
                    """, new
                {
                    collection,
                    withdrawn.ConsentId,
                    withdrawn.State,
                    withdrawn.EndedMs,
                    withdrawn.FieldsJson,
                }));
                return changed == 1
                    ? await End(change, collection, withdrawn, nowMs, cancelled)
                    : throw new ConsentChangedException(withdrawn.ConsentId);
            },
            cancelled);

    /// <returns>Null where the collection has no such record.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<ConsentRow?> Get(CollectionName name, string consentId, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        return await db.QuerySingleOrDefaultAsync<ConsentRow>(Sql.Read(
            $"SELECT {Columns} FROM consent WHERE collection_seq = @collection AND consent_id = @consentId",
            new { collection, consentId }, cancelled));
    }

    /// <summary>Records in the order of their making.</summary>
    /// <param name="person">Only of this person; null: of everybody.</param>
    /// <param name="after">The number of records to pass over.</param>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyList<ConsentRow>> List(
        CollectionName name, string? person, long after, int count, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var collection = await db.Collection(name, cancelled);
        var ofPerson = person is null ? "" : "AND person = @person";
        return [.. await db.QueryAsync<ConsentRow>(Sql.Read($"""
            SELECT {Columns} FROM consent WHERE collection_seq = @collection {ofPerson}
             ORDER BY rowid LIMIT @count OFFSET @after
            """, new { collection, person, count, after }, cancelled))];
    }

    /// <summary>What a basis is decided on.</summary>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<PersonFacts> Facts(CollectionName name, string? person, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        return await Facts(db, null, await db.Collection(name, cancelled), person);
    }

    internal static async Task<PersonFacts> Facts(
        DbConnection db, DbTransaction? transaction, long collection, string? person)
    {
        if (person is null)
        {
            return PersonFacts.Unknown;
        }

        var hasObjected = await db.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT COUNT(*) FROM objection WHERE collection_seq = @collection AND person = @person",
            new { collection, person }, transaction));
        var newest = await db.QuerySingleOrDefaultAsync<ConsentRow>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM consent WHERE collection_seq = @collection AND person = @person
             ORDER BY rowid DESC LIMIT 1
            """, new { collection, person }, transaction));
        return new(newest?.ConsentId, newest?.Kind, newest?.State, newest?.UntilMs, hasObjected);
    }

    /// <summary>Marks the consents that ended by themselves; their faces end with their own terms.</summary>
    /// <param name="collection">Null: of all collections.</param>
    internal static Task<int> Expire(Change change, long? collection, long nowMs) =>
        change.Db.ExecuteAsync(change.In($"""
            UPDATE consent SET state = 'expired', ended_ms = until_ms
             WHERE state = 'given' AND until_ms <= @nowMs
                   {(collection is null ? "" : "AND collection_seq = @collection")}
            """, new { collection, nowMs }));

    private async Task<IReadOnlyList<string>> End(
        Change change, long collection, ConsentRow row, long nowMs, CancellationToken cancelled)
    {
        var faces = (await change.Db.QueryAsync<FaceRow>(change.In($"""
            SELECT {FaceRow.Columns} FROM face
             WHERE collection_seq = @collection AND external_image_id = @Person
                   AND (consent_id = @ConsentId OR basis IN @Resting)
            """, new { collection, row.Person, row.ConsentId, Resting }))).ToList();
        var destroyAtMs = nowMs + (row.DestroyDays * (long)TimeSpan.FromDays(1).TotalMilliseconds);
        await new FaceRemoval(change, database, cancelled).Hide(
            faces, HiddenWhy.Withdrawn, nowMs, destroyAtMs);
        return [.. faces.Where(face => face.HiddenMs is null).Select(face => face.FaceId)];
    }
}

using Dapper;

namespace Beholden.Store;

/// <summary>What one round of sweeping did.</summary>
/// <param name="Destroyed">Faces whose term was over, as REGION/COLLECTION/FACEID.</param>
/// <param name="IsWhole">Whether nothing more is due; otherwise there is another round to do.</param>
public sealed record Swept(
    IReadOnlyList<string> Destroyed, int ConsentsExpired, int ConsentsDestroyed, int RequestTokensDestroyed,
    int LinksDestroyed, bool IsWhole)
{
    /// <summary>Whether anything was found to do.</summary>
    public bool DidSomething =>
        Destroyed.Count + ConsentsExpired + ConsentsDestroyed + RequestTokensDestroyed + LinksDestroyed > 0;
}

/// <summary>Destroys what is due. To do it twice does nothing the second time.</summary>
public sealed class RetentionStore(Database database)
{
    /// <summary>One round: so many faces at most, that an entry of the ledger can name them all.</summary>
    public const int FacesPerRoundMax = 10_000;

    public async Task<Swept> Sweep(DateTimeOffset now, CancellationToken cancelled)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        await WriteUses(nowMs, cancelled);
        var destroyed = new List<string>();
        var isWhole = false;
        while (!isWhole && destroyed.Count < FacesPerRoundMax)
        {
            var some = await database.Changes.Run(change => Destroy(change, nowMs, cancelled), cancelled);
            destroyed.AddRange(some);
            isWhole = some.Count < FaceRemoval.FacesPerChangeMax;
        }

        var others = await database.Changes.Run(change => DestroyOthers(change, nowMs), cancelled);
        return others with { Destroyed = destroyed, IsWhole = isWhole };
    }

    /// <summary>Records of the ledger that were to be erased once they are old enough, and are.</summary>
    public async Task<IReadOnlyList<long>> RecordsDue(DateTimeOffset now, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        return [.. await db.QueryAsync<long>(Sql.Read(
            "SELECT ledger_index FROM record_erasure WHERE due_ms <= @nowMs ORDER BY due_ms LIMIT @countMax",
            new { nowMs = now.ToUnixTimeMilliseconds(), countMax = FacesPerRoundMax }, cancelled))];
    }

    public Task RecordsErased(IReadOnlyList<long> indexes, CancellationToken cancelled) =>
        indexes.Count == 0 ? Task.CompletedTask : database.Changes.Run(
            change => change.Db.ExecuteAsync(change.In(
                "DELETE FROM record_erasure WHERE ledger_index = @index",
                indexes.Select(index => new { index }))),
            cancelled);

    /// <summary>
    /// Writes down which faces searches returned, once a day at most; where the term runs from the last use,
    /// it runs from now.
    /// </summary>
    private async Task WriteUses(long nowMs, CancellationToken cancelled)
    {
        var (faces, users) = database.LastUses.Take();
        var untilMs = nowMs - (long)LastUses.Every.TotalMilliseconds;
        foreach (var part in faces.Chunk(FaceRemoval.FacesPerChangeMax))
        {
            await Write("seq = @key", part);
        }

        foreach (var part in users.Chunk(FaceRemoval.FacesPerChangeMax))
        {
            await Write("user_seq = @key", part);
        }

        Task Write(string which, long[] keys) => database.Changes.Run(
            async change =>
            {
                var rows = new List<UsedFace>();
                foreach (var key in keys)
                {
                    rows.AddRange(await change.Db.QueryAsync<UsedFace>(change.In($"""
                        SELECT seq AS Seq, basis AS Basis, term_ms AS TermMs FROM face
                         WHERE {which} AND last_used_ms <= @untilMs AND hidden_ms IS NULL
                        """, new { key, untilMs })));
                }

                return await change.Db.ExecuteAsync(change.In(
                    "UPDATE face SET last_used_ms = @nowMs, due_ms = @DueMs WHERE seq = @Seq",
                    rows.Select(row => new
                    {
                        nowMs,
                        row.Seq,
                        DueMs = FaceBasis.DueMs(row.Basis, row.TermMs, nowMs),
                    })));
            },
            cancelled);
    }

    private async Task<List<string>> Destroy(Change change, long nowMs, CancellationToken cancelled)
    {
        var due = (await change.Db.QueryAsync<FaceRow>(change.In($"""
            SELECT {FaceRow.Columns} FROM face WHERE due_ms <= @nowMs ORDER BY due_ms LIMIT @countMax
            """, new { nowMs, countMax = FaceRemoval.FacesPerChangeMax }))).ToList();
        if (due.Count == 0)
        {
            return [];
        }

        var names = (await change.Db.QueryAsync<(long Seq, string Region, string Id)>(change.In(
            "SELECT seq, region, collection_id FROM collection WHERE seq IN @seqs",
            new { seqs = due.Select(face => face.Collection).Distinct() })))
            .ToDictionary(one => one.Seq, one => $"{one.Region}/{one.Id}");
        await new FaceRemoval(change, database, cancelled).Destroy(due);
        return [.. due.Select(face => $"{names[face.Collection]}/{face.FaceId}")];
    }

    private static async Task<Swept> DestroyOthers(Change change, long nowMs)
    {
        var expired = await ConsentStore.Expire(change, collection: null, nowMs);
        var consents = await change.Db.ExecuteAsync(change.In("""
            DELETE FROM consent WHERE state <> 'given' AND ended_ms <= @endedMs
            """, new { endedMs = nowMs - (long)Limits.ConsentKept.TotalMilliseconds }));
        var tokens = await change.Db.ExecuteAsync(change.In(
            "DELETE FROM request_token WHERE created_ms <= @createdMs",
            new { createdMs = nowMs - (long)Limits.RequestTokenLife.TotalMilliseconds }));
        var links = await change.Db.ExecuteAsync(change.In(
            "DELETE FROM person_link WHERE expires_ms <= @nowMs", new { nowMs }));
        return new([], expired, consents, tokens, links, IsWhole: true);
    }

    private sealed class UsedFace
    {
        public long Seq { get; init; }

        public required string Basis { get; init; }

        public long? TermMs { get; init; }
    }
}

using Dapper;

namespace Beholden.Store;

/// <summary>Something that somebody stopped.</summary>
/// <param name="Scope">What kind of thing, and <paramref name="Name"/> which.</param>
/// <param name="StoppedBy">The access key id.</param>
/// <param name="ResumedMs">Null while it is in effect.</param>
public sealed record StopRow(
    long StopId, string Scope, string Name, string Reason, string StoppedBy, long StoppedMs, long? ResumedMs)
{
    /// <summary>Who agreed to its end.</summary>
    public Approvals Approvals { get; init; } = Approvals.None;
}

/// <summary>The stops of the data folder, those that ended included.</summary>
public sealed class StopStore(Database database)
{
    /// <returns>Its id, once it is on the disk.</returns>
    public Task<long> Add(StopRow row, CancellationToken cancelled) => database.Changes.Run(
        change => change.Db.ExecuteScalarAsync<long>(change.In("""
            INSERT INTO stop (scope, name, reason, stopped_by, stopped_ms)
            VALUES (@Scope, @Name, @Reason, @StoppedBy, @StoppedMs)
            RETURNING stop_id
            """, row)),
        cancelled);

    /// <summary>Adds an agreement to the stop's end; a second one of the same key changes nothing.</summary>
    public Task Approve(long stopId, string by, long nowMs, CancellationToken cancelled) =>
        database.Changes.Run(
            change => change.Db.ExecuteAsync(change.In("""
                INSERT OR IGNORE INTO stop_approval (stop_id, approved_by, approved_ms)
                VALUES (@stopId, @by, @nowMs)
                """, new { stopId, by, nowMs })),
            cancelled);

    public Task End(long stopId, long nowMs, CancellationToken cancelled) => database.Changes.Run(
        change => change.Db.ExecuteAsync(change.In(
            "UPDATE stop SET resumed_ms = @nowMs WHERE stop_id = @stopId AND resumed_ms IS NULL",
            new { stopId, nowMs })),
        cancelled);

    /// <summary>All stops with the agreements to their end, oldest first.</summary>
    public async Task<IReadOnlyList<StopRow>> All(CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var approvals = await Approvals.Read(db, "stop_approval", "stop_id", cancelled);
        var rows = await db.QueryAsync<StopRow>(Sql.Read("""
            SELECT stop_id AS StopId, scope AS Scope, name AS Name, reason AS Reason,
                   stopped_by AS StoppedBy, stopped_ms AS StoppedMs, resumed_ms AS ResumedMs
              FROM stop ORDER BY stop_id
            """, null, cancelled));
        return
        [
            .. rows.Select(row => row with
            {
                Approvals = approvals.GetValueOrDefault(row.StopId, Approvals.None),
            }),
        ];
    }
}

using Dapper;

namespace Beholden.Store;

/// <summary>Rules that held from a time on.</summary>
/// <param name="Version">Grows by one.</param>
/// <param name="SignedNote">Over the rules; made and checked elsewhere.</param>
/// <param name="ChangedBy">The access key id.</param>
public sealed record PolicyRow(
    long Version, string ProfileJson, string SiteRules, string SignedNote, string ChangedBy, string Reason,
    long SinceMs);

/// <summary>A loosening that somebody proposed.</summary>
/// <param name="FromVersion">The rules it was proposed against.</param>
/// <param name="Looser">In what it is looser, a sentence a line.</param>
/// <param name="HoldsMs">When it comes to hold; null until enough have agreed.</param>
/// <param name="State">open, held, lapsed or withdrawn.</param>
public sealed record ProposalRow(
    long ProposalId, string ProfileJson, string SiteRules, long FromVersion, string Looser, string Reason,
    string ProposedBy, long ProposedMs, long? HoldsMs, string State)
{
    /// <summary>Who agreed, the proposer first.</summary>
    public Approvals Approvals { get; init; } = Approvals.None;
}

/// <summary>The rules of the data folder, version by version, and proposals to loosen them.</summary>
public sealed class PolicyStore(Database database)
{
    public const string Open = "open", Held = "held", Lapsed = "lapsed", Withdrawn = "withdrawn";

    private const string Columns = """
        version AS Version, profile_json AS ProfileJson, site_rules AS SiteRules, signed_note AS SignedNote,
        changed_by AS ChangedBy, reason AS Reason, since_ms AS SinceMs
        """;

    private const string ProposalColumns = """
        proposal_id AS ProposalId, profile_json AS ProfileJson, site_rules AS SiteRules,
        from_version AS FromVersion, looser AS Looser, reason AS Reason, proposed_by AS ProposedBy,
        proposed_ms AS ProposedMs, holds_ms AS HoldsMs, state AS State
        """;

    /// <returns>The newest; null in a folder that never had any.</returns>
    public async Task<PolicyRow?> Newest(CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        return await db.QuerySingleOrDefaultAsync<PolicyRow>(Sql.Read(
            $"SELECT {Columns} FROM policy ORDER BY version DESC LIMIT 1", null, cancelled));
    }

    /// <summary>All versions, oldest first.</summary>
    public async Task<IReadOnlyList<PolicyRow>> All(CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        return [.. await db.QueryAsync<PolicyRow>(Sql.Read(
            $"SELECT {Columns} FROM policy ORDER BY version", null, cancelled))];
    }

    /// <summary>
    /// Adds the next version. A proposal that led to it is held; every other open one lapses, since it was
    /// proposed against rules that no longer hold.
    /// </summary>
    public Task Add(PolicyRow row, long? proposalId, CancellationToken cancelled) => database.Changes.Run(
        async change =>
        {
            await change.Db.ExecuteAsync(change.In("""
                INSERT INTO policy
                       (version, profile_json, site_rules, signed_note, changed_by, reason, since_ms)
                VALUES (@Version, @ProfileJson, @SiteRules, @SignedNote, @ChangedBy, @Reason, @SinceMs)
                """, row));
            return await change.Db.ExecuteAsync(change.In("""
                UPDATE policy_proposal
                   SET state = CASE WHEN proposal_id = @proposalId THEN 'held' ELSE 'lapsed' END
                 WHERE state = 'open'
                """, new { proposalId }));
        },
        cancelled);

    /// <returns>The proposal's id. Its proposer has agreed to it.</returns>
    public Task<long> Propose(ProposalRow row, CancellationToken cancelled) => database.Changes.Run(
        async change =>
        {
            var id = await change.Db.ExecuteScalarAsync<long>(change.In("""
                INSERT INTO policy_proposal
                       (profile_json, site_rules, from_version, looser, reason, proposed_by, proposed_ms,
                        state)
                VALUES (@ProfileJson, @SiteRules, @FromVersion, @Looser, @Reason, @ProposedBy, @ProposedMs,
                        'open')
                RETURNING proposal_id
                """, row));
            await Approve(change, id, row.ProposedBy, row.ProposedMs);
            return id;
        },
        cancelled);

    /// <summary>Adds an agreement; a second one of the same key changes nothing.</summary>
    public Task Approve(long proposalId, string by, long nowMs, CancellationToken cancelled) =>
        database.Changes.Run(change => Approve(change, proposalId, by, nowMs), cancelled);

    /// <param name="holdsMs">Null leaves it as it is.</param>
    public Task Set(long proposalId, string state, long? holdsMs, CancellationToken cancelled) =>
        database.Changes.Run(
            change => change.Db.ExecuteAsync(change.In("""
                UPDATE policy_proposal SET state = @state, holds_ms = COALESCE(@holdsMs, holds_ms)
                 WHERE proposal_id = @proposalId AND state = 'open'
                """, new { proposalId, state, holdsMs })),
            cancelled);

    /// <summary>All proposals with their agreements, oldest first.</summary>
    public async Task<IReadOnlyList<ProposalRow>> Proposals(CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var approvals = await Approvals.Read(db, "policy_approval", "proposal_id", cancelled);
        var rows = await db.QueryAsync<ProposalRow>(Sql.Read(
            $"SELECT {ProposalColumns} FROM policy_proposal ORDER BY proposal_id", null, cancelled));
        return
        [
            .. rows.Select(row => row with
            {
                Approvals = approvals.GetValueOrDefault(row.ProposalId, Approvals.None),
            }),
        ];
    }

    private static Task<int> Approve(Change change, long proposalId, string by, long nowMs) =>
        change.Db.ExecuteAsync(change.In("""
            INSERT OR IGNORE INTO policy_approval (proposal_id, approved_by, approved_ms)
            VALUES (@proposalId, @by, @nowMs)
            """, new { proposalId, by, nowMs }));
}

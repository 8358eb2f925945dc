using System.Data.Common;
using Dapper;

namespace Beholden.Store;

/// <summary>The leads of the data folder and their reviews.</summary>
public sealed class LeadStore(Database database)
{
    internal const string Sealing = "leads";

    private const string Rows = """
        SELECT lead_id AS LeadId, is_foil AS IsFoil, requested_by AS RequestedBy, requester AS Requester,
               purpose AS Purpose, case_name AS CaseName, region AS Region, collection_id AS CollectionId,
               lead.created_ms AS CreatedMs, due_ms AS DueMs, lead.key_slot AS KeySlot,
               sealed_facts AS SealedFacts, sealed_verdicts AS SealedVerdicts, sealed_probe AS SealedProbe
          FROM lead JOIN collection ON collection.seq = lead.collection_seq
        """;

    private const string Reviews = """
        SELECT review_id AS ReviewId, lead_id AS LeadId, person AS Person, handed_ms AS HandedMs,
               judged_ms AS JudgedMs, sealed_shown AS SealedShown
          FROM review
        """;

    /// <param name="openMax">Leads that nobody decided yet, at most.</param>
    /// <param name="openPerKeyMax">The same of the access key that asked.</param>
    /// <exception cref="CollectionNotFoundException"/>
    /// <exception cref="TooManyLeadsException"/>
    public Task Add(KeptLead lead, int openMax, int openPerKeyMax, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                await Insert(change, lead);
                var (all, own) = await change.Db.QuerySingleAsync<(long All, long Own)>(change.In("""
                    SELECT COUNT(*), COALESCE(SUM(requested_by = @RequestedBy), 0)
                      FROM lead WHERE decided_ms IS NULL AND is_foil = 0
                    """, new { lead.RequestedBy }));
                return all <= openMax && own <= openPerKeyMax
                    ? true
                    : throw new TooManyLeadsException(all > openMax ? openMax : openPerKeyMax);
            },
            cancelled);

    /// <returns>Null where there is none, or none any more.</returns>
    public async Task<KeptLead?> Find(string leadId, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var row = await db.QuerySingleOrDefaultAsync<Row>(Sql.Read(
            $"{Rows} WHERE lead_id = @leadId", new { leadId }, cancelled));
        return row is null ? null : Opened(row);
    }

    /// <summary>Leads of searches, newest first.</summary>
    /// <param name="requestedBy">Only those of this access key; null: all.</param>
    public async Task<IReadOnlyList<KeptLead>> List(
        string? requestedBy, int count, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var rows = await db.QueryAsync<Row>(Sql.Read($"""
            {Rows} WHERE is_foil = 0 AND (@requestedBy IS NULL OR requested_by = @requestedBy)
             ORDER BY lead.created_ms DESC, lead_id LIMIT @count
            """, new { requestedBy, count }, cancelled));
        return [.. rows.Select(Opened)];
    }

    /// <summary>
    /// The oldest lead that still needs the person's verdict: not the person's own, not judged by the person
    /// before, and not in enough hands already.
    /// </summary>
    /// <param name="handedSince">Reviews handed out before hold nobody off unless they were judged.</param>
    /// <param name="verdictsMax">Hands that are enough.</param>
    public async Task<KeptLead?> Waiting(
        string person, DateTimeOffset now, DateTimeOffset handedSince, int verdictsMax,
        CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var row = await db.QuerySingleOrDefaultAsync<Row>(Sql.Read($"""
            {Rows} WHERE decided_ms IS NULL AND is_foil = 0 AND due_ms > @nowMs AND requester <> @person
               AND NOT EXISTS (SELECT 1 FROM review
                                WHERE review.lead_id = lead.lead_id AND person = @person)
               AND (SELECT COUNT(*) FROM review WHERE review.lead_id = lead.lead_id
                       AND (judged_ms IS NOT NULL OR handed_ms > @sinceMs)) < @verdictsMax
             ORDER BY lead.created_ms, lead_id LIMIT 1
            """, new
        {
            person,
            nowMs = now.ToUnixTimeMilliseconds(),
            sinceMs = handedSince.ToUnixTimeMilliseconds(),
            verdictsMax,
        }, cancelled));
        return row is null ? null : Opened(row);
    }

    /// <returns>The review that the person has in hand; null where there is none.</returns>
    public async Task<(KeptReview Review, KeptLead Lead)?> Pending(string person, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        return await Review(
            db, null, "person = @person AND judged_ms IS NULL ORDER BY handed_ms LIMIT 1", new { person });
    }

    /// <returns>The person's review of that id; null where there is none.</returns>
    public async Task<(KeptReview Review, KeptLead Lead)?> Review(
        string reviewId, string person, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        return await Review(
            db, null, "review_id = @reviewId AND person = @person", new { reviewId, person });
    }

    /// <summary>
    /// Hands a review out. The foil is written each time and taken back where it is not the one, so that
    /// both cost the same.
    /// </summary>
    /// <returns>Whether it was handed out: the lead may be gone or in the person's hand meanwhile.</returns>
    public Task<bool> Hand(KeptReview review, KeptLead? foil, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                if (foil is not null)
                {
                    await Insert(change, foil);
                }

                await Erase(
                    change, "lead_id = @LeadId AND lead_id <> @used",
                    new { LeadId = foil?.LeadId ?? "", used = review.LeadId });
                var row = await change.Db.QuerySingleOrDefaultAsync<Row>(change.In(
                    $"{Rows} WHERE lead_id = @LeadId", new { review.LeadId }));
                if (row is null)
                {
                    return false;
                }

                using var box = Box(row);
                return await change.Db.ExecuteAsync(change.In("""
                    INSERT INTO review (review_id, lead_id, person, handed_ms, sealed_shown)
                    VALUES (@ReviewId, @LeadId, @Person, @handedMs, @shown)
                    ON CONFLICT (lead_id, person) DO NOTHING
                    """, new
                {
                    review.ReviewId,
                    review.LeadId,
                    review.Person,
                    handedMs = review.HandedAt.ToUnixTimeMilliseconds(),
                    shown = box.Seal(review.Shown, Shown(review.ReviewId)),
                })) > 0;
            },
            cancelled);

    /// <summary>Adds a verdict. The same is written whatever it is, so that it takes as long.</summary>
    /// <param name="judge">From the review and its lead as they are now to what the verdict changes.</param>
    /// <returns>False where the person has no such review, or judged it before.</returns>
    public Task<bool> Judge(
        string reviewId, string person, Func<KeptReview, KeptLead, JudgedLead> judge, DateTimeOffset now,
        CancellationToken cancelled) => database.Changes.Run(
            async change =>
            {
                var found = await Review(
                    change.Db, change.Transaction,
                    "review_id = @reviewId AND person = @person AND judged_ms IS NULL",
                    new { reviewId, person });
                if (found is not var (review, lead))
                {
                    return false;
                }

                var judged = judge(review, lead);
                var row = await change.Db.QuerySingleAsync<Row>(change.In(
                    $"{Rows} WHERE lead_id = @LeadId", new { lead.LeadId }));
                using var box = Box(row);
                await change.Db.ExecuteAsync(change.In("""
                    UPDATE review SET judged_ms = @nowMs WHERE review_id = @reviewId;
                    UPDATE lead SET sealed_verdicts = @verdicts,
                           decided_ms = COALESCE(decided_ms, CASE WHEN @IsDecided THEN @nowMs END)
                     WHERE lead_id = @LeadId;
                    UPDATE reviewer SET reviews = reviews + 1, foils = foils + @IsFoil,
                           foil_errors = foil_errors + @IsFoilError,
                           planted_chosen = planted_chosen + (@IsPlanted AND NOT @IsFoil)
                     WHERE person = @person
                    """, new
                {
                    reviewId,
                    person,
                    lead.LeadId,
                    lead.IsFoil,
                    judged.IsDecided,
                    judged.IsFoilError,
                    judged.IsPlanted,
                    verdicts = box.Seal(judged.Verdicts, Verdicts(lead.LeadId)),
                    nowMs = now.ToUnixTimeMilliseconds(),
                }));
                return true;
            },
            cancelled);

    /// <summary>Deletes the leads whose time is over, with their keys.</summary>
    /// <returns>The ids of those that were of searches.</returns>
    public Task<IReadOnlyList<string>> DeleteDue(DateTimeOffset now, CancellationToken cancelled) =>
        database.Changes.Run(
            change => Erase(change, "due_ms <= @nowMs", new { nowMs = now.ToUnixTimeMilliseconds() }),
            cancelled);

    /// <summary>Deletes all leads of a case, with their keys.</summary>
    /// <returns>Their ids.</returns>
    public Task<IReadOnlyList<string>> DeleteOfCase(string name, CancellationToken cancelled) =>
        database.Changes.Run(change => Erase(change, "case_name = @name", new { name }), cancelled);

    /// <summary>Deletes one lead with its key.</summary>
    public Task Delete(string leadId, CancellationToken cancelled) => database.Changes.Run(
        change => Erase(change, "lead_id = @leadId", new { leadId }), cancelled);

    private static async Task<IReadOnlyList<string>> Erase(Change change, string which, object values)
    {
        var leads = await change.Db.QueryAsync<string>(change.In(
            $"SELECT lead_id FROM lead WHERE is_foil = 0 AND {which}", values));
        await change.Db.ExecuteAsync(change.In($"DELETE FROM lead WHERE {which}", values));
        return [.. leads];
    }

    private async Task<(KeptReview Review, KeptLead Lead)?> Review(
        DbConnection db, DbTransaction? transaction, string which, object values)
    {
        var found = await db.QuerySingleOrDefaultAsync<ReviewRow>(
            $"{Reviews} WHERE {which}", values, transaction);
        if (found is null)
        {
            return null;
        }

        var row = await db.QuerySingleAsync<Row>(
            $"{Rows} WHERE lead_id = @LeadId", new { found.LeadId }, transaction);
        using var box = Box(row);
        return (
            new(found.ReviewId, found.LeadId, found.Person,
                box.Open(found.SealedShown, Shown(found.ReviewId)), Time(found.HandedMs),
                found.JudgedMs is { } judgedMs ? Time(judgedMs) : null),
            Opened(row));
    }

    private async Task Insert(Change change, KeptLead lead)
    {
        var collection = await change.Collection(lead.Collection);
        var key = new byte[KeySlots.KeyBytes];
        using var root = new Sealed(database.Secret(Sealing));
        var keySlot = database.Slots.Draw(root, key);
        using var box = new Sealed(key);
        await change.Db.ExecuteAsync(change.In("""
            INSERT INTO lead (lead_id, is_foil, requested_by, requester, purpose, case_name, collection_seq,
                   created_ms, due_ms, key_slot, sealed_facts, sealed_verdicts, sealed_probe)
            VALUES (@LeadId, @IsFoil, @RequestedBy, @Requester, @Purpose, @Case, @collection,
                   @createdMs, @dueMs, @keySlot, @facts, @verdicts, @probe)
            """, new
        {
            lead.LeadId,
            lead.IsFoil,
            lead.RequestedBy,
            lead.Requester,
            lead.Purpose,
            lead.Case,
            collection,
            createdMs = lead.CreatedAt.ToUnixTimeMilliseconds(),
            dueMs = lead.DueAt.ToUnixTimeMilliseconds(),
            keySlot,
            facts = box.Seal(lead.Facts, Facts(lead.LeadId)),
            verdicts = box.Seal(lead.Verdicts, Verdicts(lead.LeadId)),
            probe = box.Seal(lead.Probe, Probe(lead.LeadId)),
        }));
    }

    private Sealed Box(Row row)
    {
        using var root = new Sealed(database.Secret(Sealing));
        var key = new byte[KeySlots.KeyBytes];
        return database.Slots.Open(row.KeySlot, root, key)
            ? new(key)
            : throw new KeySlotsException($"The key of the lead {row.LeadId} is destroyed.");
    }

    private KeptLead Opened(Row row)
    {
        using var box = Box(row);
        return new(
            row.LeadId, row.IsFoil, row.RequestedBy, row.Requester, row.Purpose, row.CaseName,
            new(row.Region, row.CollectionId), Time(row.CreatedMs), Time(row.DueMs),
            box.Open(row.SealedFacts, Facts(row.LeadId)), box.Open(row.SealedVerdicts, Verdicts(row.LeadId)),
            box.Open(row.SealedProbe, Probe(row.LeadId)));
    }

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static string Facts(string leadId) => $"facts of lead {leadId}";

    private static string Verdicts(string leadId) => $"verdicts on lead {leadId}";

    private static string Probe(string leadId) => $"probe of lead {leadId}";

    private static string Shown(string reviewId) => $"shown in review {reviewId}";

    private sealed class Row
    {
        public required string LeadId { get; init; }

        public bool IsFoil { get; init; }

        public required string RequestedBy { get; init; }

        public required string Requester { get; init; }

        public required string Purpose { get; init; }

        public string? CaseName { get; init; }

        public required string Region { get; init; }

        public required string CollectionId { get; init; }

        public long CreatedMs { get; init; }

        public long DueMs { get; init; }

        public long KeySlot { get; init; }

        public required byte[] SealedFacts { get; init; }

        public required byte[] SealedVerdicts { get; init; }

        public required byte[] SealedProbe { get; init; }
    }

    private sealed class ReviewRow
    {
        public required string ReviewId { get; init; }

        public required string LeadId { get; init; }

        public required string Person { get; init; }

        public long HandedMs { get; init; }

        public long? JudgedMs { get; init; }

        public required byte[] SealedShown { get; init; }
    }
}

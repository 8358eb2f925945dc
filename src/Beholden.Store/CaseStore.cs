using System.Text.Json;
using Dapper;

namespace Beholden.Store;

/// <summary>What somebody outside allowed in a case.</summary>
/// <param name="Collections">Null: all.</param>
/// <param name="Operations">Null: all.</param>
/// <param name="EnteredBy">The access key id.</param>
public sealed record AuthorisationRow(
    string Issuer, string Reference, IReadOnlyList<string>? Collections, IReadOnlyList<string>? Operations,
    long FromMs, long ToMs, string EnteredBy, long EnteredMs);

/// <summary>One case.</summary>
/// <param name="FirstUseMs">The first call that needed an authorisation and had none.</param>
/// <param name="ErasedMs">When everything of a refused case was destroyed.</param>
public sealed record CaseRow(
    string CaseName, long? FirstUseMs, long? RemindedMs, long? LockedMs, long? RefusedMs, long? ErasedMs)
{
    public IReadOnlyList<AuthorisationRow> Authorisations { get; init; } = [];
}

/// <summary>What the clock of a case, or somebody, did to it. Each happens once.</summary>
public enum CaseMark
{
    FirstUse,
    Reminded,
    Locked,
    Refused,
    Erased,
}

/// <summary>The cases of the data folder.</summary>
public sealed class CaseStore(Database database)
{
    /// <summary>Sets a mark, on a new case too. One that is set stays as it is.</summary>
    public Task Mark(string caseName, CaseMark mark, long nowMs, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                await Make(change, caseName);
                var column = mark switch
                {
                    CaseMark.FirstUse => "first_use_ms",
                    CaseMark.Reminded => "reminded_ms",
                    CaseMark.Locked => "locked_ms",
                    CaseMark.Refused => "refused_ms",
                    _ => "erased_ms",
                };
                return await change.Db.ExecuteAsync(change.In(
                    $"UPDATE case_file SET {column} = COALESCE({column}, @nowMs) WHERE case_name = @caseName",
                    new { caseName, nowMs }));
            },
            cancelled);

    public Task Authorise(string caseName, AuthorisationRow row, CancellationToken cancelled) =>
        database.Changes.Run(
            async change =>
            {
                await Make(change, caseName);
                return await change.Db.ExecuteAsync(change.In("""
                    INSERT INTO authorisation (case_name, issuer, reference, collections, operations, from_ms,
                           to_ms, entered_by, entered_ms)
                    VALUES (@caseName, @Issuer, @Reference, @collections, @operations, @FromMs, @ToMs,
                           @EnteredBy, @EnteredMs)
                    """, new
                {
                    caseName,
                    row.Issuer,
                    row.Reference,
                    collections = Json(row.Collections),
                    operations = Json(row.Operations),
                    row.FromMs,
                    row.ToMs,
                    row.EnteredBy,
                    row.EnteredMs,
                }));
            },
            cancelled);

    /// <summary>All cases, by name.</summary>
    public async Task<IReadOnlyList<CaseRow>> All(CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var allowed = (await db.QueryAsync<Allowed>(Sql.Read("""
            SELECT case_name AS CaseName, issuer AS Issuer, reference AS Reference,
                   collections AS Collections, operations AS Operations, from_ms AS FromMs, to_ms AS ToMs,
                   entered_by AS EnteredBy, entered_ms AS EnteredMs
              FROM authorisation ORDER BY authorisation_id
            """, null, cancelled))).ToLookup(one => one.CaseName, one => one.ToRow());
        var rows = await db.QueryAsync<CaseRow>(Sql.Read("""
            SELECT case_name AS CaseName, first_use_ms AS FirstUseMs, reminded_ms AS RemindedMs,
                   locked_ms AS LockedMs, refused_ms AS RefusedMs, erased_ms AS ErasedMs
              FROM case_file ORDER BY case_name
            """, null, cancelled));
        return [.. rows.Select(row => row with { Authorisations = [.. allowed[row.CaseName]] })];
    }

    private static Task<int> Make(Change change, string caseName) => change.Db.ExecuteAsync(change.In(
        "INSERT OR IGNORE INTO case_file (case_name) VALUES (@caseName)", new { caseName }));

    private static string? Json(IReadOnlyList<string>? texts) =>
        texts is null ? null : JsonSerializer.Serialize(texts);

    private sealed class Allowed
    {
        public required string CaseName { get; init; }

        public required string Issuer { get; init; }

        public required string Reference { get; init; }

        public string? Collections { get; init; }

        public string? Operations { get; init; }

        public long FromMs { get; init; }

        public long ToMs { get; init; }

        public required string EnteredBy { get; init; }

        public long EnteredMs { get; init; }

        public AuthorisationRow ToRow() => new(
            Issuer, Reference, Texts(Collections), Texts(Operations), FromMs, ToMs, EnteredBy, EnteredMs);

        private static List<string>? Texts(string? json) =>
            json is null ? null : JsonSerializer.Deserialize<List<string>>(json);
    }
}

using Dapper;

namespace Beholden.Store;

/// <summary>Who was trained to compare faces, until when, and how that went.</summary>
public sealed class ReviewerStore(Database database)
{
    private const string Rows = """
        SELECT person AS Person, trained_until_ms AS UntilMs, reviews AS Reviews, foils AS Foils,
               foil_errors AS FoilErrors, planted_chosen AS PlantedChosen
          FROM reviewer
        """;

    /// <summary>Sets the end of somebody's training; what the person did before is kept.</summary>
    public Task Train(string person, DateTimeOffset until, CancellationToken cancelled) =>
        database.Changes.Run(
            change => change.Db.ExecuteAsync(change.In("""
                INSERT INTO reviewer (person, trained_until_ms) VALUES (@person, @untilMs)
                ON CONFLICT (person) DO UPDATE SET trained_until_ms = excluded.trained_until_ms
                """, new { person, untilMs = until.ToUnixTimeMilliseconds() })),
            cancelled);

    /// <returns>Null where the person was never trained.</returns>
    public async Task<Reviewer?> Find(string person, CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var row = await db.QuerySingleOrDefaultAsync<Row>(Sql.Read(
            $"{Rows} WHERE person = @person", new { person }, cancelled));
        return row?.ToReviewer();
    }

    /// <summary>By name; those whose training is over too.</summary>
    public async Task<IReadOnlyList<Reviewer>> List(CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var rows = await db.QueryAsync<Row>(Sql.Read($"{Rows} ORDER BY person", null, cancelled));
        return [.. rows.Select(row => row.ToReviewer())];
    }

    private sealed class Row
    {
        public required string Person { get; init; }

        public long UntilMs { get; init; }

        public long Reviews { get; init; }

        public long Foils { get; init; }

        public long FoilErrors { get; init; }

        public long PlantedChosen { get; init; }

        public Reviewer ToReviewer() => new(
            Person, DateTimeOffset.FromUnixTimeMilliseconds(UntilMs), Reviews, Foils, FoilErrors,
            PlantedChosen);
    }
}

using System.Data.Common;
using System.Reflection;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// Brings a database to the newest schema: the files of <c>Schema/sqlite</c> in the order of their names,
/// of which the first is version 1.
/// </summary>
internal sealed class Migrations
{
    private const string Folder = "Beholden.Store.Schema.sqlite.";

    private readonly DbDataSource source;
    private readonly IReadOnlyList<(string Name, string Text)> steps;
    private readonly int current;

    private Migrations(DbDataSource source, IReadOnlyList<(string Name, string Text)> steps, int current) =>
        (this.source, this.steps, this.current) = (source, steps, current);

    /// <summary>Whether a row of the database can name the slot of a key.</summary>
    public bool HasKeySlots => steps.Take(current).Any(IsResealing);

    /// <exception cref="SchemaTooNewException">The database is ahead of this program.</exception>
    public static async Task<Migrations> Find(DbDataSource source, string path, CancellationToken cancelled)
    {
        var steps = Steps();
        await using var db = await source.OpenConnectionAsync(cancelled);
        await db.ExecuteAsync(new CommandDefinition("""
            CREATE TABLE IF NOT EXISTS schema_version (
                version INTEGER PRIMARY KEY, applied_ms INTEGER NOT NULL)
            """, cancellationToken: cancelled));

        var current = await db.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT COALESCE(MAX(version), 0) FROM schema_version", cancellationToken: cancelled));
        return current <= steps.Count
            ? new(source, steps, current)
            : throw new SchemaTooNewException(path, current, steps.Count);
    }

    /// <summary>For a database whose vectors have their keys, as a backup's do.</summary>
    /// <exception cref="BackupException">It is older.</exception>
    public Task ApplyWithKeys(CancellationToken cancelled) => HasKeySlots
        ? Apply(_ => Task.CompletedTask, cancelled)
        : throw new BackupException("The database of the backup is older than its keys.");

    /// <summary>Each step is one transaction: a crash leaves the schema before it or after it.</summary>
    /// <param name="root">What the keys of collections are sealed under.</param>
    public Task Apply(KeySlots slots, VectorKeys keys, byte[] root, CancellationToken cancelled) => Apply(
        async change =>
        {
            await Resealing.All(change, keys, root, cancelled);
            slots.Flush();
        },
        cancelled);

    private async Task Apply(Func<Change, Task> reseal, CancellationToken cancelled)
    {
        await using var db = await source.OpenConnectionAsync(cancelled);
        var reseals = current > 0 && !HasKeySlots;
        for (var version = current + 1; version <= steps.Count; version++)
        {
            await using var change = await db.BeginTransactionAsync(cancelled);
            await db.ExecuteAsync(new CommandDefinition(
                steps[version - 1].Text, transaction: change, cancellationToken: cancelled));
            if (IsResealing(steps[version - 1]))
            {
                await reseal(new Change(db, change));
            }

            var appliedMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            await db.ExecuteAsync(new CommandDefinition(
                "INSERT INTO schema_version (version, applied_ms) VALUES (@version, @appliedMs)",
                new { version, appliedMs }, change, cancellationToken: cancelled));
            await change.CommitAsync(cancelled);
        }

        if (reseals)
        {
            // Free pages hold vectors of faces that were deleted long ago, and the log those of others.
            await db.ExecuteAsync(new CommandDefinition(
                "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken: cancelled));
        }
    }

    private static bool IsResealing((string Name, string Text) step) =>
        step.Name.EndsWith(Resealing.Step, StringComparison.Ordinal);

    private static List<(string Name, string Text)> Steps()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (name, Read(assembly, name)))];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is listed and cannot be opened.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

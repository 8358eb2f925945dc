using System.Data.Common;
using System.Reflection;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// Brings a database to the newest schema: <c>Schema/sqlite/0001.sql</c>, <c>0002.sql</c> and so on.
/// </summary>
internal static class Migrations
{
    private const string Folder = "Beholden.Store.Schema.sqlite.";

    /// <summary>Each step is one transaction: a crash leaves the schema before it or after it.</summary>
    /// <exception cref="SchemaTooNewException">The database is ahead of this program.</exception>
    public static async Task Apply(
        DbDataSource source, VectorKeys keys, string path, CancellationToken cancelled)
    {
        var steps = Steps();
        await using var db = await source.OpenConnectionAsync(cancelled);
        await db.ExecuteAsync(new CommandDefinition("""
            CREATE TABLE IF NOT EXISTS schema_version (
                version INTEGER PRIMARY KEY, applied_ms INTEGER NOT NULL)
            """, cancellationToken: cancelled));

        var current = await db.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT COALESCE(MAX(version), 0) FROM schema_version", cancellationToken: cancelled));
        if (current > steps.Count)
        {
            throw new SchemaTooNewException(path, current, steps.Count);
        }

        var sealsVectors = current > 0 && current < SealedVectors.Version;
        if (sealsVectors)
        {
            await SealedVectors.OverwriteWhatGoes(db, cancelled);
        }

        for (var version = current + 1; version <= steps.Count; version++)
        {
            await using var change = await db.BeginTransactionAsync(cancelled);
            await db.ExecuteAsync(new CommandDefinition(
                steps[version - 1], transaction: change, cancellationToken: cancelled));
            if (version == SealedVectors.Version)
            {
                await SealedVectors.SealAll(db, change, keys, cancelled);
            }

            var appliedMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            await db.ExecuteAsync(new CommandDefinition(
                "INSERT INTO schema_version (version, applied_ms) VALUES (@version, @appliedMs)",
                new { version, appliedMs }, change, cancellationToken: cancelled));
            await change.CommitAsync(cancelled);
        }

        if (sealsVectors)
        {
            // Free pages hold plain vectors of faces that were deleted long ago, and the log those of others.
            await db.ExecuteAsync(new CommandDefinition(
                "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken: cancelled));
        }
    }

    private static List<string> Steps()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is listed and cannot be opened.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Beholden.Store;

/// <summary>Opens connections to one SQLite file, each with the settings that durability rests on.</summary>
internal sealed class SqliteSource(string path) : DbDataSource
{
    // FULL: in WAL mode a commit is on the disk before it is answered, also when power fails.
    // https://sqlite.org/pragma.html#pragma_synchronous
    // secure_delete: what goes is overwritten, not only unlinked.
    private const string Settings = "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON";

    // 8 KB pages hold three embeddings of 512 floats; the default 4 KB would hold one and waste the rest.
    private const string NewFileSettings = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL";

    private readonly string connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        Pooling = true,
        DefaultTimeout = Limits.LockWaitSeconds,
    }.ToString();

    public override string ConnectionString => connectionString;

    /// <summary>Sets what the file remembers. Before the first table, or the page size stays.</summary>
    public async Task Prepare(CancellationToken cancelled)
    {
        await using var db = await OpenConnectionAsync(cancelled);
        await using var command = db.CreateCommand();
        command.CommandText = NewFileSettings;
        await command.ExecuteNonQueryAsync(cancelled);
    }

    protected override DbConnection CreateDbConnection() => new SqliteConnection(connectionString);

    protected override DbConnection OpenDbConnection()
    {
        var db = CreateDbConnection();
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
        return db;
    }

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(
        CancellationToken cancellationToken)
    {
        var db = CreateDbConnection();
        await db.OpenAsync(cancellationToken);
        await using var command = db.CreateCommand();
        command.CommandText = Settings;
        await command.ExecuteNonQueryAsync(cancellationToken);
        return db;
    }

    /// <summary>Closes the pooled connections; the last one to close folds the log into the file.</summary>
    protected override void Dispose(bool disposing)
    {
        using var db = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(db);
        base.Dispose(disposing);
    }
}

using System.Text;
using Beholden.Store;
using Microsoft.Data.Sqlite;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// The rows of <c>ledger/ledger.db</c>: entries, full tiles, sealed records and the last checkpoint. A file
/// of its own, so that faces and the ledger do not wait for each other's commits.
/// </summary>
internal sealed class LedgerFile : IDisposable
{
    private const int SchemaVersion = 1;

    // secure_delete: what is erased is overwritten, not only unlinked.
    private const string WriterSettings = "PRAGMA secure_delete = ON";

    private const string Schema = """
        CREATE TABLE entry (
            idx  INTEGER PRIMARY KEY,
            body BLOB NOT NULL
        );
        CREATE TABLE tile (
            level  INTEGER NOT NULL,
            number INTEGER NOT NULL,
            hashes BLOB NOT NULL,
            PRIMARY KEY (level, number)
        );
        -- Without key and body the record is erased.
        CREATE TABLE record (
            idx        INTEGER PRIMARY KEY,
            commitment TEXT NOT NULL,
            sealed_key BLOB,
            body       BLOB
        );
        CREATE TABLE signed (
            id   INTEGER PRIMARY KEY CHECK (id = 1),
            note TEXT NOT NULL
        );
        """;

    private readonly SqliteSource source;

    private LedgerFile(SqliteSource source) => this.source = source;

    /// <exception cref="LedgerBrokenException">Written by a newer program, or no such file.</exception>
    public static async Task<LedgerFile> Open(string path, CancellationToken cancelled)
    {
        var file = new LedgerFile(new SqliteSource(path));
        try
        {
            await file.source.Prepare(cancelled);
            file.MakeSchema(path);
            return file;
        }
        catch (Exception wrong) when (wrong is SqliteException or LedgerBrokenException)
        {
            file.Dispose();
            throw wrong as LedgerBrokenException
                ?? new LedgerBrokenException($"The ledger {path} cannot be opened: {wrong.Message}", wrong);
        }
    }

    /// <summary>A connection to write with, under a transaction at a time.</summary>
    public SqliteConnection OpenToWrite()
    {
        var db = (SqliteConnection)source.OpenConnection();
        Execute(db, WriterSettings);
        return db;
    }

    public long Count() => Scalar<long>("SELECT COALESCE(MAX(idx) + 1, 0) FROM entry") ?? 0;

    /// <exception cref="LedgerBrokenException">It is not there, or not whole.</exception>
    public byte[] FullTile(int level, long number)
    {
        using var db = source.OpenConnection();
        using var command = Command((SqliteConnection)db,
            "SELECT hashes FROM tile WHERE level = $0 AND number = $1", level, number);
        return command.ExecuteScalar() is byte[] { Length: TilePath.BytesFull } tile
            ? tile
            : throw new LedgerBrokenException($"Tile {number} of level {level} is not in the ledger.");
    }

    /// <exception cref="LedgerBrokenException">One is not there.</exception>
    public IReadOnlyList<byte[]> Entries(long first, int count)
    {
        using var db = source.OpenConnection();
        using var command = Command((SqliteConnection)db,
            "SELECT body FROM entry WHERE idx >= $0 AND idx < $1 ORDER BY idx", first, first + count);
        using var rows = command.ExecuteReader();
        var entries = new List<byte[]>(count);
        while (rows.Read())
        {
            entries.Add((byte[])rows[0]);
        }

        return entries.Count == count
            ? entries
            : throw new LedgerBrokenException(
                $"Of the entries {first} to {first + count - 1}, {count - entries.Count} are missing.");
    }

    /// <returns>Null where the entry has no record, or an erased one.</returns>
    public SealedRecord? Record(long index)
    {
        using var db = source.OpenConnection();
        using var command = Command((SqliteConnection)db, """
            SELECT commitment, sealed_key, body FROM record
             WHERE idx = $0 AND sealed_key IS NOT NULL AND body IS NOT NULL
            """, index);
        using var rows = command.ExecuteReader();
        return rows.Read() ? new((string)rows[0], (byte[])rows[1], (byte[])rows[2]) : null;
    }

    /// <returns>By index, without entries that have no record, or an erased one.</returns>
    public Dictionary<long, SealedRecord> Records(long first, int count)
    {
        using var db = source.OpenConnection();
        using var command = Command((SqliteConnection)db, """
            SELECT idx, commitment, sealed_key, body FROM record
             WHERE idx >= $0 AND idx < $1 AND sealed_key IS NOT NULL AND body IS NOT NULL
            """, first, first + count);
        using var rows = command.ExecuteReader();
        var records = new Dictionary<long, SealedRecord>();
        while (rows.Read())
        {
            records.Add((long)rows[0], new((string)rows[1], (byte[])rows[2], (byte[])rows[3]));
        }

        return records;
    }

    /// <returns>Null where none was signed yet.</returns>
    public byte[]? SignedNote()
    {
        using var db = source.OpenConnection();
        using var command = Command((SqliteConnection)db, "SELECT note FROM signed WHERE id = 1");
        return command.ExecuteScalar() is string note ? Encoding.UTF8.GetBytes(note) : null;
    }

    public void Dispose() => source.Dispose();

    public static void Execute(SqliteConnection db, string text)
    {
        using var command = Command(db, text);
        command.ExecuteNonQuery();
    }

    /// <param name="values">Of the parameters $0, $1 and so on.</param>
    public static SqliteCommand Command(SqliteConnection db, string text, params object[] values)
    {
        var command = db.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this room.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (at, value) in values.Index())
        {
            command.Parameters.AddWithValue($"${at}", value);
        }

        return command;
    }

    private void MakeSchema(string path)
    {
        using var db = OpenToWrite();
        using var transaction = db.BeginTransaction();
        var version = Scalar<long>("PRAGMA user_version", db) ?? 0;
        if (version > SchemaVersion)
        {
            throw new LedgerBrokenException($"The ledger {path} has schema version {version}, and this "
                + $"program knows {SchemaVersion}. Use the newer program that wrote it.");
        }

        if (version == 0)
        {
            Execute(db, Schema);
            Execute(db, $"PRAGMA user_version = {SchemaVersion}");
        }

        transaction.Commit();
    }

    private T? Scalar<T>(string text)
        where T : struct
    {
        using var db = (SqliteConnection)source.OpenConnection();
        return Scalar<T>(text, db);
    }

    private static T? Scalar<T>(string text, SqliteConnection db)
        where T : struct
    {
        using var command = Command(db, text);
        return (T?)command.ExecuteScalar();
    }
}

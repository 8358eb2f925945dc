using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Beholden.Store;

/// <summary>What a backup says of itself, in its file <c>backup.json</c>.</summary>
/// <param name="Format">1.</param>
/// <param name="KeyFile">32 hex digits: the file of keys that opens what the backup holds.</param>
/// <param name="DatabaseSha256">Of <c>beholden.db</c>, 64 hex digits.</param>
public sealed record BackupNote(
    int Format, DateTimeOffset Made, string KeyFile, string DatabaseSha256, long Collections, long Faces);

/// <summary>
/// A folder with the database alone: neither the keys, nor the secret that seals them, nor the snapshots. So
/// nobody can read a face in it, and what is erased later cannot come back from it.
/// </summary>
public static class Backup
{
    private const string DatabaseFile = "beholden.db", NoteFile = "backup.json";

    // What governs is never put back to what it was: a lifted stop, a revoked key or a loosened rule would
    // come back with it. These tables are taken from the living database.
    internal static readonly string[] Living =
    [
        "access_key", "policy", "policy_proposal", "policy_approval", "stop", "stop_approval", "reviewer",
        "case_file", "authorisation", "record_erasure",
    ];

    // The same of what people said, as far as the collection is there.
    internal static readonly string[] LivingOfCollections = ["consent", "objection", "person_link"];

    // What was stored, as it was when the backup was made.
    internal static readonly string[] Restored =
    [
        "setting", "schema_version", "collection", "collection_tag", "collection_user", "face",
        "face_embedding", "face_crop", "request_token", "lead", "review", "erasing",
    ];

    /// <summary>Copies the database of a data folder as it is at one instant, also while in use.</summary>
    /// <param name="to">Made where there is none; must be empty.</param>
    /// <exception cref="IOException">It is not empty, or cannot be written.</exception>
    /// <exception cref="BackupException">The data folder has no database with keys.</exception>
    public static async Task<BackupNote> Write(
        string dataFolder, string to, DateTimeOffset now, CancellationToken cancelled)
    {
        var living = Path.Combine(dataFolder, DatabaseFile);
        if (!File.Exists(living))
        {
            throw new BackupException($"There is no database {living}.");
        }

        if (Directory.CreateDirectory(to).EnumerateFileSystemInfos().Any())
        {
            throw new IOException($"The folder {to} is not empty; a backup needs one of its own.");
        }

        var copy = Path.Combine(to, DatabaseFile);
        await using (var db = await Connect(living, SqliteOpenMode.ReadWrite, cancelled))
        {
            await db.ExecuteAsync(new CommandDefinition(
                "VACUUM INTO @copy", new { copy }, commandTimeout: 0, cancellationToken: cancelled));
        }

        await using var made = await Connect(copy, SqliteOpenMode.ReadOnly, cancelled);
        var note = new BackupNote(
            1, now, await KeyFile(made, living, cancelled), await Sha256(copy, cancelled),
            await made.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM collection"),
            await made.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM face"));
        OwnFile.Write(Path.Combine(to, NoteFile), JsonSerializer.SerializeToUtf8Bytes(note));
        return note;
    }

    /// <summary>
    /// Puts a backup in the place of a data folder's database. Keys, secret and ledger stay, and so does all
    /// that governs. What was erased since the backup is erased from it at the folder's next opening.
    /// </summary>
    /// <param name="from">What <see cref="Write"/> made.</param>
    /// <exception cref="BackupException">No whole backup, or not one of this folder's.</exception>
    /// <exception cref="FolderLockedException">A server has the folder open.</exception>
    public static async Task<BackupNote> Restore(string dataFolder, string from, CancellationToken cancelled)
    {
        var note = ReadNote(Path.Combine(from, NoteFile));
        var living = Path.Combine(dataFolder, DatabaseFile);
        if (!File.Exists(living))
        {
            throw new BackupException($"There is no database {living}: its rules, stops and keys would be "
                + "lost, so nothing is restored. A backup goes back into the folder that it was made of.");
        }

        using var held = FolderLock.Take(dataFolder);
        var copy = living + ".restoring";
        try
        {
            File.Copy(Path.Combine(from, DatabaseFile), copy, overwrite: true);
            if (await Sha256(copy, cancelled) != note.DatabaseSha256)
            {
                throw new BackupException($"The backup {from} was changed, or only half of it is there.");
            }

            await TakeOver(living, copy, note, cancelled);
            File.Delete(living + "-wal");
            File.Delete(living + "-shm");
            File.Move(copy, living, overwrite: true);
        }
        finally
        {
            File.Delete(copy);
        }

        var snapshots = Path.Combine(dataFolder, "indexes");
        if (Directory.Exists(snapshots))
        {
            Directory.Delete(snapshots, recursive: true);
        }

        return note;
    }

    /// <summary>Brings the copy to this program's schema and gives it what governs now.</summary>
    private static async Task TakeOver(
        string living, string copy, BackupNote note, CancellationToken cancelled)
    {
        using (var source = new SqliteSource(copy))
        {
            var migrations = await Migrations.Find(source, copy, cancelled);
            await migrations.ApplyWithKeys(cancelled);
        }

        await using var db = await Connect(copy, SqliteOpenMode.ReadWrite, cancelled);
        await db.ExecuteAsync("ATTACH @living AS living", new { living });
        var keyFile = await db.ExecuteScalarAsync<string?>(
            "SELECT value FROM living.setting WHERE name = 'key_file'");
        if (keyFile != note.KeyFile)
        {
            throw new BackupException("The backup is of another data folder: the keys of this one open "
                + "nothing in it.");
        }

        var (mine, theirs) = (await Version(db, "main"), await Version(db, "living"));
        if (mine != theirs)
        {
            throw new BackupException("The data folder was last used with another version of this program: "
                + "start the server once with this one, and restore then.");
        }

        await using var change = await db.BeginTransactionAsync(cancelled);
        foreach (var table in Living.Concat(LivingOfCollections).Reverse())
        {
            await db.ExecuteAsync($"DELETE FROM main.{table}", transaction: change);
        }

        foreach (var table in Living)
        {
            await db.ExecuteAsync(
                $"INSERT INTO main.{table} SELECT * FROM living.{table}", transaction: change);
        }

        foreach (var table in LivingOfCollections)
        {
            await db.ExecuteAsync($"""
                INSERT INTO main.{table} SELECT * FROM living.{table}
                 WHERE collection_seq IN (SELECT seq FROM main.collection)
                """, transaction: change);
        }

        await db.ExecuteAsync(KeepHidden, transaction: change);
        await change.CommitAsync(cancelled);
        await db.ExecuteAsync("DETACH living; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
    }

    // Who withdrew or objected since stays out, and no term grows. A user's vector follows at the next
    // opening: the key of the one in the backup is destroyed.
    private const string KeepHidden = """
        UPDATE main.face SET basis = now.basis, source = now.source, consent_id = now.consent_id,
               term_ms = now.term_ms, due_ms = now.due_ms, last_used_ms = now.last_used_ms,
               hidden_ms = now.hidden_ms, hidden_why = now.hidden_why
          FROM living.face AS now WHERE now.seq = face.seq AND now.face_id = face.face_id;
        UPDATE main.collection SET face_count = (
               SELECT COUNT(*) FROM main.face WHERE collection_seq = collection.seq AND hidden_ms IS NULL);
        """;

    private static Task<long> Version(DbConnection db, string schema) =>
        db.ExecuteScalarAsync<long>($"SELECT MAX(version) FROM {schema}.schema_version");

    private static async Task<SqliteConnection> Connect(
        string path, SqliteOpenMode mode, CancellationToken cancelled)
    {
        var db = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = Limits.LockWaitSeconds,
        }.ToString());
        await db.OpenAsync(cancelled);
        return db;
    }

    private static async Task<string> KeyFile(DbConnection db, string path, CancellationToken cancelled) =>
        await db.ExecuteScalarAsync<string?>(Sql.Read(
            "SELECT value FROM setting WHERE name = 'key_file'", null, cancelled))
            ?? throw new BackupException($"The database {path} is of an earlier version: start the server "
                + "once, which gives every face its own key.");

    private static BackupNote ReadNote(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupNote>(File.ReadAllBytes(path)) is { Format: 1 } note
                ? note
                : throw new BackupException($"The file {path} is of a later version of this program.");
        }
        catch (Exception wrong) when (wrong is JsonException or FileNotFoundException
            or DirectoryNotFoundException)
        {
            throw new BackupException($"There is no backup with a whole {path}.");
        }
    }

    private static async Task<string> Sha256(string path, CancellationToken cancelled)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancelled));
    }
}

using System.Text;
using Beholden.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Beholden.Tests.Store;

public sealed class KeyStoreTests
{
    [Fact]
    public async Task A_key_signs_until_it_is_revoked_also_after_a_restart()
    {
        await using var folder = await Folder.Make();
        var made = await folder.Keys.Create("laptop", "ann", "personal", null, Folder.Now, Folder.Cancelled);
        Assert.Matches("^BH[A-Z2-7]{18}$", made.Key.AccessKeyId);
        Assert.Matches("^[A-Za-z0-9+/]{40}$", made.Secret);
        await folder.Reopen();

        var found = folder.Keys.Find(made.Key.AccessKeyId);
        Assert.Equal(made.Secret, found?.Secret);
        Assert.Equal(made.Key, found?.Key);
        Assert.Null(folder.Keys.Find("BH" + new string('A', 18)));

        Assert.True(await folder.Keys.Revoke(made.Key.AccessKeyId, Folder.Now, Folder.Cancelled));
        Assert.Null(folder.Keys.Find(made.Key.AccessKeyId));
        Assert.False(await folder.Keys.Revoke(made.Key.AccessKeyId, Folder.Now, Folder.Cancelled));
        await folder.Reopen();
        Assert.Null(folder.Keys.Find(made.Key.AccessKeyId));
        var listed = Assert.Single(await folder.Keys.List(Folder.Cancelled));
        Assert.Equal(made.Key with { RevokedAt = Folder.Now }, listed);
    }

    [Fact]
    public async Task A_key_from_before_there_were_persons_is_of_whoever_it_is_named_for()
    {
        await using var folder = await Folder.Make();
        var made = await folder.Keys.Create(
            "ann", "somebody", "personal", null, Folder.Now, Folder.Cancelled);
        await folder.Reopen(() => MakeThirdSchema(folder.Path));

        var found = folder.Keys.Find(made.Key.AccessKeyId);
        Assert.Equal((made.Secret, made.Key with { Person = "ann" }), (found?.Secret, found?.Key));
    }

    [Fact]
    public async Task No_file_but_the_secret_gives_a_secret_away()
    {
        await using var folder = await Folder.Make();
        var made = await folder.Keys.Create("laptop", "ann", "personal", null, Folder.Now, Folder.Cancelled);
        Assert.DoesNotContain(made.Secret, $"{made}", StringComparison.Ordinal);
        await folder.Reopen();

        foreach (var path in Directory.GetFiles(folder.Path, "beholden.db*"))
        {
            var bytes = await File.ReadAllBytesAsync(path, Folder.Cancelled);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(made.Secret)));
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(folder.Path, "secret")));
        }
    }

    [Fact]
    public async Task Another_folders_secret_file_does_not_open_the_keys()
    {
        await using var folder = await Folder.Make();
        await folder.Keys.Create("laptop", "ann", "personal", null, Folder.Now, Folder.Cancelled);
        await folder.Database.DisposeAsync();
        var path = Path.Combine(folder.Path, "secret");
        var own = await File.ReadAllBytesAsync(path, Folder.Cancelled);

        await File.WriteAllBytesAsync(path, [.. own.Reverse()], Folder.Cancelled);
        await Assert.ThrowsAsync<FolderSecretException>(() => Database.Open(folder.Path, Folder.Cancelled));
        await File.WriteAllBytesAsync(path, own[..31], Folder.Cancelled);
        await Assert.ThrowsAsync<FolderSecretException>(() => Database.Open(folder.Path, Folder.Cancelled));
        File.Delete(path);
        await Assert.ThrowsAsync<FolderSecretException>(() => Database.Open(folder.Path, Folder.Cancelled));

        await File.WriteAllBytesAsync(path, own, Folder.Cancelled);
        await folder.Reopen();
    }

    /// <summary>Writes the keys as a program left them that knew no persons.</summary>
    private static void MakeThirdSchema(string path)
    {
        var (file, before) = (Path.Combine(path, "beholden.db"), Path.Combine(path, "before.db"));
        File.Move(file, before);
        using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        db.Execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_ms INTEGER NOT NULL)");
        for (var version = 1; version <= 3; version++)
        {
            using var step = typeof(Database).Assembly
                .GetManifestResourceStream($"Beholden.Store.Schema.sqlite.{version:0000}.sql")!;
            db.Execute(new StreamReader(step).ReadToEnd());
            db.Execute("INSERT INTO schema_version VALUES (@version, 0)", new { version });
        }

        db.Execute("ATTACH @before AS before", new { before });
        db.Execute("""
            INSERT INTO access_key (access_key_id, name, purpose, sealed_secret, created_ms)
            SELECT access_key_id, name, purpose, sealed_secret, created_ms FROM before.access_key
            """);
    }
}

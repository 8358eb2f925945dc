using Beholden.Store;
using Microsoft.Data.Sqlite;

namespace Beholden.Tests.Store;

public sealed class DatabaseTests
{
    [Fact]
    public async Task The_account_and_the_secrets_stay_and_differ_from_folder_to_folder()
    {
        await using var one = await Folder.Make();
        await using var two = await Folder.Make();
        var account = one.Database.AccountId;
        var secret = one.Database.Secret("page tokens");
        await one.Reopen();

        Assert.Matches("^[1-9][0-9]{11}$", account);
        Assert.Equal(account, one.Database.AccountId);
        Assert.Equal(secret, one.Database.Secret("page tokens"));
        Assert.NotEqual(secret, one.Database.Secret("face ids"));
        Assert.NotEqual(account, two.Database.AccountId);
        Assert.NotEqual(secret, two.Database.Secret("page tokens"));
    }

    [Fact]
    public async Task A_second_opening_is_refused_in_a_sentence_and_possible_after_the_first_has_ended()
    {
        await using var folder = await Folder.Make();
        var refused = await Assert.ThrowsAsync<FolderLockedException>(
            () => Database.Open(folder.Path, Folder.Cancelled));
        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
        await folder.Reopen();
    }

    [Fact]
    public async Task A_newer_database_is_refused_untouched()
    {
        await using var folder = await Made.FolderWithCollection();
        await Execute(folder, "INSERT INTO schema_version (version, applied_ms) VALUES (99, 0)");
        await folder.Database.DisposeAsync();

        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(
            () => Database.Open(folder.Path, Folder.Cancelled));
        Assert.Contains("schema version 99", refused.Message, StringComparison.Ordinal);

        await using var db = new SqliteConnection(
            $"Data Source={Path.Combine(folder.Path, "beholden.db")};Pooling=False");
        await db.OpenAsync(Folder.Cancelled);
        await using var command = db.CreateCommand();
        command.CommandText = "DELETE FROM schema_version WHERE version = 99";
        await command.ExecuteNonQueryAsync(Folder.Cancelled);
        await db.CloseAsync();
        await folder.Reopen();
        Assert.Equal(0, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
    }

    [Fact]
    public async Task Every_connection_syncs_fully_and_keeps_foreign_keys()
    {
        await using var folder = await Folder.Make();
        await using var one = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled);
        using var two = folder.Database.Source.OpenConnection();
        foreach (var db in new[] { one, two })
        {
            Assert.Equal("wal", await Pragma(db, "journal_mode"));
            Assert.Equal("2", await Pragma(db, "synchronous"));
            Assert.Equal("1", await Pragma(db, "foreign_keys"));
            Assert.Equal("8192", await Pragma(db, "page_size"));
        }
    }

    [Fact]
    public async Task A_change_that_fails_undoes_nothing_of_those_that_share_its_commit()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(1);
        var vectors = Enumerable.Range(0, 60).Select(_ => Made.Unit(random)).ToList();

        // Every third is of another model. Started together, they queue up behind the first.
        var adds = vectors.Select((vector, n) => folder.Faces.Add(
            Made.Staff, n % 3 == 0 ? "another" : Made.Contract, "p", FaceBasis.Unstated,
            [Made.Face($"{n}", vector)], Folder.Now, Folder.Cancelled)).ToList();
        await Task.WhenAll(adds.Select(add => add.ContinueWith(
            _ => { }, Folder.Cancelled, TaskContinuationOptions.None, TaskScheduler.Default)));

        for (var n = 0; n < adds.Count; n++)
        {
            Assert.Equal(n % 3 == 0, adds[n].IsFaulted);
            var hits = await folder.Faces.Search(Made.Staff, vectors[n], 9, 0.9f, null, Folder.Cancelled);
            Assert.Equal(n % 3 == 0 ? [] : [$"{n}"], hits.Select(hit => hit.Face.FaceId));
        }
    }

    private static async Task<string> Pragma(System.Data.Common.DbConnection db, string name)
    {
        await using var command = db.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return $"{await command.ExecuteScalarAsync(Folder.Cancelled)}";
    }

    private static async Task Execute(Folder folder, string text)
    {
        await using var db = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled);
        await using var command = db.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync(Folder.Cancelled);
    }
}

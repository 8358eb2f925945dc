using System.Diagnostics;
using System.Runtime.InteropServices;
using Beholden.Store;
using Beholden.Tests.Support;
using Dapper;

namespace Beholden.Tests.Store;

/// <summary>
/// What is deleted cannot be had back: not from the folder, not with an older copy of the database beside the
/// living keys.
/// </summary>
public sealed class ErasureTests
{
    private static readonly TimeSpan SweepMax = TimeSpan.FromSeconds(30);

    // So few changes that they do not overwrite the log by themselves, and none of them a second apart.
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BusySweepMax = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Ways => new(Paths.Keys);

    /// <summary>Each way to delete: which faces go, and whether ann goes.</summary>
    private static readonly Dictionary<string, Func<Folder, Task>> Paths = new()
    {
        ["DeleteFaces"] = folder => folder.Faces.Delete(Made.Staff, ["f3", "f4"], Folder.Cancelled),
        ["DisassociateFaces"] = folder => folder.Users.Disassociate(
            Made.Staff, "ann", ["f0"], null, Folder.Now, Folder.Cancelled),
        ["DeleteUser"] = folder => folder.Users.Delete(
            Made.Staff, "ann", null, Folder.Now, Folder.Cancelled),
        ["DeleteCollection"] = folder => folder.Collections.Delete(Made.Staff, Folder.Cancelled),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_goes_leaves_no_sealed_byte_and_no_key(string way)
    {
        var (folder, _) = await Filled();
        await using var owned = folder;
        var before = await Read(folder);
        await Paths[way](folder);
        var after = (await Read(folder)).Select(one => one.Slot).ToHashSet();
        var gone = before.Where(one => !after.Contains(one.Slot)).ToList();
        Assert.NotEmpty(gone);
        Assert.True(await Comes(() => gone.TrueForAll(one => !Holds(folder.Path, one.Bytes.AsSpan(0, 40)))));
        Assert.True(Holds(folder.Path, before.Find(one => after.Contains(one.Slot)).Bytes
            ?? "sqlite_sequence"u8.ToArray()));

        await folder.Database.DisposeAsync();
        var slots = File.ReadAllBytes(Path.Combine(folder.Path, "keys", "slots"));
        Assert.All(gone, one => Assert.True(IsEmpty(slots, one.Slot)));
        Assert.All(after, slot => Assert.False(IsEmpty(slots, slot)));
        await folder.Reopen();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_older_copy_of_the_database_does_not_bring_it_back(string way)
    {
        var (folder, vectors) = await Filled();
        await using var owned = folder;
        using var copy = new TemporaryFolder();
        var to = Path.Combine(copy.Path, "backup");
        await Backup.Write(folder.Path, to, Folder.Now, Folder.Cancelled);
        Assert.DoesNotContain(
            "slots", Directory.GetFiles(to, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        await Paths[way](folder);
        var expected = await State(folder, vectors);
        if (way != "DeleteCollection")
        {
            await folder.Add(Made.Face("later", vectors[9]));
        }

        await folder.Database.DisposeAsync();
        await Backup.Restore(folder.Path, to, Folder.Cancelled);
        await folder.Reopen();
        Assert.Equal(way == "DisassociateFaces" ? 0 : 1, folder.Told.Count(
            told => told.Contains("erased since is erased again", StringComparison.Ordinal)));
        var restored = await State(folder, vectors);
        if (way != "DisassociateFaces")
        {
            Assert.Equal(expected, restored);
        }

        // Nothing is left to be erased again, and the folder works on.
        await folder.Reopen();
        Assert.Empty(folder.Told);
        Assert.Equal(restored, await State(folder, vectors));
    }

    [Fact]
    public async Task The_log_is_emptied_also_among_changes_without_end()
    {
        var (folder, vectors) = await Filled();
        await using var owned = folder;
        var gone = (await Read(folder)).ToDictionary(one => one.Slot);
        await folder.Faces.Delete(Made.Staff, ["f3", "f4"], Folder.Cancelled);
        foreach (var one in await Read(folder))
        {
            gone.Remove(one.Slot);
        }

        Assert.NotEmpty(gone);
        var begun = Stopwatch.StartNew();
        for (var i = 0; gone.Values.Any(one => Holds(folder.Path, one.Bytes.AsSpan(0, 40))); i++)
        {
            Assert.True(begun.Elapsed < BusySweepMax, "It is still there.");
            await folder.Add(Made.Face($"more-{i}", vectors[i % vectors.Count]));
            await Task.Delay(BetweenChanges, Folder.Cancelled);
        }
    }

    [Fact]
    public async Task After_a_face_of_a_user_is_erased_an_older_mean_does_not_tell_about_it()
    {
        var (folder, vectors) = await Filled();
        await using var owned = folder;
        using var copy = new TemporaryFolder();
        var to = Path.Combine(copy.Path, "backup");
        await Backup.Write(folder.Path, to, Folder.Now, Folder.Cancelled);
        await folder.Users.Disassociate(Made.Staff, "ann", ["f0"], null, Folder.Now, Folder.Cancelled);
        await folder.Faces.Delete(Made.Staff, ["f0"], Folder.Cancelled);
        await folder.Database.DisposeAsync();
        await Backup.Restore(folder.Path, to, Folder.Cancelled);
        await folder.Reopen();
        Assert.Null(await folder.Faces.Embedding(Made.Staff, "f0", Folder.Cancelled));

        // Of f0 and f1 the user has f1 alone: the mean was made anew.
        var user = await folder.Users.Vector(Made.Staff, "ann", Folder.Cancelled);
        Assert.Equal(1, Cosine(user!, vectors[1]), 1e-5);
        Assert.Equal(11, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
    }

    [Fact]
    public async Task A_restore_keeps_what_governs()
    {
        var (folder, _) = await Filled();
        await using var owned = folder;
        using var copy = new TemporaryFolder();
        var to = Path.Combine(copy.Path, "backup");
        var revoked = await folder.Keys.Create("old", "ann", "personal", null, Folder.Now, Folder.Cancelled);
        await Backup.Write(folder.Path, to, Folder.Now, Folder.Cancelled);
        await folder.Keys.Revoke(revoked.Key.AccessKeyId, Folder.Now, Folder.Cancelled);
        var made = await folder.Keys.Create("new", "ann", "personal", null, Folder.Now, Folder.Cancelled);
        await folder.Database.DisposeAsync();
        await Backup.Restore(folder.Path, to, Folder.Cancelled);
        await folder.Reopen();
        Assert.Null(folder.Keys.Find(revoked.Key.AccessKeyId));
        Assert.NotNull(folder.Keys.Find(made.Key.AccessKeyId));
    }

    [Fact]
    public async Task A_restore_keeps_hidden_who_objected_since()
    {
        var (folder, vectors) = await Filled();
        await using var owned = folder;
        using var copy = new TemporaryFolder();
        var to = Path.Combine(copy.Path, "backup");
        await Backup.Write(folder.Path, to, Folder.Now, Folder.Cancelled);
        var people = new PersonStore(folder.Database);
        Assert.Equal(3, (await people.Object(
            Made.Staff, new(null, null, ["f0", "f5", "f6"]), Folder.Now, Folder.Cancelled)).Count);
        var expected = await State(folder, vectors);
        await folder.Database.DisposeAsync();
        await Backup.Restore(folder.Path, to, Folder.Cancelled);
        await folder.Reopen();
        Assert.Equal(expected, await State(folder, vectors));
        var user = await folder.Users.Vector(Made.Staff, "ann", Folder.Cancelled);
        Assert.Equal(1, Cosine(user!, vectors[1]), 1e-5);
    }

    [Fact]
    public async Task Of_every_table_it_is_known_whether_a_restore_brings_it_back()
    {
        await using var folder = await Folder.Make();
        await using var db = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled);
        var tables = await db.QueryAsync<string>(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        Assert.Equal(
            Backup.Living.Concat(Backup.LivingOfCollections).Concat(Backup.Restored).Order(), tables.Order());
    }

    [Fact]
    public async Task A_backup_of_another_folder_or_one_that_was_changed_is_refused()
    {
        var (folder, _) = await Filled();
        await using var owned = folder;
        var (other, _) = await Filled();
        await using var alsoOwned = other;
        using var copy = new TemporaryFolder();
        var to = Path.Combine(copy.Path, "backup");
        await Backup.Write(other.Path, to, Folder.Now, Folder.Cancelled);
        await Assert.ThrowsAsync<FolderLockedException>(
            () => Backup.Restore(folder.Path, to, Folder.Cancelled));
        await folder.Database.DisposeAsync();
        await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(folder.Path, to, Folder.Cancelled));

        var bytes = File.ReadAllBytes(Path.Combine(to, "beholden.db"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(to, "beholden.db"), bytes);
        await other.Database.DisposeAsync();
        await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(other.Path, to, Folder.Cancelled));
        Assert.Empty(Directory.GetFiles(other.Path, "*.restoring"));
        await folder.Reopen();
        await other.Reopen();
        Assert.Equal(12, (await other.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
    }

    [Fact]
    public async Task Keys_that_are_missing_older_or_of_another_folder_are_refused_with_a_sentence()
    {
        var (folder, vectors) = await Filled();
        await using var owned = folder;
        var path = Path.Combine(folder.Path, "keys", "slots");
        await folder.Database.DisposeAsync();
        var older = File.ReadAllBytes(path);
        await folder.Reopen();
        await folder.Add(Made.Face("new", vectors[0]));
        await folder.Database.DisposeAsync();
        var newest = File.ReadAllBytes(path);

        File.WriteAllBytes(path, older);
        await Refused(folder, "older than the database");
        File.Delete(path);
        await Refused(folder, "is missing");
        var foreign = newest.ToArray();
        foreign[20] ^= 1;
        File.WriteAllBytes(path, foreign);
        await Refused(folder, "another folder's");
        File.WriteAllBytes(path, newest);
        await folder.Reopen();
        Assert.NotNull(await folder.Faces.Embedding(Made.Staff, "new", Folder.Cancelled));
    }

    [Fact]
    public async Task What_a_crash_left_to_be_destroyed_is_destroyed_at_the_next_opening()
    {
        var (folder, _) = await Filled();
        await using var owned = folder;
        var path = Path.Combine(folder.Path, "keys", "slots");
        var doomed = (await Read(folder)).Take(3).Select(one => one.Slot).ToList();
        await using (var db = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled))
        {
            // As after the commit and before the slots are overwritten.
            await db.ExecuteAsync("DELETE FROM face WHERE key_slot IN @doomed", new { doomed });
        }

        await folder.Reopen();
        Assert.Empty(folder.Told);
        await folder.Add(Made.Face("after", Made.Unit(new Random(5))));
        await folder.Database.DisposeAsync();
        var slots = File.ReadAllBytes(path);
        Assert.All(doomed, slot => Assert.True(IsEmpty(slots, slot)));
        await folder.Reopen();
        Assert.Empty(folder.Told);
    }

    private static async Task Refused(Folder folder, string sentence)
    {
        var refused = await Assert.ThrowsAsync<KeySlotsException>(() => folder.Reopen());
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Twelve faces; f0 and f1 are ann's.</summary>
    private static async Task<(Folder Folder, List<float[]> Vectors)> Filled()
    {
        var random = new Random(11);
        var vectors = Enumerable.Range(0, 12).Select(_ => Made.Unit(random)).ToList();
        var folder = await Made.FolderWithCollection();
        await folder.Add([.. vectors.Select((vector, n) => Made.Face($"f{n}", vector))]);
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        await folder.Users.Associate(
            Made.Staff, "ann", ["f0", "f1"], -1, null, Folder.Now, Folder.Cancelled);
        return (folder, vectors);
    }

    private static async Task<List<(long Slot, byte[] Bytes)>> Read(Folder folder)
    {
        await using var db = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled);
        return [.. await db.QueryAsync<(long, byte[])>("""
            SELECT face.key_slot, embedding FROM face JOIN face_embedding ON face_seq = seq
             UNION ALL
            SELECT vector_slot, embedding FROM collection_user WHERE embedding IS NOT NULL
            """)];
    }

    /// <summary>What every reading of the folder gives.</summary>
    private static async Task<string> State(Folder folder, List<float[]> vectors)
    {
        try
        {
            var found = new List<string>();
            foreach (var vector in vectors)
            {
                var faces = await folder.Faces.Search(
                    Made.Staff, vector, 3, 0.9f, null, Folder.Cancelled);
                var users = await folder.Users.Search(Made.Staff, vector, 3, 0.3f, null, Folder.Cancelled);
                found.Add(string.Join('+', faces.Select(hit => $"{hit.Face.FaceId}/{hit.Face.UserId}")
                    .Concat(users.Select(hit => $"{hit.UserId}"))));
            }

            var collection = await folder.Collections.Describe(Made.Staff, Folder.Cancelled);
            found.Add($"{collection.FaceCount} faces, {collection.UserCount} users");
            return string.Join('\n', found);
        }
        catch (CollectionNotFoundException)
        {
            return "no collection";
        }
    }

    private static bool IsEmpty(byte[] slots, long slot) =>
        !slots.AsSpan((int)slot * 64, 64).ContainsAnyExcept((byte)0);

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    private static async Task<bool> Comes(Func<bool> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!holds() && waited.Elapsed < SweepMax)
        {
            await Task.Delay(100, Folder.Cancelled);
        }

        return holds();
    }

    private static bool Holds(string folder, ReadOnlySpan<byte> bytes)
    {
        foreach (var path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "lock"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var all = new byte[file.Length];
            file.ReadExactly(all);
            if (all.AsSpan().IndexOf(bytes) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}

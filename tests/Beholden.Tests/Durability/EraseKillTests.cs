using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Store;
using Beholden.Store.Vectors;
using Beholden.Tests.Support;
using Dapper;

namespace Beholden.Tests.Durability;

/// <summary>
/// What was answered as deleted is gone, whenever the server is killed: its keys at once, its sealed bytes
/// from the next opening on, and a backup of before brings nothing back.
/// </summary>
public sealed class EraseKillTests : IDisposable
{
    private const int FacesPerRound = 40, SlotBytes = 64;

    // So few share a commit that the kill falls between commits, or into one.
    private const int CallsAtOnce = 3;
    private static readonly TimeSpan AnswersMax = TimeSpan.FromSeconds(30);
    private static readonly CollectionName[] Names =
        [.. new[] { "kept", "dropped" }.Select(id => new CollectionName(ApiClient.RegionDefault, id))];

    // A run of a hundred: BEHOLDEN_ERASE_KILLS=100.
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("BEHOLDEN_ERASE_KILLS") ?? "3", CultureInfo.InvariantCulture);

    private readonly ConcurrentDictionary<string, byte> answered = new();
    private readonly SemaphoreSlim free = new(CallsAtOnce);
    private int answers;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => free.Dispose();

    [Fact]
    public async Task What_was_answered_as_deleted_before_a_kill_is_nowhere()
    {
        var random = new Random(6);
        var (deleted, dropped, users) = (0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            using var data = new TemporaryFolder();
            await Fill(data.Path);
            var rows = await Read(data.Path);
            var plain = await Plain(data.Path, rows);
            var backup = Path.Combine(data.Path, "..", Path.GetFileName(data.Path) + "-backup");
            await Backup.Write(data.Path, backup, TimeProvider.System.GetUtcNow(), Cancelled);
            await DeleteUntilKilled(data.Path, rows, random);

            var gone = rows.Where(row => answered.ContainsKey(row.Name)).ToList();
            var slots = File.ReadAllBytes(Path.Combine(data.Path, "keys", "slots"));
            Assert.All(gone, row => Assert.Equal(
                -1, slots.AsSpan((int)row.Slot * SlotBytes, SlotBytes).IndexOfAnyExcept((byte)0)));

            await (await Database.Open(data.Path, Cancelled)).DisposeAsync();
            AssertNowhere(data.Path, [.. gone.Select(row => row.Bytes.AsMemory(0, 40)), .. plain]);
            await AssertNoneBack(data.Path, backup, gone);
            AssertNowhere(data.Path, plain);
            Directory.Delete(backup, recursive: true);
            deleted += gone.Count(row => row.Name.StartsWith("face ", StringComparison.Ordinal));
            dropped += answered.ContainsKey("collection") ? 1 : 0;
            users += gone.Count(row => row.Name.StartsWith("user ", StringComparison.Ordinal));
            answered.Clear();
        }

        Assert.True(deleted > 3 * Rounds, $"Only {deleted} faces were deleted: the test showed little.");
        Assert.True(
            deleted < (FacesPerRound - 4) * Rounds, "Every face was deleted first: the kill came too late.");
        TestContext.Current.SendDiagnosticMessage(
            $"{Rounds} kills: {deleted} faces, {users} users and {dropped} collections deleted before one.");
    }

    private static async Task Fill(string folder)
    {
        using var server = await ServerProcess.Start(folder, TestFolders.RequireWeights());
        using var client = server.Client();
        foreach (var name in Names)
        {
            await client.Call("CreateCollection", new() { ["CollectionId"] = name.Id }, Cancelled);
            for (var n = 0; n < FacesPerRound / Names.Length; n++)
            {
                await client.Call("IndexFaces", new()
                {
                    ["CollectionId"] = name.Id,
                    ["ExternalImageId"] = $"{name.Id}-{n}",
                    ["Image"] = Pictures.Image(Pictures.Portrait),
                }, Cancelled);
            }
        }

        var kept = await client.Call("ListFaces", new() { ["CollectionId"] = "kept" }, Cancelled);
        for (var n = 0; n < 4; n++)
        {
            var (id, face) = ($"user-{n}", (string)kept["Faces"]![n]!["FaceId"]!);
            await client.Call("CreateUser", new() { ["CollectionId"] = "kept", ["UserId"] = id }, Cancelled);
            await client.Call("AssociateFaces", new()
            {
                ["CollectionId"] = "kept",
                ["UserId"] = id,
                ["FaceIds"] = new JsonArray(face),
            }, Cancelled);
        }
    }

    /// <summary>Deletes everything, one call beside the other, and kills the server amid it.</summary>
    private async Task DeleteUntilKilled(string folder, List<Row> rows, Random random)
    {
        using var server = await ServerProcess.Start(folder, TestFolders.RequireWeights());
        using var client = server.Client();
        var before = Volatile.Read(ref answers);
        var kept = rows.Where(row => row.Collection == "kept");
        var deletes = kept.Select(row => row.Name.Split(' ') switch
        {
            ["user", var userId] => Delete(client, "DeleteUser", new()
            {
                ["CollectionId"] = "kept",
                ["UserId"] = userId,
            }, row.Name),
            [_, var faceId] => Delete(client, "DeleteFaces", new()
            {
                ["CollectionId"] = "kept",
                ["FaceIds"] = new JsonArray(faceId),
            }, row.Name),
            _ => throw new InvalidOperationException(row.Name),
        }).Append(Delete(client, "DeleteCollection", new() { ["CollectionId"] = "dropped" }, [
            "collection", .. rows.Where(row => row.Collection == "dropped").Select(row => row.Name)]));
        var all = deletes.OrderBy(_ => random.Next()).ToList();
        var enough = before + random.Next(1, FacesPerRound / Names.Length);
        var patience = Stopwatch.StartNew();
        while (Volatile.Read(ref answers) < enough && patience.Elapsed < AnswersMax)
        {
            await Task.Delay(1, Cancelled);
        }

        server.KillNow();
        await Task.WhenAll(all);
    }

    private async Task Delete(
        ApiClient client, string operation, JsonObject input, params string[] names)
    {
        await free.WaitAsync(Cancelled);
        try
        {
            var answer = await client.Call(operation, input, CancellationToken.None);

            // A face of a user is not deleted, which the answer says.
            if (answer["DeletedFaces"] is not JsonArray { Count: 0 })
            {
                Array.ForEach(names, name => answered[name] = 0);
            }

            Interlocked.Increment(ref answers);
        }
        catch (Exception cut) when (cut is HttpRequestException or HttpIOException or IOException)
        {
            // Killed before it answered: it may be deleted or not.
        }
        catch (ApiRefusal refusal) when (refusal.Code == "ThrottlingException")
        {
            // Turned away.
        }
        finally
        {
            free.Release();
        }
    }

    private static async Task<List<Row>> Read(string folder)
    {
        await using var database = await Database.Open(folder, Cancelled);
        await using var db = await database.Source.OpenConnectionAsync(Cancelled);
        return [.. await db.QueryAsync<Row>("""
            SELECT 'face ' || face_id AS Name, collection_id AS Collection, face.key_slot AS Slot,
                   embedding AS Bytes
              FROM face JOIN face_embedding ON face_seq = face.seq
              JOIN collection ON collection.seq = collection_seq
             UNION ALL
            SELECT 'user ' || user_id, collection_id, collection_user.vector_slot, embedding
              FROM collection_user JOIN collection ON collection.seq = collection_seq
            """)];
    }

    /// <summary>What no file may hold: vectors as floats and as codes, and the picture.</summary>
    private static async Task<List<ReadOnlyMemory<byte>>> Plain(string folder, List<Row> rows)
    {
        await using var database = await Database.Open(folder, Cancelled);
        var plain = new List<ReadOnlyMemory<byte>> { Pictures.Portrait.AsMemory(10_000, 64) };
        foreach (var row in rows.Where(row => row.Name.StartsWith("face ", StringComparison.Ordinal)).Take(3))
        {
            var vector = await new FaceStore(database).Embedding(
                Names.Single(name => name.Id == row.Collection), row.Name[5..], Cancelled);
            var codes = new sbyte[vector!.Length];
            Quantised.Row(vector, codes);
            plain.Add(MemoryMarshal.AsBytes(vector.AsSpan(0, 8)).ToArray());
            plain.Add(MemoryMarshal.AsBytes(codes.AsSpan(0, 32)).ToArray());
        }

        return plain;
    }

    private static async Task AssertNoneBack(string folder, string backup, List<Row> gone)
    {
        await Backup.Restore(folder, backup, Cancelled);
        await using var database = await Database.Open(folder, Cancelled);
        await using var db = await database.Source.OpenConnectionAsync(Cancelled);
        var back = (await db.QueryAsync<string>("""
            SELECT 'face ' || face_id FROM face UNION ALL SELECT 'user ' || user_id FROM collection_user
            """)).ToHashSet();
        Assert.All(gone, row => Assert.DoesNotContain(row.Name, back));
    }

    private static void AssertNowhere(string folder, IReadOnlyList<ReadOnlyMemory<byte>> needles)
    {
        foreach (var path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            Assert.DoesNotContain(needles, needle => bytes.AsSpan().IndexOf(needle.Span) >= 0);
        }
    }

    private sealed class Row
    {
        public required string Name { get; init; }

        public required string Collection { get; init; }

        public long Slot { get; init; }

        public required byte[] Bytes { get; init; }
    }
}

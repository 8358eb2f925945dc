using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>A record is erased through the front door: who, why, and nothing is left of it.</summary>
public sealed class EraseTests : IDisposable
{
    private const string Collection = "erased";

    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task An_erased_record_is_gone_from_every_file_and_the_log_still_verifies()
    {
        var beholden = new CommandLine(data.Path);
        using var server = await ServerProcess.Start(
            data.Path, TestFolders.RequireWeights(), "--load-models", "first-use");
        using var calls = new SayCalls(server.Address, OwnerKey.Secret(data.Path));
        await calls.Send("CreateCollection", new() { ["CollectionId"] = Collection });
        var kept = (await Make(calls, "bob")).Entry!.Value;
        var erased = (await Make(calls, "ann")).Entry!.Value;
        var read = await beholden.Json(0, "ledger", "records", $"{erased}");
        Assert.Contains("ann", read["Record"]!.ToJsonString(), StringComparison.Ordinal);
        var parts = SealedParts(erased);
        Assert.All(parts, part => Assert.True(IsOnDisk(part)));

        var done = await beholden.Json(0, "ledger", "erase", $"{erased}", "--reason", "ann asked for it");

        Assert.All(parts, part => Assert.False(IsOnDisk(part)));
        Assert.All(SealedParts(kept), part => Assert.True(IsOnDisk(part)));
        CommandLine.RequireSentence(
            await beholden.Run("ledger", "records", $"{erased}"), $"record of the entry {erased} was erased");
        CommandLine.RequireSentence(
            await beholden.Run("ledger", "erase", $"{erased}", "--reason", "again"), "was erased");
        var reason = await beholden.Json(0, "ledger", "records", $"{(long)done["EnteredAs"]!}");
        Assert.Equal("ann asked for it", (string)reason["Record"]!["reason"]!);
        server.KillNow();

        var entries = await SayLog.Verified(data.Path);
        var entry = entries[(long)done["EnteredAs"]!];
        Assert.Equal(
            ("record-erase", "EraseRecord", OwnerKey.AccessKeyId, erased),
            (entry.Kind, entry.Operation, entry.Key, entry.Of!.Value));
        Assert.NotNull(entries[erased].RecordCommit);
    }

    [Fact]
    public async Task Nobody_erases_without_a_reason_and_only_those_who_govern()
    {
        using var server = await ServerProcess.Start(
            data.Path, TestFolders.RequireWeights(), "--load-models", "first-use");
        using var calls = new SayCalls(server.Address, OwnerKey.Secret(data.Path));
        await calls.Send("CreateCollection", new() { ["CollectionId"] = Collection });
        var index = (await Make(calls, "ann")).Entry!.Value;

        var none = await calls.Send("Beholden.EraseRecord", new() { ["Index"] = index });
        Assert.Equal("ValidationException", none.Type);
        var plain = (await calls.Send("Beholden.CreateKey", new() { ["Name"] = "plain" })).Body;
        var input = new JsonObject { ["Index"] = index, ["Reason"] = "x" };
        var denied = await calls.Send(
            "Beholden.EraseRecord", input, (string)plain["AccessKeyId"]!, (string)plain["SecretAccessKey"]!);
        Assert.Equal("AccessDeniedException", denied.Type);

        // The rules of the first start stand in the first entry, which has no record.
        foreach (var (entry, part) in new[] { (0L, "has no record"), (99_999L, "no entry 99999") })
        {
            var refused = await calls.Send(
                "Beholden.EraseRecord", new() { ["Index"] = entry, ["Reason"] = "x" });
            Assert.Equal("ResourceNotFoundException", refused.Type);
            Assert.Contains(part, refused.Sentence, StringComparison.Ordinal);
        }

        var still = await calls.Send("Beholden.ReadLedgerRecord", new() { ["Index"] = index });
        Assert.Equal(200, still.Status);
        server.KillNow();
        Assert.DoesNotContain((await SayLog.Verified(data.Path)).Values, one => one.Kind == "record-erase");
    }

    private static async Task<SayAnswer> Make(SayCalls calls, string userId)
    {
        var made = await calls.Send(
            "CreateUser", new() { ["CollectionId"] = Collection, ["UserId"] = userId });
        Assert.Equal(200, made.Status);

        // The intent has what was asked.
        return made with { Entry = made.Entry - 1 };
    }

    /// <summary>The record's key and content as they lie on the disk.</summary>
    private List<byte[]> SealedParts(long index)
    {
        var file = Path.Combine(data.Path, "ledger", "ledger.db");
        using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "SELECT sealed_key, body FROM record WHERE idx = $index";
        command.Parameters.AddWithValue("$index", index);
        using var rows = command.ExecuteReader();
        Assert.True(rows.Read());
        return [(byte[])rows[0], (byte[])rows[1]];
    }

    private bool IsOnDisk(byte[] part) => Directory
        .EnumerateFiles(data.Path, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) != "lock") // Empty, and kept from all others.
        .Any(path => Bytes(path).AsSpan().IndexOf(part) >= 0);

    private static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}

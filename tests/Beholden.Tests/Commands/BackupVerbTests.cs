using System.Text;
using System.Text.Json.Nodes;
using Beholden.Tests.Support;

namespace Beholden.Tests.Commands;

/// <summary><c>beholden backup</c>, <c>beholden restore</c> and receipts, as a user runs them.</summary>
public sealed class BackupVerbTests : IDisposable
{
    // A head that is shown may be a second old: docs/ledger.md. A fast machine does all this within one.
    private static readonly TimeSpan CheckpointAgeMax = TimeSpan.FromSeconds(1.1);

    private readonly TemporaryFolder data = new();
    private readonly TemporaryFolder other = new();

    public void Dispose()
    {
        data.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task A_backup_of_a_running_server_goes_back_without_what_was_erased_since()
    {
        var to = Path.Combine(other.Path, "backup");
        string erased, kept;
        using (var server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights()))
        {
            using var client = server.Client();
            await client.Call("CreateCollection", new() { ["CollectionId"] = "c" }, CancellationToken.None);
            (erased, kept) = (await Index(client, "anna"), await Index(client, "bert"));
            var backedUp = await Json("backup", to);
            Assert.Equal(2, (int)backedUp["Faces"]!);
            await client.Call(
                "DeleteFaces", new() { ["CollectionId"] = "c", ["FaceIds"] = new JsonArray(erased) },
                CancellationToken.None);
            CommandLine.RequireSentence(await Plain("restore", to), "in use");
            server.KillNow();
        }

        var restored = await Json("restore", to);
        var told = (string)Assert.Single(restored["Told"]!.AsArray())!;
        Assert.Contains("1 faces", told, StringComparison.Ordinal);
        var listed = await new CommandLine(data.Path).Run("ledger", "show");
        Assert.Equal(0, listed.Code);
        using var again = await ServerProcess.Start(data.Path, TestFolders.RequireWeights());
        using var after = again.Client();
        var faces = await after.Call("ListFaces", new() { ["CollectionId"] = "c" }, CancellationToken.None);
        Assert.Equal(kept, (string)Assert.Single(faces["Faces"]!.AsArray())!["FaceId"]!);
    }

    [Fact]
    public async Task A_backup_goes_only_into_an_empty_folder_and_a_restore_needs_a_whole_one()
    {
        await new CommandLine(data.Path).Json(0, "keys", "list");
        File.WriteAllText(Path.Combine(other.Path, "file"), "");
        CommandLine.RequireSentence(await Plain("backup", other.Path), "not empty");
        CommandLine.RequireSentence(await Plain("restore", other.Path), "no backup");
        CommandLine.RequireSentence(
            await CommandLine.Plain("backup", Path.Combine(other.Path, "b"), "--data", other.Path),
            "no database");
    }

    [Fact]
    public async Task A_receipt_of_an_erasure_verifies_without_the_server_and_not_when_it_was_changed()
    {
        var beholden = new CommandLine(data.Path);
        var file = Path.Combine(other.Path, "receipt.json");
        string erased, key;
        using (var server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights()))
        {
            using var client = server.Client();
            await client.Call("CreateCollection", new() { ["CollectionId"] = "c" }, CancellationToken.None);
            erased = await Index(client, "anna");
            await client.Call(
                "DeleteFaces", new() { ["CollectionId"] = "c", ["FaceIds"] = new JsonArray(erased) },
                CancellationToken.None);
            await Task.Delay(CheckpointAgeMax, TestContext.Current.CancellationToken);
            var size = (int)(await beholden.Json(0, "ledger", "show"))["Size"]!;
            key = (string)(await beholden.Json(0, "ledger", "show"))["Key"]!;
            await beholden.Json(0, "ledger", "receipt", $"{size - 1}", file, "--record");
            CommandLine.RequireSentence(
                await beholden.Run("ledger", "receipt", $"{size - 1}", file), "exists");
        }

        Directory.Delete(data.Path, recursive: true);
        Directory.CreateDirectory(data.Path);
        var verdict = await CommandLine.Plain("ledger", "verify", file, "--key", key, "--json");
        Assert.Equal(0, verdict.Code);
        var json = JsonNode.Parse(verdict.Out)!;
        Assert.Equal("DeleteFaces", (string)json["Entry"]!["operation"]!);
        Assert.Contains(erased, json["Record"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Proven:", (string)json["Sentence"]!, StringComparison.Ordinal);

        var whole = File.ReadAllText(file);
        foreach (var (from, into) in new[]
        {
            (erased, new string('0', erased.Length)), ("DeleteFaces", "DeleteUsers"), ("index ", "index 1"),
        })
        {
            File.WriteAllText(file, whole.Replace(from, into, StringComparison.Ordinal));
            var changed = await CommandLine.Plain("ledger", "verify", file, "--key", key);
            Assert.Equal((1, true), (
                changed.Code, changed.Out.Contains("Not proven", StringComparison.Ordinal)));
        }
    }

    private static async Task<string> Index(Beholden.Server.Commands.ApiClient client, string name)
    {
        var answer = await client.Call("IndexFaces", new()
        {
            ["CollectionId"] = "c",
            ["ExternalImageId"] = name,
            ["Image"] = Pictures.Image(Pictures.Portrait),
        }, CancellationToken.None);
        return (string)answer["FaceRecords"]![0]!["Face"]!["FaceId"]!;
    }

    private Task<Setup.Ended> Plain(params string[] arguments) =>
        CommandLine.Plain([.. arguments, "--data", data.Path]);

    private async Task<JsonObject> Json(params string[] arguments)
    {
        var ended = await Plain([.. arguments, "--json"]);
        Assert.True(ended.Code == 0, $"code {ended.Code}: {ended.Out}{ended.Error}");
        return JsonNode.Parse(ended.Out)!.AsObject();
    }
}

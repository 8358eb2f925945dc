using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Tests.Setup;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary><c>beholden ledger</c>: from a server to a folder, and from the folder to a verdict.</summary>
public sealed class LedgerVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Export => Path.Combine(folder.Path, "export");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_log_is_shown_exported_and_verified_and_a_flipped_bit_is_found()
    {
        var beholden = new CommandLine(Path.Combine(folder.Path, "data"));
        using (var server = await ServerProcess.Start(beholden.DataFolder, TestFolders.RequireWeights()))
        {
            await EnterReadings(server, 5);
            var shown = await beholden.Json(0, "ledger", "show");
            Assert.Equal((string)shown["Origin"]!, ((string)shown["Key"]!).Split('+')[0]);
            await File.WriteAllTextAsync(
                Path.Combine(folder.Path, "kept"), (string)shown["Checkpoint"]!, MadeLog.Cancelled);
            await EnterReadings(server, 5);
            await Task.Delay(TimeSpan.FromSeconds(1.1), MadeLog.Cancelled); // Until the next checkpoint.
            // The readings, and the rules of the folder's first start.
            Assert.Equal(11, (int)(await beholden.Json(0, "ledger", "export", Export))["Size"]!);
            CommandLine.RequireSentence(await beholden.Run("ledger", "export", Export), "not empty");
            CommandLine.RequireSentence(await beholden.Run("ledger", "records", "3"), "no record");
        }

        var verified = await Verify("--json");
        Assert.Equal(0, verified.Code);
        Assert.True((bool)JsonNode.Parse(verified.Out)!["Holds"]!);
        Assert.StartsWith("Proven is that these 11", (await Verify()).Out, StringComparison.Ordinal);

        var tile = Path.Combine(Export, "tile", "entries", "000.p", "11");
        var bytes = await File.ReadAllBytesAsync(tile, MadeLog.Cancelled);
        bytes[40] ^= 4;
        await File.WriteAllBytesAsync(tile, bytes, MadeLog.Cancelled);
        var found = await Verify();
        Assert.Equal(1, found.Code);
        Assert.Contains("Nothing is proven", found.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_checked_is_refused_in_a_sentence()
    {
        var missing = Path.Combine(folder.Path, "missing");
        CommandLine.RequireSentence(await CommandLine.Plain("ledger", "verify", missing), "no folder");
        CommandLine.RequireSentence(
            await CommandLine.Plain("ledger", "verify", folder.Path, "--trusted", missing), "no file");
        CommandLine.RequireSentence(
            await CommandLine.Plain("ledger", "verify", folder.Path, "--key", "a+b+c"), "NAME+ID+KEY");
    }

    // Asking for a record that is not there is entered all the same.
    private static async Task EnterReadings(ServerProcess server, int count)
    {
        using var client = server.Client();
        for (var n = 0; n < count; n++)
        {
            await Assert.ThrowsAsync<ApiRefusal>(() => client.Call(
                LedgerAdmin.ReadTarget, new() { ["Index"] = n }, MadeLog.Cancelled));
        }
    }

    private Task<Ended> Verify(params string[] more) => CommandLine.Plain(
        ["ledger", "verify", Export, "--trusted", Path.Combine(folder.Path, "kept"), .. more]);
}

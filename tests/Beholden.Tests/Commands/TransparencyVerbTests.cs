using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Transparency;
using Beholden.Tests.Support;

namespace Beholden.Tests.Commands;

/// <summary><c>beholden transparency</c>: what the server shows to everybody, byte for byte.</summary>
public sealed class TransparencyVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_page_and_the_signed_report_come_as_the_server_gives_them()
    {
        var beholden = new CommandLine(Path.Combine(folder.Path, "data"));
        using var server = await ServerProcess.Start(
            beholden.DataFolder, TestFolders.RequireWeights(), "--load-models", "first-use");
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri(server.Address, "/transparency"), Cancelled);
        var report = await http.GetByteArrayAsync(new Uri(server.Address, "/transparency.json"), Cancelled);

        var shown = await beholden.Run("transparency");
        Assert.Equal((0, page), (shown.Code, shown.Out));
        var file = Path.Combine(folder.Path, "report.json");
        var written = await beholden.Run("transparency", "--json", "--out", file);
        Assert.Equal((0, ""), (written.Code, written.Out));
        var bytes = await File.ReadAllBytesAsync(file, Cancelled);
        Assert.Equal(report, bytes);

        var read = JsonNode.Parse(bytes)!;
        var note = (string)read["signature"]!;
        var key = VerifierKey.Parse((string)read["report"]!["key"]!);
        SignedNote.Parse(System.Text.Encoding.UTF8.GetBytes(note)).Require(key);
        Assert.StartsWith(
            TransparencyReport.Text(read["report"]!.AsObject(), (long)read["report"]!["entries"]!), note,
            StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>The log over HTTP: for everybody without a key, and its records for the owner.</summary>
public sealed class LedgerAddressTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private readonly HttpClient http = new();

    private LedgerLog Log => server.Host.Room<LedgerLog>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Tiles_and_proofs_from_the_addresses_prove_an_entry()
    {
        await Fill(600);
        var index = await Log.Append(MadeLog.Entry(9, "outcome"), null, Cancelled);
        var receipt = LedgerProof.Parse(await Bytes($"proof/inclusion?index={index}"));
        var key = VerifierKey.Parse((await Text("key")).Trim());
        Assert.True(receipt.Proves(MadeLog.Entry(9, "outcome").ToBytes(), key));

        var head = LedgerCheckpoint.Parse(Encoding.UTF8.GetBytes(receipt.Checkpoint), key);
        var inclusion = await Hashes($"proof/inclusion?index={index}&size={head.Size}");
        Assert.Equal(receipt.Hashes, inclusion);
        var oldRoot = MerkleHash.Complete(await Bytes("tile/0/000"));
        Assert.True(MerkleProof.IsConsistent(
            256, head.Size, await Hashes($"proof/consistency?from=256&to={head.Size}"), oldRoot, head.Root));
        Assert.Equal(32, (await Bytes("tile/1/000.p/1")).Length);
        Assert.Equal(100, EntryBundle.Read(await Bytes("tile/entries/001.p/100"), 100).Count);
    }

    [Theory]
    [InlineData("tile/0/000", "public, max-age=31536000, immutable", "application/octet-stream")]
    [InlineData("tile/entries/000", "public, max-age=31536000, immutable", "application/octet-stream")]
    [InlineData("tile/0/001.p/9", "public, max-age=3600", "application/octet-stream")]
    [InlineData("checkpoint", "no-store", "text/plain; charset=utf-8")]
    [InlineData("key", "no-store", "text/plain; charset=utf-8")]
    [InlineData("proof/inclusion?index=0", "no-store", "text/plain; charset=utf-8")]
    public async Task An_answer_says_how_long_it_may_be_kept(string path, string cache, string type)
    {
        await Fill(300);
        using var answer = await http.GetAsync(Address(path), Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(cache, string.Join(", ", answer.Headers.GetValues("Cache-Control")));
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        using var head = await http.SendAsync(new(HttpMethod.Head, Address(path)), Cancelled);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Theory]
    [InlineData("", 404)]
    [InlineData("other", 404)]
    [InlineData("tile/0/999", 404)]
    [InlineData("tile/0/x999/x999/x999/x999/999", 404)]
    [InlineData("tile/7/000.p/1", 404)]
    [InlineData("tile/63/000.p/1", 404)]
    [InlineData("tile/0/0", 404)]
    [InlineData("..%2f..%2fsecret", 404)]
    [InlineData("ledger.db", 404)]
    [InlineData("proof/inclusion", 400)]
    [InlineData("proof/inclusion?index=-1", 400)]
    [InlineData("proof/inclusion?index=1&index=2", 400)]
    [InlineData("proof/inclusion?index=99999999999999999999", 400)]
    [InlineData("proof/inclusion?index=1&size=x", 400)]
    [InlineData("proof/inclusion?index=99999999", 404)]
    [InlineData("proof/inclusion?index=5&size=5", 404)]
    [InlineData("proof/consistency", 400)]
    [InlineData("proof/consistency?from=0&to=5", 404)]
    [InlineData("proof/consistency?from=6&to=5", 404)]
    public async Task What_the_log_does_not_have_is_refused_in_a_sentence(string path, int status)
    {
        await Fill(10);
        using var answer = await http.GetAsync(Address(path), Cancelled);
        var said = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {said}");
        Assert.NotEmpty(said);
    }

    [Fact]
    public async Task Nothing_can_be_written_at_the_addresses()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete })
        {
            using var answer = await http.SendAsync(new(method, Address("checkpoint")), Cancelled);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Equal("GET, HEAD", string.Join(", ", answer.Content.Headers.Allow));
        }
    }

    [Fact]
    public async Task Reading_the_log_enters_nothing_and_reading_a_record_enters_who_read()
    {
        var index = await Log.Append(MadeLog.Entry(1), MadeLog.Record("Ada"), Cancelled);
        var before = Log.Size;
        await Bytes("checkpoint");
        await Bytes("tile/entries/000.p/1");
        Assert.Equal(before, Log.Size);

        var answer = await server.Call(LedgerAdmin.ReadTarget, new() { ["Index"] = index });
        Assert.Equal("Ada", (string)answer["Record"]!["results"]![0]!);
        Assert.Equal(before, (long)answer["EnteredAs"]!);
        await foreach (var one in Log.Entries(before, Cancelled))
        {
            Assert.Equal(
                (LedgerAdmin.ReadKind, index, OwnerKey.AccessKeyId),
                (one.Entry.Kind, one.Entry.Of, one.Entry.Key));
        }
    }

    [Fact]
    public async Task A_record_is_refused_to_others_and_where_there_is_none()
    {
        var index = await Log.Append(MadeLog.Entry(1), null, Cancelled);
        await Refused("ResourceNotFoundException", index);
        await Refused("ResourceNotFoundException", 1L << 40);
        await Refused("ValidationException", -1);
        await Refused("ValidationException", "one");

        var made = await server.Call("Beholden.CreateKey", new() { ["Name"] = "camera" });
        using var other = new ApiClient(
            new HttpClient(), server.Address, (string)made["AccessKeyId"]!, (string)made["SecretAccessKey"]!);
        var refusal = await Assert.ThrowsAsync<ApiRefusal>(() =>
            other.Call(LedgerAdmin.ReadTarget, new() { ["Index"] = index }, Cancelled));
        Assert.Equal("AccessDeniedException", refusal.Code);
    }

    [Fact]
    public async Task What_cannot_be_entered_is_not_done()
    {
        var index = await Log.Append(MadeLog.Entry(1), MadeLog.Record("Ada"), Cancelled);
        var file = Path.Combine(server.DataFolder, "ledger", "ledger.db");
        MadeLog.Sql(file, "ALTER TABLE entry RENAME TO gone");
        await Refused("InternalServerError", index);
        MadeLog.Sql(file, "ALTER TABLE gone RENAME TO entry");
        var answer = await server.Call(LedgerAdmin.ReadTarget, new() { ["Index"] = index });
        Assert.Equal(index + 1, (long)answer["EnteredAs"]!);
    }

    private async Task Refused(string code, JsonNode index) => Assert.Equal(
        code, (await server.Refusal(LedgerAdmin.ReadTarget, new() { ["Index"] = index })).Code);

    private Task<long[]> Fill(int size) => Task.WhenAll(Enumerable.Range(0, (int)Math.Max(0, size - Log.Size))
        .Select(n => Log.Append(MadeLog.Entry(n), null, Cancelled)));

    private Uri Address(string path) => new(server.Address, "ledger/" + path);

    private Task<byte[]> Bytes(string path) => http.GetByteArrayAsync(Address(path), Cancelled);

    private async Task<string> Text(string path) => Encoding.UTF8.GetString(await Bytes(path));

    private async Task<List<byte[]>> Hashes(string path) =>
        [.. (await Text(path)).Split('\n')[..^1].Select(Convert.FromBase64String)];
}

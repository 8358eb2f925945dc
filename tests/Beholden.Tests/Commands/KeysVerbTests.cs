using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Tests.Commands;

/// <summary><c>beholden keys</c>, beside a running server and without one.</summary>
public sealed class KeysVerbTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Without_a_server_keys_are_made_listed_and_revoked()
    {
        var beholden = new CommandLine(data.Path);
        var made = await beholden.Json(0, "keys", "create", "--name", "camera", "--person", "ann");
        var (id, secret) = ((string)made["AccessKeyId"]!, (string)made["SecretAccessKey"]!);

        var listed = await beholden.Run("keys", "list");
        Assert.Contains(id, listed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await beholden.Run("keys", "revoke", id)).Code);

        var key = Assert.Single((await beholden.Json(0, "keys", "list"))["Keys"]!.AsArray())!;
        Assert.Equal((id, "camera"), ((string)key["AccessKeyId"]!, (string)key["Name"]!));
        Assert.Equal("ann", (string)key["Person"]!);
        Assert.NotNull(key["RevokedAt"]);
        CommandLine.RequireSentence(await beholden.Run("keys", "revoke", id), id);
    }

    [Fact]
    public async Task Beside_a_server_a_made_key_works_at_once_and_a_revoked_one_no_more()
    {
        var beholden = new CommandLine(data.Path);
        using var server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights());
        var made = await beholden.Json(0, "keys", "create", "--name", "camera");
        using var client = new ApiClient(
            new HttpClient(), server.Address, (string)made["AccessKeyId"]!, (string)made["SecretAccessKey"]!);

        await List(client);
        await beholden.Json(0, "keys", "revoke", (string)made["AccessKeyId"]!);

        var refusal = await Assert.ThrowsAsync<ApiRefusal>(() => List(client));
        Assert.Equal("UnrecognizedClientException", refusal.Code);
        // The key of the first start is there too.
        Assert.Equal(2, (await beholden.Json(0, "keys", "list"))["Keys"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_address_that_a_killed_server_left_behind_is_passed_over()
    {
        var beholden = new CommandLine(data.Path);
        using (var server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights()))
        {
            server.KillNow();
        }

        Assert.True(File.Exists(Path.Combine(data.Path, "endpoint")));
        Assert.Single((await beholden.Json(0, "keys", "list"))["Keys"]!.AsArray());

        // Killed while it wrote the address.
        await File.WriteAllTextAsync(
            Path.Combine(data.Path, "endpoint"), "", TestContext.Current.CancellationToken);
        Assert.Single((await beholden.Json(0, "keys", "list"))["Keys"]!.AsArray());
    }

    private static Task<JsonObject> List(ApiClient client)
        => client.Call("ListCollections", [], TestContext.Current.CancellationToken);
}

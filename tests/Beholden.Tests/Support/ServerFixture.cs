using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Operations;
using Beholden.Store;
using Beholden.Tests.Store;

namespace Beholden.Tests.Support;

/// <summary>
/// A real server on a free port with an empty data folder, and a client under the owner's key.
/// </summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly TemporaryFolder data = new();
    private ServerHost? host;

    internal ServerHost Host => host!;

    internal Uri Address => Host.Address;

    internal string DataFolder => data.Path;

    public async ValueTask InitializeAsync()
    {
        var settings = new Settings(data.Path, TestFolders.RequireWeights(), S3Endpoint: null);
        host = await ServerHost.Start(settings, ServerHost.AnyPort, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        data.Dispose();
    }

    /// <param name="region">Each test that lists collections takes a region of its own.</param>
    internal ApiClient Client(string region = ApiClient.RegionDefault)
        => new(new HttpClient(), Address, OwnerKey.AccessKeyId, Host.OwnerSecret) { Region = region };

    /// <summary>The answer to a call that must succeed.</summary>
    internal async Task<JsonObject> Call(string operation, JsonObject input)
    {
        using var client = Client();
        return await client.Call(operation, input, TestContext.Current.CancellationToken);
    }

    /// <summary>The refusal of a call that must fail.</summary>
    internal async Task<ApiRefusal> Refusal(string operation, JsonObject input)
        => await Assert.ThrowsAsync<ApiRefusal>(() => Call(operation, input));

    /// <summary>A new, empty collection's id.</summary>
    internal async Task<string> Collection()
    {
        var id = $"test-{Guid.NewGuid():N}";
        await Call("CreateCollection", new() { ["CollectionId"] = id });
        return id;
    }
    /// <summary>The id of a new face that no picture shows: its embedding is made up.</summary>
    internal async Task<string> Face(string collection, float[] embedding)
    {
        var faceId = Guid.NewGuid().ToString();
        await Host.Room<FaceStore>().Add(
            new(ApiClient.RegionDefault, collection), Host.Room<FaceModel>().Contract,
            "personal", FaceBasis.Unstated, [Made.Face(faceId, embedding)], DateTimeOffset.UtcNow,
            TestContext.Current.CancellationToken);
        return faceId;
    }
}

/// <summary>For tests that share one server: each works in collections of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OneServer : ICollectionFixture<ServerFixture>
{
    public const string Name = "one server";
}

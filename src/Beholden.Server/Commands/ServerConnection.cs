using System.CommandLine;
using System.Net.Sockets;

namespace Beholden.Server.Commands;

/// <summary>
/// A server for one verb: the one that runs on the data folder, or, when none does, one started for the
/// time of the verb. So there is one way into a folder, and one process that writes it.
/// </summary>
internal sealed class ServerConnection(ApiClient client, Settings settings, ServerHost? own)
    : IAsyncDisposable
{
    private static readonly TimeSpan CallSecondsMax = TimeSpan.FromMinutes(5);

    public ApiClient Client { get; } = client;

    public Settings Settings { get; } = settings;

    /// <summary>Whether it ends with this verb, since none ran.</summary>
    public bool IsForThisVerb => own is not null;

    /// <exception cref="Failure">No server can be reached or started; the sentence says why.</exception>
    public static async Task<ServerConnection> Open(
        Settings settings, string region, CancellationToken cancelled)
    {
        if (await RunningServer(settings, cancelled) is { } address)
        {
            var secret = OwnerKey.Secret(settings.DataFolder);
            return new(ClientOf(address, secret, region), settings, own: null);
        }

        var host = await ServerHost.Start(settings, ServerHost.AnyPort, cancelled);
        return new(ClientOf(host.Address, host.OwnerSecret, region), settings, host);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (own is not null)
        {
            await own.DisposeAsync();
        }
    }

    /// <summary>A client under the folder owner's key.</summary>
    public static ApiClient ClientOf(Uri address, string secret, string region)
    {
        // The server is on this machine: a proxy of the environment could not reach it.
        var direct = new SocketsHttpHandler { UseProxy = false };
        return new(new HttpClient(direct) { Timeout = CallSecondsMax }, address, OwnerKey.AccessKeyId, secret)
        {
            Region = region,
        };
    }

    /// <summary>
    /// The address that a running server left in the folder; null when nobody answers there.
    /// </summary>
    private static async Task<Uri?> RunningServer(Settings settings, CancellationToken cancelled)
    {
        if (!File.Exists(settings.EndpointFile))
        {
            return null;
        }

        // The file may outlive a server that was killed, even while it wrote; only an answer counts.
        var text = await File.ReadAllTextAsync(settings.EndpointFile, cancelled);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            return null;
        }

        try
        {
            using var knock = new TcpClient();
            await knock.ConnectAsync(address.Host, address.Port, cancelled);
            return address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

/// <summary>The options of every verb that talks to a server.</summary>
internal sealed class ServerOptions
{
    private readonly SettingsOptions settings = new();

    private readonly Option<string> region = new("--region")
    {
        Description = "Region whose collections are meant",
        DefaultValueFactory = _ => ApiClient.RegionDefault,
    };

    public void AddTo(Command verb)
    {
        settings.AddTo(verb);
        verb.Options.Add(region);
    }

    public Task<ServerConnection> Connect(ParseResult parsed, CancellationToken cancelled)
        => ServerConnection.Open(settings.Read(parsed), parsed.GetRequiredValue(region), cancelled);
}

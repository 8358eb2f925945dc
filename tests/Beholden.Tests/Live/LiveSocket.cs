using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Beholden.Server;

namespace Beholden.Tests.Live;

/// <summary>A browser's socket of live frames, signed in by a key.</summary>
internal sealed class LiveSocket : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();

    public WebSocketState State => socket.State;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    /// <exception cref="WebSocketException">It was refused; the status is in the message.</exception>
    public static async Task<LiveSocket> Open(
        Uri address, string secret, string accessKeyId = OwnerKey.AccessKeyId, string? origin = null)
    {
        var made = new LiveSocket();
        made.socket.Options.SetRequestHeader("Cookie", await Cookie(address, accessKeyId, secret));
        made.socket.Options.SetRequestHeader("Origin", origin ?? address.GetLeftPart(UriPartial.Authority));
        try
        {
            await made.socket.ConnectAsync(At(address), TestContext.Current.CancellationToken);
            return made;
        }
        catch (WebSocketException)
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public static Uri At(Uri address) => new(new UriBuilder(address) { Scheme = "ws" }.Uri, "/console/live");

    public Task Set(bool isPrivate, string? collectionId = null) => Text(new JsonObject
    {
        ["Privacy"] = isPrivate,
        ["Identify"] = collectionId is null ? null : new JsonObject { ["CollectionId"] = collectionId },
    }.ToJsonString());

    public Task Text(string text) => socket.SendAsync(
        Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    public Task Frame(byte[] file) => socket.SendAsync(
        file, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);

    /// <summary>The next message of a kind; those between are passed over.</summary>
    public async Task<(JsonObject Told, byte[]? Picture)> Next(string kind)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var (type, bytes) = await Message(late.Token);
            Assert.NotEqual(WebSocketMessageType.Close, type);
            Assert.Equal(WebSocketMessageType.Text, type);
            var told = JsonNode.Parse(bytes)!.AsObject();
            var hasPicture = (string?)told["Kind"] == "frame" && (bool)told["Privacy"]!;
            var picture = hasPicture ? (await Message(late.Token)).Bytes : null;
            if ((string?)told["Kind"] == kind)
            {
                return (told, picture);
            }
        }
    }

    /// <summary>Sends a frame and waits for its answer.</summary>
    public async Task<(JsonObject Told, byte[]? Picture)> Look(byte[] file)
    {
        await Frame(file);
        return await Next("frame");
    }

    /// <summary>Reads to the end.</summary>
    public async Task<WebSocketCloseStatus?> Closed()
    {
        while ((await Message(TestContext.Current.CancellationToken)).Type != WebSocketMessageType.Close)
        {
        }

        return socket.CloseStatus;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> Cookie(Uri address, string accessKeyId, string secret)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/console/session"))
        {
            Content = new StringContent(new JsonObject
            {
                ["AccessKeyId"] = accessKeyId,
                ["SecretAccessKey"] = secret,
            }.ToJsonString()),
        };
        request.Headers.Add("X-Beholden-Console", "1");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<(WebSocketMessageType Type, byte[] Bytes)> Message(CancellationToken cancelled)
    {
        using var held = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancelled);
            held.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return (part.MessageType, held.ToArray());
            }
        }
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Beholden.Server.Web;

namespace Beholden.Tests.Web;

/// <summary>What a browser on the console's own page can send: cookies and the console's header.</summary>
internal sealed class BrowserClient : IDisposable
{
    private readonly HttpClient http;

    public BrowserClient(Uri address) => http = new(new HttpClientHandler
    {
        CookieContainer = Cookies,
        AllowAutoRedirect = false,
    })
    {
        BaseAddress = address,
    };

    public CookieContainer Cookies { get; } = new();

    public void Dispose() => http.Dispose();

    /// <param name="header">The console's; null: as another site's page would send it, without.</param>
    public async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, JsonObject? body = null, string? target = null, string? header = "1")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString());
        }

        if (header is not null)
        {
            request.Headers.Add(ConsoleDoor.Header, header);
        }

        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SignIn(JsonObject by) =>
        Send(HttpMethod.Post, ConsoleDoor.SessionPath, by);

    public Task<HttpResponseMessage> Call(string target, string? header = "1") =>
        Send(HttpMethod.Post, ConsoleDoor.CallPath, [], target, header);

    public static async Task<JsonObject> Read(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!
            .AsObject();
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Wire;

namespace Beholden.Tests.Support;

/// <summary>What came back: the status, the error's type and the whole body.</summary>
internal sealed record RawAnswer(int Status, string? Type, JsonObject Body)
{
    public string Sentence => (string?)Body["message"] ?? (string?)Body["Message"] ?? "";
}

/// <summary>Requests that no client library would send: any body, any clock, any header.</summary>
internal sealed class RawRequests(Uri address, string ownerSecret) : IDisposable
{
    private readonly HttpClient http = new();

    /// <param name="signedAt">The client's clock; null is now.</param>
    /// <param name="change">Changes the request after it was signed.</param>
    public async Task<RawAnswer> Send(
        string target, byte[] body, DateTimeOffset? signedAt = null, string? secret = null,
        Action<HttpRequestMessage>? change = null, string accessKeyId = OwnerKey.AccessKeyId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body),
        };
        var signature = Signature.Sign(
            new("POST", "/", "", [new("host", address.Authority), new("x-amz-target", target)], body),
            accessKeyId, secret ?? ownerSecret, "us-east-1", signedAt ?? DateTimeOffset.UtcNow);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.Add("X-Amz-Date", signature.XAmzDate);
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization);
        change?.Invoke(request);

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var type = response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.Single() : null;
        Assert.True(response.Headers.Contains("x-amzn-RequestId"), "Every answer carries its request id.");
        return new((int)response.StatusCode, type, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    public void Dispose() => http.Dispose();
}

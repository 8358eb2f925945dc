using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Wire;

namespace Beholden.Server.Commands;

/// <summary>The answer to a call that the server refused.</summary>
internal sealed class ApiRefusal(string code, string message) : Exception($"{code}: {message}")
{
    public string Code { get; } = code;

    public string Sentence { get; } = message;
}

/// <summary>Calls a server as any AWS client does: signed JSON over HTTP.</summary>
internal sealed class ApiClient(HttpClient http, Uri address, string accessKeyId, string secret) : IDisposable
{
    /// <summary>The command line's region: its collections are those of clients that say the same.</summary>
    public const string RegionDefault = "us-east-1";

    public Uri Address => address;

    /// <summary>How often a call that the server turns away is made, at least 1.</summary>
    public int TriesMax { get; init; } = 6;

    public string Region { get; init; } = RegionDefault;

    public void Dispose() => http.Dispose();

    /// <summary>The same server under another key. Whoever made the first disposes of both.</summary>
    public ApiClient As(string otherAccessKeyId, string otherSecret) =>
        new(http, address, otherAccessKeyId, otherSecret) { Region = Region, TriesMax = TriesMax };

    /// <param name="operation">An operation of RekognitionService, or Beholden's own with its prefix.</param>
    /// <exception cref="ApiRefusal">The server answered with an error.</exception>
    /// <exception cref="HttpRequestException">Nobody answers at the address.</exception>
    public async Task<JsonObject> Call(string operation, JsonObject input, CancellationToken cancelled)
    {
        var body = Encoding.UTF8.GetBytes(input.ToJsonString());
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await Send(operation, body, cancelled);
            }
            catch (ApiRefusal refusal) when (refusal.Code == "ThrottlingException" && tried < TriesMax)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 << tried), cancelled);
            }
        }
    }

    /// <summary>What the server shows to everybody, without a signature.</summary>
    /// <param name="path">Below the server's address, without a slash in front.</param>
    /// <exception cref="HttpRequestException">Nobody answers, or not with a success.</exception>
    public Task<byte[]> Get(string path, CancellationToken cancelled)
        => http.GetByteArrayAsync(new Uri(address, path), cancelled);

    private async Task<JsonObject> Send(string operation, byte[] body, CancellationToken cancelled)
    {
        var target = operation.Contains('.', StringComparison.Ordinal)
            ? operation
            : $"RekognitionService.{operation}";
        using var request = Signed(target, body);
        using var response = await http.SendAsync(request, cancelled);
        var text = await response.Content.ReadAsStringAsync(cancelled);
        var answer = Parse(text);
        return response.IsSuccessStatusCode
            ? answer
            : throw new ApiRefusal(
                (string?)answer["__type"] ?? $"HTTP {(int)response.StatusCode}",
                (string?)answer["Message"] ?? (string?)answer["message"] ?? text);
    }

    private HttpRequestMessage Signed(string target, byte[] body)
    {
        var signature = Signature.Sign(
            new("POST", "/", "", [new("host", address.Authority), new("x-amz-target", target)], body),
            accessKeyId, secret, Region, TimeProvider.System.GetUtcNow());
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.Add("X-Amz-Date", signature.XAmzDate);
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization);
        return request;
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
        }
        catch (JsonException)
        {
            throw new ApiRefusal("NotBeholden", "what answers at this address does not speak the API");
        }
    }
}

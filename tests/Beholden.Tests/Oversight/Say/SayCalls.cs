using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Wire;

namespace Beholden.Tests.Oversight.Say;

/// <summary>An answer with the header that names its entry.</summary>
/// <param name="Lead">The lead's id; null without the header.</param>
/// <param name="Entry">The entry's index; null without the header.</param>
internal sealed record SayAnswer(int Status, string? Type, JsonObject Body, long? Entry, string? Lead)
{
    /// <summary>The header that warns; null without it.</summary>
    public string? Warning { get; init; }

    public string Sentence => (string?)Body["message"] ?? (string?)Body["Message"] ?? "";
}

/// <summary>Signed calls whose headers are seen.</summary>
/// <param name="clock">Signs by it; null: the machine's.</param>
internal sealed class SayCalls(Uri address, string ownerSecret, TimeProvider? clock = null) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <exception cref="HttpRequestException">The server is gone.</exception>
    public async Task<SayAnswer> Send(
        string operation, JsonObject input, string accessKeyId = OwnerKey.AccessKeyId, string? secret = null)
    {
        var target = operation.Contains('.', StringComparison.Ordinal)
            ? operation
            : $"RekognitionService.{operation}";
        var body = Encoding.UTF8.GetBytes(input.ToJsonString());
        var signature = Signature.Sign(
            new("POST", "/", "", [new("host", address.Authority), new("x-amz-target", target)], body),
            accessKeyId, secret ?? ownerSecret, "us-east-1",
            (clock ?? TimeProvider.System).GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.Add("X-Amz-Date", signature.XAmzDate);
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization);
        using var response = await http.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
        return new(
            (int)response.StatusCode, Header("x-amzn-ErrorType"),
            text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject(),
            Header("x-beholden-entry") is { } index ? long.Parse(index) : null,
            Header("x-beholden-lead"))
        {
            Warning = Header("x-beholden-warning"),
        };

        string? Header(string name) =>
            response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }

    public void Dispose() => http.Dispose();
}

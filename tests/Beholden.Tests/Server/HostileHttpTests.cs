using System.Net;
using System.Net.Sockets;
using System.Text;
using Beholden.Server;
using Beholden.Tests.Support;
using Beholden.Wire;

namespace Beholden.Tests.Server;

/// <summary>HTTP that no client library writes: each is answered or refused, and the server lives.</summary>
[Collection(OneServer.Name)]
public sealed class HostileHttpTests(ServerFixture server) : IDisposable
{
    private const string Target = "RekognitionService.ListCollections";
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    private readonly RawRequests raw = new(server.Address, server.Host.OwnerSecret);

    /// <summary>The headers of the last request on a connection.</summary>
    private string Last => $"Host: {server.Address.Authority}\r\nConnection: close\r\n\r\n";

    public void Dispose() => raw.Dispose();

    [Theory]
    [InlineData("GET /elsewhere HTTP/1.1")]
    [InlineData("GET /index.html HTTP/1.1")]
    [InlineData("GET /../credentials HTTP/1.1")]
    [InlineData("GET /%2e%2e/credentials HTTP/1.1")]
    [InlineData("PUT / HTTP/1.1")]
    [InlineData("DELETE /health HTTP/1.1")]
    [InlineData("POST /2016-06-27 HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("BREW / HTTP/1.1")]
    public async Task What_is_not_POST_to_the_root_is_told_what_is(string requestLine)
    {
        var answer = await Exchange($"{requestLine}\r\n{Last}");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"__type\":\"UnknownOperationException\"", answer, StringComparison.Ordinal);
        Assert.Contains("x-amzn-RequestId: ", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Health_is_told_to_everybody()
    {
        var answer = await Exchange($"GET /health HTTP/1.1\r\n{Last}");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("{\"status\":\"ok\"}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_chunks_is_read_and_its_signature_checked()
    {
        static void InChunks(HttpRequestMessage request) => request.Headers.TransferEncodingChunked = true;

        Assert.Equal(200, (await raw.Send(Target, "{}"u8.ToArray(), change: InChunks)).Status);
        var wrong = await raw.Send(Target, "{}"u8.ToArray(), secret: new string('0', 64), change: InChunks);
        Assert.Equal("InvalidSignatureException", wrong.Type);
    }

    [Fact]
    public async Task HTTP_1_0_is_answered()
    {
        var answer = await raw.Send(Target, "{}"u8.ToArray(), change: request =>
        {
            request.Version = HttpVersion.Version10;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        });

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Two_targets_are_no_operation_even_when_both_are_signed()
    {
        var answer = await Exchange(Signed([Target, "RekognitionService.DeleteCollection"]));

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"__type\":\"UnknownOperationException\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_target_that_is_not_signed_spoils_the_signature()
    {
        var good = Signed([Target]);
        Assert.StartsWith("HTTP/1.1 200", await Exchange(good), StringComparison.Ordinal);

        var answer = await Exchange(good.Replace(
            "Connection:", $"X-Amz-Target: {Target}\r\nConnection:", StringComparison.Ordinal));

        Assert.Contains("\"__type\":\"InvalidSignatureException\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_of_10_kB_is_no_operation_and_is_not_echoed()
    {
        var answer = await Exchange(Signed([$"RekognitionService.{new string('x', 10_000)}"]));

        Assert.Contains("\"__type\":\"UnknownOperationException\"", answer, StringComparison.Ordinal);
        Assert.InRange(answer.Length, 1, 1_000);
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 44", "{}")]
    [InlineData("Content-Length : 2", "{}")]
    [InlineData("Content-Length: 2\r\n folded: yes", "{}")]
    [InlineData("Transfer-Encoding: gzip", "{}")]
    [InlineData("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 2\r\nHost: another", "{}")]
    [InlineData("X-Null: a\0b\r\nContent-Length: 2", "{}")]
    public async Task A_body_whose_end_is_in_doubt_is_refused_and_nothing_after_it_is_read(
        string headers, string body)
    {
        var smuggled = $"GET /health HTTP/1.1\r\n{Last}";

        var answer = await Exchange(
            $"POST / HTTP/1.1\r\nHost: {server.Address.Authority}\r\n{headers}\r\n\r\n{body}{smuggled}");

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"ok\"", answer, StringComparison.Ordinal);
        Assert.Equal(200, (await raw.Send(Target, "{}"u8.ToArray())).Status);
    }

    [Fact]
    public async Task A_length_beside_chunks_does_not_let_a_second_request_in()
    {
        var smuggled = $"GET /health HTTP/1.1\r\n{Last}";

        var answer = await Exchange(
            $"POST / HTTP/1.1\r\nHost: {server.Address.Authority}\r\n"
            + $"Content-Length: {smuggled.Length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"0\r\n\r\n{smuggled}");

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"ok\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        var headers = Enumerable.Range(0, 2_000).Select(i => $"X-Header-{i}: {new string('x', 50)}\r\n");

        var answer = await Exchange(
            $"POST / HTTP/1.1\r\nHost: {server.Address.Authority}\r\n{string.Concat(headers)}");

        Assert.True(
            answer.Length == 0 || answer.StartsWith("HTTP/1.1 431", StringComparison.Ordinal), answer);
        Assert.Equal(200, (await raw.Send(Target, "{}"u8.ToArray())).Status);
    }

    [Fact]
    public async Task A_thousand_idle_connections_stop_nobody()
    {
        var idle = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 1_000; i++)
            {
                var client = new TcpClient();
                idle.Add(client);
                await client.ConnectAsync(
                    server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
                if (i % 2 == 0)
                {
                    await client.GetStream().WriteAsync(
                        "POST / HTTP/1.1\r\nHost: "u8.ToArray(), TestContext.Current.CancellationToken);
                }
            }

            Assert.Equal(200, (await raw.Send(Target, "{}"u8.ToArray())).Status);
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    /// <summary>A whole request with these X-Amz-Target headers, all of them signed.</summary>
    private string Signed(string[] targets)
    {
        var headers = targets.Select(target => KeyValuePair.Create("x-amz-target", target))
            .Prepend(KeyValuePair.Create("host", server.Address.Authority)).ToList();
        var signature = Signature.Sign(
            new("POST", "/", "", headers, "{}"u8.ToArray()),
            OwnerKey.AccessKeyId, server.Host.OwnerSecret, "us-east-1", DateTimeOffset.UtcNow);
        return "POST / HTTP/1.1\r\n"
            + string.Concat(headers.Select(header => $"{header.Key}: {header.Value}\r\n"))
            + $"X-Amz-Date: {signature.XAmzDate}\r\nAuthorization: {signature.Authorization}\r\n"
            + "Content-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    }

    /// <summary>Sends this on a connection of its own and reads until the server closes it.</summary>
    private async Task<string> Exchange(string request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken);
        patience.CancelAfter(AnswerMax);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, patience.Token);
        var stream = client.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            var buffer = new byte[16_384];
            while (await stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (Exception cut) when (cut is IOException or SocketException)
        {
            // The server reset the connection, as it may: what it said before counts.
        }

        return answer.ToString();
    }
}

using System.Net.Http.Headers;
using System.Text;
using Beholden.Tests.Support;

namespace Beholden.Tests.Server;

/// <summary>
/// Who may call: everything that is not signed by a known key, now, over this very body, is refused.
/// </summary>
public sealed class SignedRequestTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private const string Target = "RekognitionService.ListCollections";
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    private readonly RawRequests raw = new(server.Address, server.Host.OwnerSecret);

    public void Dispose() => raw.Dispose();

    [Fact]
    public async Task A_signed_request_is_answered()
        => Assert.Equal(200, (await raw.Send(Target, Nothing)).Status);

    [Fact]
    public async Task A_wrong_secret_is_refused()
        => Refused(await raw.Send(Target, Nothing, secret: new string('0', 64)), "InvalidSignatureException");

    [Fact]
    public async Task An_unknown_key_is_refused()
        => Refused(await raw.Send(Target, Nothing, accessKeyId: "AKIDNOBODY"), "UnrecognizedClientException");

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public async Task A_request_of_another_time_is_refused(int minutes)
        => Refused(
            await raw.Send(Target, Nothing, signedAt: DateTimeOffset.UtcNow.AddMinutes(minutes)),
            "InvalidSignatureException");

    [Fact]
    public async Task A_changed_body_is_refused()
        => Refused(
            await raw.Send(Target, Nothing, change: request =>
            {
                request.Content = new ByteArrayContent("{\"MaxResults\":1}"u8.ToArray());
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
            }),
            "InvalidSignatureException");

    [Fact]
    public async Task A_changed_target_is_refused()
        => Refused(
            await raw.Send(Target, Nothing, change: request =>
            {
                request.Headers.Remove("X-Amz-Target");
                request.Headers.Add("X-Amz-Target", "RekognitionService.DeleteCollection");
            }),
            "InvalidSignatureException");

    [Fact]
    public async Task No_signature_is_refused()
        => Refused(
            await raw.Send(Target, Nothing, change: request => request.Headers.Remove("Authorization")),
            "MissingAuthenticationTokenException");

    [Theory]
    [InlineData("RekognitionService.MakeCoffee")]
    [InlineData("rekognitionservice.ListCollections")]
    [InlineData("ListCollections")]
    [InlineData("DynamoDB_20120810.ListTables")]
    public async Task An_unknown_target_is_named_as_such(string target)
        => Refused(await raw.Send(target, Nothing), "UnknownOperationException");

    [Fact]
    public async Task What_is_not_built_says_so()
    {
        var answer = await raw.Send("RekognitionService.DetectLabels", Nothing);

        Assert.Equal((501, "NotImplementedException"), (answer.Status, answer.Type));
        Assert.Contains("docs/coverage.md", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_made_key_works_until_it_is_revoked_and_makes_no_keys_itself()
    {
        var made = await server.Call("Beholden.CreateKey", new() { ["Name"] = "camera" });
        var (id, secret) = ((string)made["AccessKeyId"]!, (string)made["SecretAccessKey"]!);

        Assert.Equal(200, (await raw.Send(Target, Nothing, secret: secret, accessKeyId: id)).Status);
        Refused(
            await raw.Send("Beholden.ListKeys", Nothing, secret: secret, accessKeyId: id),
            "AccessDeniedException");

        await server.Call("Beholden.RevokeKey", new() { ["AccessKeyId"] = id });
        Refused(
            await raw.Send(Target, Nothing, secret: secret, accessKeyId: id), "UnrecognizedClientException");
    }

    [Fact]
    public async Task Lists_of_keys_show_no_secret()
    {
        var made = await server.Call("Beholden.CreateKey", new() { ["Name"] = "listed" });

        var listed = (await server.Call("Beholden.ListKeys", [])).ToJsonString();

        Assert.Contains((string)made["AccessKeyId"]!, listed, StringComparison.Ordinal);
        Assert.DoesNotContain((string)made["SecretAccessKey"]!, listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_held()
    {
        var large = new byte[22_000_000];
        Encoding.ASCII.GetBytes("{}", large);

        // The client waits to be asked for the body, and is told instead that it is too large.
        var answer = await raw.Send(Target, large, change: request => request.Headers.ExpectContinue = true);

        Assert.Equal((413, "RequestEntityTooLargeException"), (answer.Status, answer.Type));
    }

    private static void Refused(RawAnswer answer, string type)
        => Assert.Equal((400, type), (answer.Status, answer.Type));
}

using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

/// <summary>Requests that the AWS SDK for Python really signed, without sending them anywhere.</summary>
public sealed class BotocoreSignatureTests
{
    private const string Python = "/usr/bin/python3";
    private const string KeyId = "AKIDEXAMPLE";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    // The last handler before the socket prints the request and answers in the server's place.
    private const string Script = """
        import base64, json, sys
        import boto3
        from botocore.awsrequest import AWSResponse

        client = boto3.client(
            'rekognition', region_name='eu-west-1', endpoint_url='http://127.0.0.1:8470',
            aws_access_key_id=sys.argv[1], aws_secret_access_key=sys.argv[2])

        def show(request, **_):
            headers = [[k, v.decode() if isinstance(v, bytes) else v] for k, v in request.headers.items()]
            body = request.body if isinstance(request.body, bytes) else (request.body or '').encode()
            print(json.dumps({'method': request.method, 'headers': headers,
                              'body': base64.b64encode(body).decode()}))
            return AWSResponse(request.url, 400, {}, type('Raw', (), {
                'stream': lambda self, **__: iter([b'{}']), 'read': lambda self, *_: b'{}'})())

        client.meta.events.register('before-send.rekognition', show)
        try:
            client.index_faces(CollectionId='staff', Image={'Bytes': bytes(range(256)) * 40}, MaxFaces=3)
        except client.exceptions.ClientError:
            pass
        """;

    [Fact]
    public async Task A_request_that_botocore_signed_is_accepted_and_a_changed_one_is_not()
    {
        if (!File.Exists(Python))
        {
            Assert.Skip($"{Python} is not installed.");
        }

        var (printed, complaint) = await Run();
        if (complaint.Contains("No module named 'boto3'", StringComparison.Ordinal))
        {
            Assert.Skip("The package python3-boto3 is not installed.");
        }

        Assert.True(printed.Length > 0, complaint);
        var request = Read(printed);
        var by = Signature.Verify(request, id => id == KeyId ? Secret : null, DateTimeOffset.UtcNow);
        Assert.Equal("eu-west-1", by.Region);
        Assert.Equal(KeyId, by.AccessKeyId);

        using var document = AwsJson.Parse(request.Body);
        Checks.Require(Contract.Operations["IndexFaces"], document.RootElement);
        Assert.Equal(256 * 40, AwsJson.Read<IndexFacesRequest>(document.RootElement).Image.Bytes!.Length);

        var changed = request.Body.ToArray();
        changed[^2]++;
        Assert.Throws<InvalidSignatureException>(() => Signature.Verify(
            request with { Body = changed }, _ => Secret, DateTimeOffset.UtcNow));
    }

    private static async Task<(string Printed, string Complaint)> Run()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Python)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "-c", Script, KeyId, Secret })
        {
            start.ArgumentList.Add(argument);
        }

        using var python = Process.Start(start)!;
        var printed = python.StandardOutput.ReadToEndAsync(cancelled);
        var complaint = python.StandardError.ReadToEndAsync(cancelled);
        await python.WaitForExitAsync(cancelled);
        return (await printed, await complaint);
    }

    private static SignedRequest Read(string printed)
    {
        using var json = JsonDocument.Parse(printed.Split('\n')[0]);
        var headers = json.RootElement.GetProperty("headers").EnumerateArray()
            .Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!))
            .ToList();

        // The HTTP library adds Host from the address at the very end; botocore has signed it already.
        if (!headers.Any(pair => pair.Key.Equals("host", StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(new("Host", "127.0.0.1:8470"));
        }

        return new(
            json.RootElement.GetProperty("method").GetString()!, "/", "", headers,
            json.RootElement.GetProperty("body").GetBytesFromBase64());
    }
}

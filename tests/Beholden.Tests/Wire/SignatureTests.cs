using System.Text;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

public sealed class SignatureTests
{
    // The key pair of AWS's published examples.
    private const string KeyId = "AKIDEXAMPLE";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private const string BodyOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly DateTimeOffset Now = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Fact]
    public void What_we_sign_we_accept()
    {
        var by = Verify(Signed());

        Assert.Equal(new SignedBy(KeyId, "eu-west-1", Now), by);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public void A_clock_may_be_five_minutes_off(int minutes) => Verify(Signed(), Now.AddMinutes(minutes));

    [Theory]
    [InlineData(6, "Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z "
        + "(20150830T124200Z - 5 min.)")]
    [InlineData(-6, "Signature not yet current: 20150830T123600Z is still later than 20150830T123500Z "
        + "(20150830T123000Z + 5 min.)")]
    public void Six_minutes_are_too_many(int minutes, string expected) =>
        Assert.Equal(expected, Assert.Throws<InvalidSignatureException>(
            () => Verify(Signed(), Now.AddMinutes(minutes))).Message);

    [Fact]
    public void A_wrong_secret_is_refused() =>
        Assert.StartsWith(
            "The request signature we calculated does not match the signature you provided.",
            Assert.Throws<InvalidSignatureException>(
                () => Signature.Verify(Signed(), _ => "another", Now)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_unknown_key_is_refused() =>
        Assert.Equal(
            "The security token included in the request is invalid.",
            Assert.Throws<UnrecognizedClientException>(
                () => Signature.Verify(Signed(), _ => null, Now)).Message);

    [Fact]
    public void A_changed_body_is_refused() =>
        Assert.Throws<InvalidSignatureException>(() => Verify(Signed() with { Body = "{ }"u8.ToArray() }));

    [Fact]
    public void A_changed_method_path_or_query_is_refused()
    {
        Assert.Throws<InvalidSignatureException>(() => Verify(Signed() with { Method = "PUT" }));
        Assert.Throws<InvalidSignatureException>(() => Verify(Signed() with { Path = "/x" }));
        Assert.Throws<InvalidSignatureException>(() => Verify(Signed() with { Query = "a=b" }));
    }

    [Theory]
    [InlineData("X-Amz-Target", "RekognitionService.DeleteCollection")]
    [InlineData("Host", "elsewhere")]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("X-Amz-Date", "20150830T123601Z")]
    public void A_changed_header_is_refused(string name, string value) =>
        Assert.Throws<InvalidSignatureException>(() => Verify(With(Signed(), name, value)));

    [Fact]
    public void An_unsigned_header_may_change() => Verify(With(Signed(), "Connection", "close"));

    [Fact]
    public void A_signed_header_sent_twice_is_refused() =>
        Assert.Throws<InvalidSignatureException>(() => Verify(Signed() with
        {
            Headers = [.. Signed().Headers, new("x-amz-target", "RekognitionService.ListCollections")],
        }));

    [Fact]
    public void A_header_signed_twice_is_joined_and_its_spaces_are_folded()
    {
        var request = Unsigned();
        request = request with
        {
            Headers = [.. request.Headers, new("X-Amz-Meta", "  a   b "), new("x-amz-meta", "c")],
        };
        var signed = Signed(request);

        Verify(With(With(signed, "X-Amz-Meta", null), "x-amz-meta", null) with
        {
            Headers = [.. With(signed, "x-amz-meta", null).Headers, new("X-AMZ-META", "a b ,c")],
        });
    }

    [Theory]
    [InlineData("Host", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    [InlineData("X-Amz-Target", "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.")]
    public void What_steers_the_request_must_be_signed(string name, string expected)
    {
        var removed = Unsigned().Headers.Single(header => header.Key == name);
        var signed = Signed(With(Unsigned(), name, null));
        signed = signed with { Headers = [.. signed.Headers, removed] };

        Assert.Equal(expected, Assert.Throws<InvalidSignatureException>(() => Verify(signed)).Message);
    }

    [Fact]
    public void Without_Authorization_the_token_is_missing() =>
        Assert.Equal("Missing Authentication Token", Assert.Throws<MissingAuthenticationTokenException>(
            () => Verify(Unsigned())).Message);

    [Fact]
    public void Without_any_date_the_signature_is_incomplete() =>
        Assert.Throws<IncompleteSignatureException>(() => Verify(With(Signed(), "x-amz-date", null)));

    [Fact]
    public void A_date_in_another_form_is_refused() =>
        Assert.Throws<IncompleteSignatureException>(
            () => Verify(With(Signed(), "x-amz-date", "2015-08-30T12:36:00Z")));

    [Fact]
    public void The_Date_header_may_stand_in()
    {
        var request = new SignedRequest(
            "POST", "/", "",
            [new("Host", "h"), new("Date", "Sun, 30 Aug 2015 12:36:00 GMT")], "{}"u8.ToArray());
        const string BodyHash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        var signature = Signature.Compute(
            CanonicalRequest.Of(request, ["date", "host"], BodyHash),
            Secret, new("20150830", "eu-west-1", "rekognition"), Now);

        var by = Verify(With(request, "Authorization", Authorization("date;host", signature)));

        Assert.Equal(Now, by.SignedAt);
    }

    [Theory]
    [InlineData("rekognition/aws4_request", "s3/aws4_request",
        "Credential should be scoped to correct service: 'rekognition'.")]
    [InlineData("/aws4_request", "/aws3_request",
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws3_request'.")]
    [InlineData("/20150830/", "/20150829/",
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        + "'20150829' != '20150830', from '20150830T123600Z'.")]
    public void A_wrong_scope_is_refused(string from, string to, string expected) =>
        Assert.Equal(expected, Assert.Throws<InvalidSignatureException>(
            () => Verify(Replaced(from, to))).Message);

    [Fact]
    public void A_wrong_region_is_a_wrong_signature() =>
        Assert.Throws<InvalidSignatureException>(() => Verify(Replaced("/eu-west-1/", "/us-east-1/")));

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA512 ")]
    [InlineData("AWS4-HMAC-SHA256 ", "Bearer ")]
    [InlineData("Credential=AKIDEXAMPLE/", "Credential=")]
    [InlineData("Credential=AKIDEXAMPLE/", "Credential=/")]
    [InlineData("Credential=AKIDEXAMPLE/", "Credential=a/b/")]
    [InlineData("Credential=", "credential=")]
    [InlineData("Credential=", "Realm=x, Credential=")]
    [InlineData("SignedHeaders=", "SignedHeaders=;")]
    [InlineData("SignedHeaders=content-type;", "SignedHeaders=host;content-type;")]
    [InlineData("SignedHeaders=content-type;host", "SignedHeaders=content-type;host;host")]
    [InlineData("SignedHeaders=content-type", "SignedHeaders=Content-Type")]
    [InlineData("Signature=", "Signature=0")]
    [InlineData("Signature=", "Signature=g")]
    [InlineData(", Signature=", ", Signature=a, Signature=")]
    [InlineData(", Signature=", ", ")]
    public void A_malformed_header_is_incomplete(string from, string to) =>
        Assert.Throws<IncompleteSignatureException>(() => Verify(Replaced(from, to)));

    [Fact]
    public void An_upper_case_signature_is_malformed()
    {
        var header = Signed().Headers.Single(pair => pair.Key == "Authorization").Value;
        var at = header.LastIndexOf('=') + 1;

        Assert.Throws<IncompleteSignatureException>(() => Verify(
            With(Signed(), "Authorization", header[..at] + header[at..].ToUpperInvariant())));
    }

    [Fact]
    public void Missing_parameters_are_named() =>
        Assert.Equal(
            "Authorization header requires 'Signature' parameter. "
            + "Authorization header requires 'SignedHeaders' parameter.",
            Assert.Throws<IncompleteSignatureException>(() => Verify(With(
                Signed(), "Authorization", $"AWS4-HMAC-SHA256 Credential={KeyId}/a/b/c/d"))).Message);

    [Fact]
    public void Two_Authorization_headers_are_malformed() =>
        Assert.Throws<IncompleteSignatureException>(() => Verify(Signed() with
        {
            Headers = [.. Signed().Headers, Signed().Headers.Single(pair => pair.Key == "Authorization")],
        }));

    [Fact]
    public void An_endless_header_is_refused() =>
        Assert.Throws<IncompleteSignatureException>(
            () => Verify(With(Signed(), "Authorization", new string('a', 10_000))));

    // Over HTTP/2 the JavaScript SDK signs the host under the name that it has there.
    [Fact]
    public void The_host_may_be_signed_as_authority()
    {
        var signed = Signed(With(With(Unsigned(), "Host", null), ":authority", "127.0.0.1:8470"));

        Verify(With(With(signed, ":authority", null), "Host", "127.0.0.1:8470"));
        Assert.Throws<InvalidSignatureException>(
            () => Verify(With(With(signed, ":authority", null), "Host", "elsewhere")));
    }

    [Fact]
    public void A_content_hash_must_be_that_of_the_body()
    {
        var honest = With(
            Unsigned(), "x-amz-content-sha256", Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(Unsigned().Body.Span)));
        Verify(Signed(honest));

        var lie = Signed(With(Unsigned(), "x-amz-content-sha256", BodyOfNothing));
        Assert.Equal(
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
            Assert.Throws<InvalidSignatureException>(() => Verify(lie)).Message);
    }

    private static SignedRequest Unsigned() => new(
        "POST", "/", "",
        [
            new("Host", "127.0.0.1:8470"),
            new("Content-Type", "application/x-amz-json-1.1"),
            new("X-Amz-Target", "RekognitionService.ListCollections"),
        ],
        "{}"u8.ToArray());

    private static SignedRequest Signed(SignedRequest? request = null)
    {
        var unsigned = request ?? Unsigned();
        var headers = Signature.Sign(unsigned, KeyId, Secret, "eu-west-1", Now);
        return unsigned with
        {
            Headers =
            [
                .. unsigned.Headers,
                new("X-Amz-Date", headers.XAmzDate),
                new("Authorization", headers.Authorization),
            ],
        };
    }

    private static SignedBy Verify(SignedRequest request, DateTimeOffset? now = null) =>
        Signature.Verify(request, id => id == KeyId ? Secret : null, now ?? Now);

    /// <summary>The request with that header set, or gone when the value is null.</summary>
    private static SignedRequest With(SignedRequest request, string name, string? value) => request with
    {
        Headers =
        [
            .. request.Headers.Where(header => !header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)),
            .. value is null ? Array.Empty<KeyValuePair<string, string>>() : [new(name, value)],
        ],
    };

    private static SignedRequest Replaced(string from, string to)
    {
        var header = Signed().Headers.Single(pair => pair.Key == "Authorization").Value;
        Assert.Contains(from, header, StringComparison.Ordinal);
        return With(Signed(), "Authorization", header.Replace(from, to, StringComparison.Ordinal));
    }

    private static string Authorization(string signedHeaders, string signature) =>
        $"AWS4-HMAC-SHA256 Credential={KeyId}/20150830/eu-west-1/rekognition/aws4_request, "
        + $"SignedHeaders={signedHeaders}, Signature={signature}";
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Beholden.Wire;

/// <summary>AWS Signature Version 4, header form.</summary>
/// <remarks>
/// Source: "Create a signed AWS API request", IAM user guide; error texts as AWS answers them. The payload
/// hash is always computed from the body: botocore sends none, and one that is sent proves nothing.
/// </remarks>
public static class Signature
{
    internal const string Algorithm = "AWS4-HMAC-SHA256";
    internal const string Terminator = "aws4_request";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string DateFormat = "yyyyMMdd";

    // AWS's own tolerance, in both directions.
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(5);

    /// <param name="secretOf">The secret of an access key id, or null when there is no such key.</param>
    /// <exception cref="MissingAuthenticationTokenException">No Authorization header.</exception>
    /// <exception cref="IncompleteSignatureException">The header is malformed, or no date is given.</exception>
    /// <exception cref="UnrecognizedClientException">The access key is unknown.</exception>
    /// <exception cref="InvalidSignatureException">
    /// Wrong secret, scope or time; something that was signed has changed; or what must be signed is not.
    /// </exception>
    public static SignedBy Verify(
        SignedRequest request, Func<string, string?> secretOf, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(secretOf);

        var header = AuthorizationHeader.Parse(request.Header("authorization"));
        var (signedAt, dateHeader) = TimeOf(request);
        RequireScope(header, signedAt);
        RequireSigned(header, request, dateHeader);
        RequireNear(signedAt, now);

        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        RequireBody(request, bodyHash);

        var secret = secretOf(header.AccessKeyId)
            ?? throw new UnrecognizedClientException("The security token included in the request is invalid.");
        var canonical = CanonicalRequest.Of(request, header.SignedHeaders, bodyHash);
        var expected = Compute(canonical, secret, header.Scope, signedAt);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(header.Signature))
            ? new(header.AccessKeyId, header.Scope.Region, signedAt)
            : throw new InvalidSignatureException(
                "The request signature we calculated does not match the signature you provided. Check your "
                + "AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    /// <summary>Signs a request for this service, all its headers included.</summary>
    /// <param name="request">
    /// With Host and everything else that is to be signed; without X-Amz-Date and Authorization.
    /// </param>
    public static SignatureHeaders Sign(
        SignedRequest request, string accessKeyId, string secret, string region, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);

        var time = Text(now);
        var dated = request with { Headers = [.. request.Headers, new("x-amz-date", time)] };
        string[] names =
        [
            .. dated.Headers.Select(header => header.Key.ToLowerInvariant())
                .Distinct().Order(StringComparer.Ordinal),
        ];
        var scope = new SignatureScope(time[..DateFormat.Length], region, Contract.SigningName);
        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        var signature = Compute(CanonicalRequest.Of(dated, names, bodyHash), secret, scope, now);
        return new(
            $"{Algorithm} Credential={accessKeyId}/{scope}, SignedHeaders={string.Join(';', names)}, "
            + $"Signature={signature}",
            time);
    }

    /// <returns>64 lower-case hexadecimal digits.</returns>
    internal static string Compute(
        string canonicalRequest, string secret, SignatureScope scope, DateTimeOffset signedAt)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));
        var toSign = $"{Algorithm}\n{Text(signedAt)}\n{scope}\n{hash}";
        return Convert.ToHexStringLower(Mac(SigningKey(secret, scope), toSign));
    }

    /// <returns>32 bytes that sign for one secret, day, region and service.</returns>
    internal static byte[] SigningKey(string secret, SignatureScope scope)
    {
        var day = Mac(Encoding.UTF8.GetBytes("AWS4" + secret), scope.Date);
        return Mac(Mac(Mac(day, scope.Region), scope.Service), Terminator);
    }

    internal static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static byte[] Mac(byte[] key, string text) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static (DateTimeOffset SignedAt, string HeaderName) TimeOf(SignedRequest request)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (request.Header("x-amz-date") is { } amzDate)
        {
            return DateTimeOffset.TryParseExact(
                amzDate, TimeFormat, CultureInfo.InvariantCulture, Utc, out var time)
                ? (time, "x-amz-date")
                : throw new IncompleteSignatureException(
                    "Date must be in ISO-8601 'basic format'. Got '" + amzDate + "'. "
                    + "See http://en.wikipedia.org/wiki/ISO_8601");
        }

        return DateTimeOffset.TryParseExact(
            request.Header("date"), ["r", TimeFormat], CultureInfo.InvariantCulture, Utc, out var date)
            ? (date, "date")
            : throw new IncompleteSignatureException(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }

    private static void RequireScope(AuthorizationHeader header, DateTimeOffset signedAt)
    {
        var date = Text(signedAt)[..DateFormat.Length];
        var scope = header.Scope;
        var complaint = header.TerminatorGiven != Terminator
            ? $"Credential should be scoped with a valid terminator: '{Terminator}', "
                + $"not '{header.TerminatorGiven}'."
            : scope.Service != Contract.SigningName
                ? $"Credential should be scoped to correct service: '{Contract.SigningName}'."
            : scope.Date != date
                ? "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                    + $"'{scope.Date}' != '{date}', from '{Text(signedAt)}'."
            : null;
        if (complaint is not null)
        {
            throw new InvalidSignatureException(complaint);
        }
    }

    // The target is what the request asks for: unsigned, anyone on the way could ask for something else.
    private static void RequireSigned(AuthorizationHeader header, SignedRequest request, string dateHeader)
    {
        string[] needed = request.Header("x-amz-target") is null
            ? [dateHeader]
            : [dateHeader, "x-amz-target"];
        var missing = needed.FirstOrDefault(name => !header.SignedHeaders.Contains(name));
        if (!header.SignedHeaders.Contains("host") && !header.SignedHeaders.Contains(":authority"))
        {
            missing = "Host' or ':authority";
        }

        if (missing is not null)
        {
            throw new InvalidSignatureException(
                $"'{missing}' must be a 'SignedHeader' in the AWS Authorization.");
        }
    }

    private static void RequireNear(DateTimeOffset signedAt, DateTimeOffset now)
    {
        if (signedAt < now - SkewMax)
        {
            throw new InvalidSignatureException(
                $"Signature expired: {Text(signedAt)} is now earlier than {Text(now - SkewMax)} "
                + $"({Text(now)} - 5 min.)");
        }

        if (signedAt > now + SkewMax)
        {
            throw new InvalidSignatureException(
                $"Signature not yet current: {Text(signedAt)} is still later than {Text(now + SkewMax)} "
                + $"({Text(now)} + 5 min.)");
        }
    }

    // A word such as UNSIGNED-PAYLOAD is no hash: it is signed like any header, and excuses nothing.
    private static void RequireBody(SignedRequest request, string bodyHash)
    {
        var given = request.Header("x-amz-content-sha256");
        var isHash = given?.Length == bodyHash.Length && given.All(char.IsAsciiHexDigit);
        if (isHash && !given!.Equals(bodyHash, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidSignatureException(
                "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
    }
}

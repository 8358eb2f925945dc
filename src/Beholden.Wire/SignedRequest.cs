namespace Beholden.Wire;

/// <summary>An HTTP request as it came over the wire, for <see cref="Signature"/>.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">As sent, still percent-encoded, without the query.</param>
/// <param name="Query">As sent, still percent-encoded, without the question mark; may be empty.</param>
/// <param name="Headers">
/// As sent and in that order; a header sent twice stands here twice. Names in any case. Host must be the
/// one the client signed, so a proxy in front must keep it.
/// </param>
/// <param name="Body">The whole body.</param>
public sealed record SignedRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>All values of a header, joined by commas as RFC 9110 5.2 says; null when absent.</summary>
    internal string? Header(string name)
    {
        string? joined = null;
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                joined = joined is null ? value : $"{joined},{value}";
            }
        }

        return joined;
    }
}

/// <param name="Region">From the signature's scope; it selects the region that the request is for.</param>
/// <param name="SignedAt">The client's clock, to the second.</param>
public sealed record SignedBy(string AccessKeyId, string Region, DateTimeOffset SignedAt);

/// <summary>The two headers to add to a request that was signed.</summary>
/// <param name="XAmzDate">Value of X-Amz-Date.</param>
public sealed record SignatureHeaders(string Authorization, string XAmzDate);

using System.Text;

namespace Beholden.Wire;

/// <summary>The text that both sides hash: the same for any way of writing the same request.</summary>
internal static class CanonicalRequest
{
    /// <param name="signedHeaders">Lower case, sorted.</param>
    /// <param name="bodyHash">Lower-case hexadecimal SHA-256.</param>
    /// <exception cref="InvalidSignatureException">A signed header is not in the request.</exception>
    public static string Of(SignedRequest request, IReadOnlyList<string> signedHeaders, string bodyHash)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.Append(EncodePath(request.Path)).Append('\n');
        text.Append(SortQuery(request.Query)).Append('\n');
        foreach (var name in signedHeaders)
        {
            // Over HTTP/2 the JavaScript SDK signs the host under the name it has there.
            var value = request.Header(name)
                ?? (name == ":authority" ? request.Header("host") : null)
                ?? throw new InvalidSignatureException($"The signed header '{name}' is not in the request.");
            text.Append(name).Append(':').Append(Fold(value)).Append('\n');
        }

        text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(bodyHash);
        return text.ToString();
    }

    // Every service but S3 encodes the path as sent once more, slashes excepted.
    private static string EncodePath(string path) =>
        path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string SortQuery(string query)
    {
        if (query.Length == 0)
        {
            return "";
        }

        var pairs = query.Split('&').Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals < 0
                ? (Name: Recode(pair), Value: "")
                : (Name: Recode(pair[..equals]), Value: Recode(pair[(equals + 1)..]));
        });
        return string.Join('&', pairs
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}"));
    }

    // Clients differ in which characters they encode in a query; RFC 3986's unreserved ones stay.
    private static string Recode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    /// <summary>Without spaces at the ends, and one space for any run of them.</summary>
    private static string Fold(string value)
    {
        var folded = new StringBuilder(value.Length);
        foreach (var letter in value.Trim(' ', '\t'))
        {
            var isSpace = letter is ' ' or '\t';
            if (!isSpace)
            {
                folded.Append(letter);
            }
            else if (folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        return folded.ToString();
    }
}

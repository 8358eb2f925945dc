namespace Beholden.Wire;

/// <summary>What a signing key is good for. Prints as in the header.</summary>
/// <param name="Date">yyyyMMdd.</param>
internal sealed record SignatureScope(string Date, string Region, string Service)
{
    public override string ToString() => $"{Date}/{Region}/{Service}/{Signature.Terminator}";
}

/// <summary>The parts of an Authorization header of Signature Version 4.</summary>
/// <param name="TerminatorGiven">The scope's last part; only <c>aws4_request</c> is right.</param>
/// <param name="SignedHeaders">Lower case, sorted, each once.</param>
/// <param name="Signature">64 lower-case hexadecimal digits.</param>
internal sealed record AuthorizationHeader(
    string AccessKeyId,
    SignatureScope Scope,
    string TerminatorGiven,
    IReadOnlyList<string> SignedHeaders,
    string Signature)
{
    // Longer than any SDK's by far: 40 signed headers take about one thousand.
    private const int CharactersMax = 8192;

    private const int SignatureCharacters = 64;
    private const int CredentialParts = 5;

    private static readonly string[] Parameters = ["Credential", "Signature", "SignedHeaders"];

    /// <exception cref="MissingAuthenticationTokenException">No header.</exception>
    /// <exception cref="IncompleteSignatureException">It is not exactly the documented form.</exception>
    public static AuthorizationHeader Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            throw new MissingAuthenticationTokenException("Missing Authentication Token");
        }

        if (header.Length > CharactersMax)
        {
            throw new IncompleteSignatureException("The Authorization header is too long.");
        }

        const string Prefix = Wire.Signature.Algorithm + " ";
        if (!header.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new IncompleteSignatureException($"Authorization must begin with '{Prefix}'.");
        }

        var given = Split(header[Prefix.Length..]);
        var missing = Parameters.Where(name => !given.ContainsKey(name)).ToList();
        if (missing.Count > 0)
        {
            throw new IncompleteSignatureException(string.Join(
                " ", missing.Select(name => $"Authorization header requires '{name}' parameter.")));
        }

        var credential = given["Credential"].Split('/');
        if (credential.Length != CredentialParts || credential.Any(part => part.Length == 0))
        {
            throw new IncompleteSignatureException(
                "Credential must have exactly 5 slash-delimited elements, "
                + "e.g. keyid/date/region/service/term.");
        }

        return new(
            credential[0],
            new(credential[1], credential[2], credential[3]),
            credential[4],
            Names(given["SignedHeaders"]),
            Hex(given["Signature"]));
    }

    private static Dictionary<string, string> Split(string parameters)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in parameters.Split(','))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : parameter[..equals].Trim();
            if (!Parameters.Contains(name) || !given.TryAdd(name, parameter[(equals + 1)..].Trim()))
            {
                throw new IncompleteSignatureException(
                    "Authorization header must hold Credential, SignedHeaders and Signature, each once, "
                    + "and nothing else.");
            }
        }

        return given;
    }

    private static string[] Names(string list)
    {
        var names = list.Split(';');
        var isCanonical = names.All(name => name.Length > 0 && !name.Any(char.IsAsciiLetterUpper))
            && names.Zip(names.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0);
        return isCanonical
            ? names
            : throw new IncompleteSignatureException(
                "SignedHeaders must be lower-case names, sorted, each once, joined by semicolons.");
    }

    private static string Hex(string signature) =>
        signature.Length == SignatureCharacters && signature.All(char.IsAsciiHexDigitLower)
            ? signature
            : throw new IncompleteSignatureException(
                "Signature must be 64 lower-case hexadecimal digits.");
}

using System.Security.Cryptography;
using System.Text;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

/// <summary>Signatures that AWS published, with the key pair of its examples.</summary>
public sealed class SignatureVectorTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static readonly DateTimeOffset Now = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    // AWS General Reference, "Examples of how to derive a signing key".
    [Fact]
    public void The_signing_key_is_the_published_one() =>
        Assert.Equal(
            "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
            Convert.ToHexStringLower(Signature.SigningKey(Secret, new("20150830", "us-east-1", "iam"))));

    // AWS General Reference, the complete Signature Version 4 example.
    [Fact]
    public void The_documented_example_gets_the_published_signature() =>
        Assert.Equal(
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            Sign("iam", "GET", "/", "Action=ListUsers&Version=2010-05-08", "",
                ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                ("Host", "iam.amazonaws.com")));

    // The others: AWS's Signature Version 4 test suite; the comment is the vector's name there.
    // get-vanilla
    [Fact]
    public void Nothing_but_host_and_date() =>
        Assert.Equal(
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            Suite("GET", "/", "", ""));

    // get-vanilla-query-order-key-case
    [Fact]
    public void Query_parameters_are_sorted() =>
        Assert.Equal(
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            Suite("GET", "/", "Param2=value2&Param1=value1", ""));

    // get-vanilla-utf8-query
    [Fact]
    public void Query_letters_are_encoded() =>
        Assert.Equal(
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
            Suite("GET", "/", "ሴ=bar", ""));

    // get-utf8
    [Fact]
    public void Path_letters_are_encoded() =>
        Assert.Equal(
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
            Suite("GET", "/ሴ", "", ""));

    // get-header-key-duplicate
    [Fact]
    public void A_header_sent_again_is_joined() =>
        Assert.Equal(
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
            Suite("GET", "/", "", "",
                ("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")));

    // get-header-value-trim
    [Fact]
    public void Spaces_in_a_header_are_folded() =>
        Assert.Equal(
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            Suite("GET", "/", "", "", ("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")));

    // post-x-www-form-urlencoded
    [Fact]
    public void A_body_is_hashed() =>
        Assert.Equal(
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            Suite("POST", "/", "", "Param1=value1", ("Content-Type", "application/x-www-form-urlencoded")));

    private static string Suite(
        string method,
        string path,
        string query,
        string body,
        params (string Name, string Value)[] headers) =>
        Sign("service", method, path, query, body, [.. headers, ("Host", "example.amazonaws.com")]);

    private static string Sign(
        string service,
        string method,
        string path,
        string query,
        string body,
        params (string Name, string Value)[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new SignedRequest(
            method, path, query,
            [
                .. headers.Select(header => KeyValuePair.Create(header.Name, header.Value)),
                new("X-Amz-Date", "20150830T123600Z"),
            ],
            bytes);
        var names = request.Headers.Select(header => header.Key.ToLowerInvariant())
            .Distinct().Order(StringComparer.Ordinal).ToList();
        return Signature.Compute(
            CanonicalRequest.Of(request, names, Convert.ToHexStringLower(SHA256.HashData(bytes))),
            Secret, new("20150830", "us-east-1", service), Now);
    }
}

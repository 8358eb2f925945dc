using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Beholden.Wire;

/// <summary>
/// NextToken: a place in a listing that the client hands back but cannot make up, change or use elsewhere.
/// </summary>
/// <remarks>
/// Base64url of: version (1 byte), cursor (8), end of life in Unix seconds (8), big-endian, then the first
/// 16 bytes of HMAC-SHA256 over these and the scope. 44 characters; the contract allows 255. The cursor is
/// signed, not secret.
/// </remarks>
public sealed class PageTokens
{
    private const byte Version = 1;
    private const int PayloadBytes = 1 + sizeof(long) + sizeof(long);

    // Half of the hash, the shortest that RFC 2104 section 5 recommends: 2^128 guesses.
    private const int MacBytes = 16;

    // As long as the hash, RFC 2104 section 3.
    private const int SecretBytesMin = 32;

    private const int TokenCharacters = 44;

    // AWS's life of a page token, developer guide "Guidelines and quotas".
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly byte[] secret;
    private readonly TimeProvider clock;

    /// <param name="secret">At least 32 random bytes that outlive the process and stay on the server.</param>
    public PageTokens(byte[] secret, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, SecretBytesMin);

        this.secret = [.. secret];
        this.clock = clock;
    }

    /// <param name="scope">
    /// Everything that must be the same when the token comes back: account, region, operation, and the
    /// arguments that select what is listed.
    /// </param>
    public string Write(string scope, long cursor)
    {
        Span<byte> token = stackalloc byte[PayloadBytes + MacBytes];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token[1..], cursor);
        BinaryPrimitives.WriteInt64BigEndian(
            token[(1 + sizeof(long))..], (clock.GetUtcNow() + Life).ToUnixTimeSeconds());
        Mac(scope, token[..PayloadBytes]).CopyTo(token[PayloadBytes..]);
        return Base64Url.EncodeToString(token);
    }

    /// <returns>The cursor that <see cref="Write"/> was given for the same scope.</returns>
    /// <exception cref="InvalidPaginationTokenException">Not ours, for another scope, or too old.</exception>
    public long Read(string scope, string token)
    {
        ArgumentNullException.ThrowIfNull(token);

        Span<byte> bytes = stackalloc byte[PayloadBytes + MacBytes];
        if (token.Length != TokenCharacters
            || Base64Url.DecodeFromChars(token, bytes, out _, out var written) != OperationStatus.Done
            || written != bytes.Length
            || bytes[0] != Version
            || !CryptographicOperations.FixedTimeEquals(
                Mac(scope, bytes[..PayloadBytes]), bytes[PayloadBytes..])
            || BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + sizeof(long))..])
                < clock.GetUtcNow().ToUnixTimeSeconds())
        {
            throw new InvalidPaginationTokenException("Invalid Pagination Token");
        }

        return BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
    }

    // The payload has a fixed length and comes first, so no scope can be mistaken for another payload.
    private ReadOnlySpan<byte> Mac(string scope, ReadOnlySpan<byte> payload)
    {
        byte[] text = [.. payload, .. Encoding.UTF8.GetBytes(scope)];
        return HMACSHA256.HashData(secret, text).AsSpan(0, MacBytes);
    }
}

using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Beholden.Server.Web;

/// <summary>
/// Secrets of 256 bits that stand for something, in memory: a restart ends them. Only their hashes are kept,
/// so that a dump of the memory gives none away.
/// </summary>
/// <param name="countMax">Of more than these the oldest ends.</param>
internal sealed class SecretTokens<T>(int countMax)
    where T : class
{
    /// <summary>256 bits in base64url.</summary>
    public const int TokenChars = 43;

    private readonly ConcurrentDictionary<string, (T Of, long Order)> held = new();
    private long made;

    /// <returns>The secret; nobody can read it here again.</returns>
    public string Make(T of)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        held[Hash(token)] = (of, Interlocked.Increment(ref made));
        if (held.Count > countMax)
        {
            held.TryRemove(held.MinBy(one => one.Value.Order).Key, out _);
        }

        return token;
    }

    /// <returns>Null when it stands for nothing.</returns>
    public T? Find(string token) =>
        token.Length == TokenChars && held.TryGetValue(Hash(token), out var found) ? found.Of : null;

    /// <summary>Finds it for the last time.</summary>
    /// <returns>Null when it stands for nothing, or somebody else took it.</returns>
    public T? Take(string token) =>
        token.Length == TokenChars && held.TryRemove(Hash(token), out var found) ? found.Of : null;

    private static string Hash(string token) =>
        Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
}

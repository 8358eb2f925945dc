using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// The public half of a log's Ed25519 key, written as c2sp.org/signed-note has it:
/// <c>NAME+ID+BASE64</c>, where the id is 8 hexadecimal digits made of name and key.
/// </summary>
public sealed class VerifierKey
{
    internal const byte TypeEd25519 = 1;
    private const int CharsMax = 512;

    private readonly byte[] key;

    internal VerifierKey(string name, byte[] key)
    {
        (Name, this.key) = (name, key);
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(
            [.. Encoding.UTF8.GetBytes(name), (byte)'\n', TypeEd25519, .. key]));
    }

    /// <summary>Of the key, and the origin of the checkpoints of our logs.</summary>
    public string Name { get; }

    internal uint Id { get; }

    /// <exception cref="LedgerFormatException">Not such a key, or not of the type Ed25519.</exception>
    public static VerifierKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= CharsMax && text.Split('+', 3) is [var name, var id, var encoded]
            && IsName(name) && NoteText.Base64(encoded) is [TypeEd25519, .. var key]
            && key.Length == Ed25519.PublicKeySize && Ed25519.ValidatePublicKeyFull(key, 0))
        {
            var parsed = new VerifierKey(name, key);
            if (id == parsed.Id.ToString("x8"))
            {
                return parsed;
            }
        }

        throw new LedgerFormatException(
            "The verifier key is not written NAME+ID+KEY, or is no Ed25519 key of that name and id.");
    }

    public override string ToString() =>
        $"{Name}+{Id:x8}+{Convert.ToBase64String([TypeEd25519, .. key])}";

    internal bool Verifies(string text, byte[] signature)
    {
        var message = Encoding.UTF8.GetBytes(text);
        return signature.Length == Ed25519.SignatureSize
            && Ed25519.Verify(signature, 0, key, 0, message, 0, message.Length);
    }

    /// <summary>Whether a key may be called so: something without spaces and pluses.</summary>
    internal static bool IsName(string name) =>
        name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');
}

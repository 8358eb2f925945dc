using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// The Ed25519 key that signs the ledger, in the file <c>ledger/signing-key</c> (mode 0600) of the
/// data folder: one line, <c>PRIVATE+KEY+NAME+ID+BASE64</c>, as Go's tools for signed notes read it.
/// </summary>
internal sealed class LedgerKey
{
    public const int SignatureBytes = 64;

    private const string Prefix = "PRIVATE+KEY+";
    private const int FileBytesMax = 1_024;
    private const int NameBytes = 8; // Drawn, so that two logs are not called the same by chance.

    private readonly byte[] seed;

    /// <param name="seed">32 bytes.</param>
    public LedgerKey(string name, byte[] seed)
    {
        this.seed = seed;
        var key = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, key, 0);
        Verifier = new(name, key);
    }

    public VerifierKey Verifier { get; }

    public byte[] Sign(byte[] message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    /// <summary>Reads the key of a ledger's folder, or makes the key of a new one.</summary>
    /// <param name="mayCreate">Whether the ledger is new: an old one without its key is broken.</param>
    /// <exception cref="LedgerBrokenException">Missing from an old folder, or damaged.</exception>
    public static LedgerKey Open(string folder, bool mayCreate)
    {
        var path = Path.Combine(folder, "signing-key");
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw new LedgerBrokenException($"The file {path} is missing, and the ledger beside it "
                    + "cannot be continued without it. Put it back from your backup.");
            }

            var name = "beholden.local/" + RandomNumberGenerator.GetHexString(2 * NameBytes, lowercase: true);
            var made = new LedgerKey(name, RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize));
            WholeFile.Write(path, Encoding.UTF8.GetBytes(made.Line()), isSecret: true);
            return made;
        }

        var text = new FileInfo(path).Length <= FileBytesMax ? File.ReadAllText(path) : "";
        return Read(text) ?? throw new LedgerBrokenException(
            $"The file {path} is no key of a ledger. Put it back from your backup.");
    }

    private static LedgerKey? Read(string line)
    {
        if (line.StartsWith(Prefix, StringComparison.Ordinal) && line.EndsWith('\n')
            && line[Prefix.Length..^1].Split('+', 3) is [var name, _, var encoded]
            && VerifierKey.IsName(name)
            && NoteText.Base64(encoded) is [VerifierKey.TypeEd25519, .. var seed]
            && seed.Length == Ed25519.SecretKeySize)
        {
            var read = new LedgerKey(name, seed);
            return read.Line() == line ? read : null;
        }

        return null;
    }

    private string Line() => $"{Prefix}{Verifier.Name}+{Verifier.Id:x8}+"
        + $"{Convert.ToBase64String([VerifierKey.TypeEd25519, .. seed])}\n";
}

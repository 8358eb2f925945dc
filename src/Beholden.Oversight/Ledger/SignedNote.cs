using System.Buffers.Binary;
using System.Text;

namespace Beholden.Oversight.Ledger;

/// <summary>A signature line of a note.</summary>
internal sealed record NoteSignature(string Name, uint KeyId, byte[] Bytes);

/// <summary>A text and the lines that sign it: c2sp.org/signed-note.</summary>
internal sealed class SignedNote
{
    private const string LineStart = "\u2014 ";
    private const int KeyIdBytes = 4;

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures) =>
        (Text, Signatures) = (text, signatures);

    /// <summary>
    /// What is signed, with the newline at its end. Not to be believed before it was verified.
    /// </summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <exception cref="LedgerFormatException">Anything but a well-formed note.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> note)
    {
        var whole = NoteText.Decode(note, "The note");
        var parting = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (parting < 0 || !whole.EndsWith('\n') || parting + 2 == whole.Length)
        {
            throw new LedgerFormatException("The note has no signatures behind an empty line.");
        }

        var lines = whole[(parting + 2)..^1].Split('\n');
        return lines.Length > LedgerLimits.SignaturesMax
            ? throw new LedgerFormatException(
                $"The note has more than {LedgerLimits.SignaturesMax} signatures.")
            : new(whole[..(parting + 1)], [.. lines.Select(Signature)]);
    }

    /// <exception cref="LedgerFormatException">
    /// The key did not sign the note, or one of its signatures is wrong. Those of other keys are passed over.
    /// </exception>
    public void Require(VerifierKey key)
    {
        var own = Signatures.Where(one => one.Name == key.Name && one.KeyId == key.Id).ToList();
        if (own.Count == 0)
        {
            throw new LedgerFormatException($"The note is not signed by the key of {key.Name}.");
        }

        if (!own.All(one => key.Verifies(Text, one.Bytes)))
        {
            throw new LedgerFormatException($"The signature of {key.Name} does not fit the note.");
        }
    }

    /// <param name="text">Ends with a newline.</param>
    /// <returns>The note, signed once.</returns>
    public static string Sign(string text, LedgerKey key)
    {
        var bytes = new byte[KeyIdBytes + LedgerKey.SignatureBytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, key.Verifier.Id);
        key.Sign(Encoding.UTF8.GetBytes(text)).CopyTo(bytes, KeyIdBytes);
        return $"{text}\n{LineStart}{key.Verifier.Name} {Convert.ToBase64String(bytes)}\n";
    }

    private static NoteSignature Signature(string line) =>
        line.StartsWith(LineStart, StringComparison.Ordinal)
            && line[LineStart.Length..].Split(' ') is [var name, var encoded] && VerifierKey.IsName(name)
            && NoteText.Base64(encoded) is { Length: > KeyIdBytes } bytes
            ? new(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[KeyIdBytes..])
            : throw new LedgerFormatException("A signature line of the note is malformed.");
}

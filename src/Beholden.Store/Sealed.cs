using System.Security.Cryptography;
using System.Text;

namespace Beholden.Store;

/// <summary>
/// Bytes under AES-256-GCM: nonce, tag, ciphertext. What they belong to is bound to them, so that sealed
/// bytes of one thing cannot be passed off as those of another.
/// </summary>
internal sealed class Sealed : IDisposable
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    public const int ExtraBytes = NonceBytes + TagBytes;

    private readonly AesGcm aes;

    /// <param name="key">32 bytes.</param>
    public Sealed(byte[] key) => aes = new AesGcm(key, TagBytes);

    /// <param name="belongsTo">What the bytes are of; needed again to open them, and not kept.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string belongsTo)
    {
        var result = new byte[ExtraBytes + plain.Length];
        Seal(plain, Encoding.UTF8.GetBytes(belongsTo), result);
        return result;
    }

    /// <param name="result">As long as the plain bytes and <see cref="ExtraBytes"/>.</param>
    public void Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> belongsTo, Span<byte> result)
    {
        RandomNumberGenerator.Fill(result[..NonceBytes]);
        aes.Encrypt(
            result[..NonceBytes], plain, result[ExtraBytes..], result[NonceBytes..ExtraBytes], belongsTo);
    }

    /// <exception cref="AuthenticationTagMismatchException">Another key, or not what was sealed.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, string belongsTo)
    {
        if (box.Length < ExtraBytes)
        {
            throw new AuthenticationTagMismatchException("Too short for sealed bytes.");
        }

        var plain = new byte[box.Length - ExtraBytes];
        Open(box, Encoding.UTF8.GetBytes(belongsTo), plain);
        return plain;
    }

    /// <exception cref="AuthenticationTagMismatchException">Another key, or not what was sealed.</exception>
    public void Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> belongsTo, Span<byte> plain) =>
        aes.Decrypt(box[..NonceBytes], box[ExtraBytes..], box[NonceBytes..ExtraBytes], plain, belongsTo);

    public void Dispose() => aes.Dispose();
}

using System.Buffers.Text;

namespace Beholden.Wire;

/// <summary>
/// Standard base64 as every SDK sends it: padded, and without white space, which .NET would skip.
/// </summary>
internal static class Base64Text
{
    /// <param name="raw">A JSON string's inside as it stands in the body, so possibly with escapes.</param>
    /// <returns>The number of bytes it stands for; null when it is not base64.</returns>
    public static int? DecodedBytes(ReadOnlySpan<byte> raw)
    {
        var text = Unescape(raw);
        return text.Length % 4 == 0
            && Base64.IsValid(text, out var bytes)
            && bytes == ExactBytes(text)
            ? bytes
            : null;
    }

    /// <param name="raw">As for <see cref="DecodedBytes"/>.</param>
    /// <returns>The bytes; null when it is not base64.</returns>
    public static byte[]? Decode(ReadOnlySpan<byte> raw)
    {
        var text = Unescape(raw);
        if (text.Length % 4 != 0)
        {
            return null;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(ExactBytes(text));
        Base64.DecodeFromUtf8(text, bytes, out var read, out var written);
        return read == text.Length && written == bytes.Length ? bytes : null;
    }

    private static int ExactBytes(ReadOnlySpan<byte> text) =>
        text.Length / 4 * 3 - (text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0);

    // PHP's json_encode writes every slash as \/ and .NET's serialiser every plus as \u002B, so a 7 MB body
    // may be full of them. Any other escape stands for no letter of base64, and is left to be refused.
    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return raw;
        }

        var text = new byte[raw.Length];
        var length = 0;
        while (!raw.IsEmpty)
        {
            var (letter, read) = Next(raw);
            text[length++] = letter;
            raw = raw[read..];
        }

        return text.AsSpan(0, length);
    }

    private static (byte Letter, int BytesRead) Next(ReadOnlySpan<byte> raw)
    {
        const int EscapeBytes = 6; // A backslash, u, and four hexadecimal digits.
        if (raw.StartsWith("\\/"u8))
        {
            return ((byte)'/', 2);
        }

        var isAscii = raw.Length >= EscapeBytes && raw.StartsWith("\\u00"u8);
        return isAscii && Utf8Parser.TryParse(raw[4..EscapeBytes], out byte letter, out _, 'x')
            ? (letter, EscapeBytes)
            : (raw[0], 1);
    }
}

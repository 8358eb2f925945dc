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

    // PHP's json_encode writes every slash as \/, so a 7 MB body may be full of them. Other escapes of
    // base64's letters are legal JSON that no known client writes; they are left to be refused.
    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return raw;
        }

        var text = new byte[raw.Length];
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            var isEscapedSlash = raw[i] == '\\' && i + 1 < raw.Length && raw[i + 1] == '/';
            i += isEscapedSlash ? 1 : 0;
            text[length++] = raw[i];
        }

        return text.AsSpan(0, length);
    }
}

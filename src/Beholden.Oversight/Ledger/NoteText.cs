using System.Globalization;
using System.Text;

namespace Beholden.Oversight.Ledger;

/// <summary>Numbers and bytes in notes: each value is written in one way only.</summary>
internal static class NoteText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <returns>Null for anything but decimal digits without zeros in front, up to 2⁶³ - 1.</returns>
    public static long? Number(string text) =>
        text.Length is > 0 and <= 19 && text.All(char.IsAsciiDigit) && (text[0] != '0' || text.Length == 1)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <returns>Null for anything but standard base 64 with its padding and without spare bits.</returns>
    public static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var written)
            && Convert.ToBase64String(bytes, 0, written) == text
            ? bytes[..written]
            : null;
    }

    /// <exception cref="LedgerFormatException">
    /// Not UTF-8, or with control characters but newlines.
    /// </exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length > LedgerLimits.NoteBytesMax)
        {
            throw new LedgerFormatException($"{what} has more than {LedgerLimits.NoteBytesMax} bytes.");
        }

        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new LedgerFormatException($"{what} is not UTF-8.");
        }

        return text.Any(c => c < ' ' && c != '\n')
            ? throw new LedgerFormatException($"{what} has control characters.")
            : text;
    }
}

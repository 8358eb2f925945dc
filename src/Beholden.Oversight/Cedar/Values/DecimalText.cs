using System.Globalization;

namespace Beholden.Oversight.Cedar.Values;

/// <summary>
/// Reads a decimal: an optional minus, digits, a point, one to four digits; within 64 bits of
/// ten-thousandths.
/// </summary>
internal static class DecimalText
{
    private const int PlacesMax = 4;

    /// <summary>Null where the text is no decimal.</summary>
    public static CedarDecimal? Read(string text)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        var point = digits.IndexOf('.');
        if (point < 1)
        {
            return null;
        }

        var whole = digits[..point];
        var places = digits[(point + 1)..];
        if (places.Length is 0 or > PlacesMax
            || whole.ContainsAnyExceptInRange('0', '9')
            || places.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        // Read with its sign, since the lowest value has no positive twin.
        var all = $"{(text[0] == '-' ? "-" : "")}{whole}{places}{new string('0', PlacesMax - places.Length)}";
        return long.TryParse(all, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? new(value)
            : null;
    }
}

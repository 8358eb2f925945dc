using System.Globalization;

namespace Beholden.Oversight.Cedar.Values;

/// <summary>
/// Reads instants (<c>2026-11-25</c>, <c>2026-11-25T10:20:30[.123](Z|+0130)</c>) and durations
/// (<c>-1d2h3m4s5ms</c>, each part at most once and in this order).
/// </summary>
internal static class TimeText
{
    public const long DayMs = 24 * HourMs;

    private const long SecondMs = 1000;
    private const long MinuteMs = 60 * SecondMs;
    private const long HourMs = 60 * MinuteMs;

    private static readonly (string Unit, long Milliseconds)[] Units =
        [("d", DayMs), ("h", HourMs), ("m", MinuteMs), ("s", SecondMs), ("ms", 1)];

    /// <summary>Null where the text is no instant of the years 0 to 9999.</summary>
    public static CedarInstant? ReadInstant(string text)
    {
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || Digits(text, 0, 4, 9999) is not { } year
            || Digits(text, 5, 2, 12) is not { } month
            || month < 1
            || Digits(text, 8, 2, 31) is not { } day
            || day < 1
            || day > DaysOf(year, month))
        {
            return null;
        }

        var midnight = DaysSince1970(year, month, day) * DayMs;
        if (text.Length == 10)
        {
            return new(midnight);
        }

        return ReadTime(text) is { } time ? new(midnight + time) : null;
    }

    /// <summary>Null where the text is no duration or does not fit 64 bits of milliseconds.</summary>
    public static CedarDuration? ReadDuration(string text)
    {
        var isNegative = text.StartsWith('-');
        var rest = text.AsSpan(isNegative ? 1 : 0);
        if (rest.IsEmpty)
        {
            return null;
        }

        var total = Int128.Zero;
        foreach (var (unit, milliseconds) in Units)
        {
            var length = rest.IndexOfAnyExceptInRange('0', '9');
            var follows = length < 0 ? "" : rest[length..];
            if (length < 1 || !HasUnit(follows, unit))
            {
                continue;
            }

            if (!ulong.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture,
                out var count))
            {
                return null;
            }

            total += (Int128)count * milliseconds;
            rest = follows[unit.Length..];
        }

        total = isNegative ? -total : total;
        return rest.IsEmpty && total >= long.MinValue && total <= long.MaxValue ? new((long)total) : null;
    }

    // "5m" are minutes only where no "s" follows.
    private static bool HasUnit(ReadOnlySpan<char> text, string unit) =>
        text.StartsWith(unit, StringComparison.Ordinal)
        && !(unit == "m" && text.StartsWith("ms", StringComparison.Ordinal));

    /// <summary>
    /// Milliseconds since midnight in UTC of what follows the date; null where it is no time.
    /// </summary>
    private static long? ReadTime(string text)
    {
        if (text.Length < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || Digits(text, 11, 2, 23) is not { } hour
            || Digits(text, 14, 2, 59) is not { } minute
            || Digits(text, 17, 2, 59) is not { } second)
        {
            return null;
        }

        var (at, fraction) = (19, 0);
        if (text[at] == '.')
        {
            if (text.Length < 24 || Digits(text, 20, 3, 999) is not { } read)
            {
                return null;
            }

            (at, fraction) = (23, read);
        }

        return ReadOffset(text.AsSpan(at)) is { } offset
            ? (hour * HourMs) + (minute * MinuteMs) + (second * SecondMs) + fraction - offset
            : null;
    }

    private static long? ReadOffset(ReadOnlySpan<char> text)
    {
        if (text is "Z")
        {
            return 0;
        }

        if (text.Length != 5 || text[0] is not ('+' or '-')
            || Digits(text, 1, 2, 23) is not { } hour
            || Digits(text, 3, 2, 59) is not { } minute)
        {
            return null;
        }

        var offset = (hour * HourMs) + (minute * MinuteMs);
        return text[0] == '+' ? offset : -offset;
    }

    // Exactly so many digits with a value of at most the given one; else null.
    private static int? Digits(ReadOnlySpan<char> text, int at, int count, int most)
    {
        var digits = text.Slice(at, count);
        if (digits.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        var value = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return value <= most ? value : null;
    }

    private static int DaysOf(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    // The platform's calendar begins with the year 1, a leap year later: the year 0 is read as the year 400,
    // which is 146,097 days after it.
    private static long DaysSince1970(int year, int month, int day)
    {
        var date = new DateOnly(year == 0 ? 400 : year, month, day);
        var days = date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return year == 0 ? days - 146_097 : days;
    }
}

using System.Globalization;
using System.Xml;

namespace Beholden.Oversight.LegalBasis;

/// <summary>What a collection's tags say of the faces that are put into it.</summary>
/// <param name="Basis">One of <see cref="Bases"/>; null: no tag says so.</param>
/// <param name="Term">An ISO 8601 duration from the enrolment on, or a date; null: no tag says so.</param>
/// <param name="Source">Where the pictures come from; null: no tag says so.</param>
public sealed record BasisTags(string? Basis, string? Term, string? Source)
{
    public const string BasisKey = "beholden:basis", TermKey = "beholden:term", SourceKey = "beholden:source";

    public const string Consent = "consent", BipaConsent = "bipa-consent";

    /// <summary>As long as the contract's tag values.</summary>
    public const int SourceCharsMax = 256;

    // A term must mean something: nobody now alive outlives it.
    private const int YearsMax = 200;

    public static BasisTags None { get; } = new(null, null, null);

    /// <summary>What a tag may say; docs/basis.md explains them.</summary>
    public static IReadOnlyList<string> Bases { get; } =
    [
        Consent, BipaConsent, "contract", "law", "archive", "journalism", "vital-interest",
        "legitimate-interest",
    ];

    /// <summary>What a purpose may take besides, where its requests need to state nothing.</summary>
    public static IReadOnlyList<string> DefaultBases { get; } = [.. Bases, "household", "test"];

    /// <param name="tags">All tags of a collection.</param>
    public static BasisTags Of(IReadOnlyDictionary<string, string> tags) => new(
        tags.GetValueOrDefault(BasisKey), tags.GetValueOrDefault(TermKey), tags.GetValueOrDefault(SourceKey));

    /// <summary>What is wrong with tags that somebody sets; null: nothing.</summary>
    public static string? Wrong(IReadOnlyDictionary<string, string> tags)
    {
        var said = Of(tags);
        return said.Basis is { } basis && !Bases.Contains(basis)
                ? $"{BasisKey} is one of {string.Join(", ", Bases)}"
            : said.Term is { } term && End(term, DateTimeOffset.UnixEpoch) is null
                ? $"{TermKey} is an ISO 8601 duration such as P3Y or P30D, of {YearsMax} years at most, or a "
                    + "date such as 2030-12-31"
            : said.Source is { Length: 0 or > SourceCharsMax }
                ? $"{SourceKey} has 1 to {SourceCharsMax} characters"
            : null;
    }

    /// <summary>When a term that begins now ends; null where it is none.</summary>
    /// <param name="term">A date ends with its day, in UTC.</param>
    public static DateTimeOffset? End(string term, DateTimeOffset now)
    {
        if (DateOnly.TryParseExact(term, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var date))
        {
            return date == DateOnly.MaxValue
                ? null
                : new DateTimeOffset(date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        }

        return Duration(term) is var (months, rest) && months <= YearsMax * 12
            && rest <= TimeSpan.FromDays(YearsMax * 366)
            ? now.AddMonths(months).Add(rest)
            : null;
    }

    /// <summary>Years and months as the calendar counts them, and what is left.</summary>
    private static (int Months, TimeSpan Days)? Duration(string term)
    {
        var time = term.IndexOf('T', StringComparison.Ordinal);
        var (days, clock) = time < 0 ? (term, "") : (term[..time], term[time..]);
        if (term is not ['P', _, ..] || clock is ['T'] || !IsOfDays(days[1..], out var months, out var whole))
        {
            return null;
        }

        try
        {
            var rest = clock.Length == 0 ? TimeSpan.Zero : XmlConvert.ToTimeSpan("P" + clock);
            var sum = rest + TimeSpan.FromDays(whole);
            return months > 0 || sum > TimeSpan.Zero ? (months, sum) : null;
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static bool IsOfDays(string text, out int months, out long days)
    {
        (months, days) = (0, 0);
        const string units = "YMWD";
        var (from, last) = (0, -1);
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                continue;
            }

            var unit = units.IndexOf(text[at], StringComparison.Ordinal);
            if (unit <= last || !int.TryParse(
                text.AsSpan(from, at - from), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count > YearsMax * 366)
            {
                return false;
            }

            months += unit switch { 0 => 12 * count, 1 => count, _ => 0 };
            days += unit switch { 2 => 7 * count, 3 => count, _ => 0 };
            (from, last) = (at + 1, unit);
        }

        return from == text.Length;
    }
}

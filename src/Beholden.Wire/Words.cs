using System.Globalization;

namespace Beholden.Wire;

/// <summary>The sentences of AWS's request validation.</summary>
internal static class Words
{
    public const string NotNull = "Member must not be null";

    public static string Pattern(ValuePattern pattern) =>
        $"Member must satisfy regular expression pattern: {pattern.Source}";

    public static string Enumeration(IReadOnlyList<string> values) =>
        $"Member must satisfy enum value set: [{string.Join(", ", values)}]";

    public static IEnumerable<string> Length(int? min, int? max) => Bounds("length", min, max);

    public static IEnumerable<string> Range(double? min, double? max) => Bounds("value", min, max);

    public static IEnumerable<string> BrokenLength(int length, int? min, int? max) =>
        Bounds("length", length < min ? min : null, length > max ? max : null);

    public static IEnumerable<string> BrokenRange(double value, double? min, double? max) =>
        Bounds("value", value < min ? min : null, value > max ? max : null);

    /// <summary>A float as Java prints it: a whole number keeps its ".0".</summary>
    public static string JavaFloat(float value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    private static IEnumerable<string> Bounds(string what, double? min, double? max)
    {
        if (max is not null)
        {
            yield return $"Member must have {what} less than or equal to {max}";
        }

        if (min is not null)
        {
            yield return $"Member must have {what} greater than or equal to {min}";
        }
    }
}

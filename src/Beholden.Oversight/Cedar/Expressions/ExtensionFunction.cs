using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Expressions;

/// <summary>A function of the types decimal, ipaddr, datetime and duration.</summary>
/// <param name="Name">As policies spell it.</param>
/// <param name="IsMethod">Called on a value, not by itself.</param>
/// <param name="Kinds">Types of the arguments, by their names.</param>
/// <param name="Run">Null where the arguments have no result: a text that cannot be read, an
/// overflow.</param>
internal sealed record ExtensionFunction(
    string Name, bool IsMethod, IReadOnlyList<string> Kinds, Func<CedarValue[], CedarValue?> Run)
{
    private static readonly Dictionary<string, ExtensionFunction> All = new[]
    {
        Reader("decimal", DecimalText.Read),
        Reader("ip", AddressText.Read),
        Reader("datetime", TimeText.ReadInstant),
        Reader("duration", TimeText.ReadDuration),
        Decimals("lessThan", Order.Less),
        Decimals("lessThanOrEqual", Order.LessOrEqual),
        Decimals("greaterThan", Order.Greater),
        Decimals("greaterThanOrEqual", Order.GreaterOrEqual),
        Address("isIpv4", a => !a.IsV6),
        Address("isIpv6", a => a.IsV6),
        Address("isLoopback", a => a.IsLoopback),
        Address("isMulticast", a => a.IsMulticast),
        new("isInRange", true, ["ipaddr", "ipaddr"],
            v => CedarBool.Of(((CedarAddress)v[0]).IsIn((CedarAddress)v[1]))),
        new("offset", true, ["datetime", "duration"],
            v => Instant((Int128)((CedarInstant)v[0]).EpochMs + ((CedarDuration)v[1]).Milliseconds)),
        new("durationSince", true, ["datetime", "datetime"],
            v => Duration((Int128)((CedarInstant)v[0]).EpochMs - ((CedarInstant)v[1]).EpochMs)),
        new("toDate", true, ["datetime"],
            v => Instant((Int128)((CedarInstant)v[0]).EpochMs - SinceMidnight((CedarInstant)v[0]))),
        new("toTime", true, ["datetime"], v => Duration(SinceMidnight((CedarInstant)v[0]))),
        Count("toMilliseconds", 1),
        Count("toSeconds", 1000),
        Count("toMinutes", 60_000),
        Count("toHours", 3_600_000),
        Count("toDays", TimeText.DayMs),
    }.ToDictionary(one => one.Name, StringComparer.Ordinal);

    /// <summary>Null where no extension has a function of that name.</summary>
    public static ExtensionFunction? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Checks the arguments and calls.</summary>
    /// <exception cref="EvaluationException">Wrong arguments, or no result.</exception>
    public CedarValue Call(CedarValue[] arguments)
    {
        if (arguments.Length != Kinds.Count)
        {
            throw new EvaluationException($"{Name} takes {Kinds.Count} arguments, not {arguments.Length}");
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Kind != Kinds[i])
            {
                throw EvaluationException.Type(Kinds[i], arguments[i]);
            }
        }

        return Run(arguments) ?? throw new EvaluationException($"{Name} has no result for this");
    }

    private static ExtensionFunction Reader(string name, Func<string, CedarValue?> read) =>
        new(name, false, ["string"], v => read(((CedarString)v[0]).Value));

    private static ExtensionFunction Decimals(string name, Order order) =>
        new(name, true, ["decimal", "decimal"], v => CedarBool.Of(Comparison.Holds(
            order,
            ((CedarDecimal)v[0]).TenThousandths.CompareTo(((CedarDecimal)v[1]).TenThousandths))));

    private static ExtensionFunction Address(string name, Func<CedarAddress, bool> test) =>
        new(name, true, ["ipaddr"], v => CedarBool.Of(test((CedarAddress)v[0])));

    // Rounds towards zero, of negative durations too.
    private static ExtensionFunction Count(string name, long unitMs) =>
        new(name, true, ["duration"], v => new CedarLong(((CedarDuration)v[0]).Milliseconds / unitMs));

    private static long SinceMidnight(CedarInstant instant)
    {
        var rest = instant.EpochMs % TimeText.DayMs;
        return rest < 0 ? rest + TimeText.DayMs : rest;
    }

    private static CedarInstant? Instant(Int128 value) => Fits(value) ? new((long)value) : null;

    private static CedarDuration? Duration(Int128 value) => Fits(value) ? new((long)value) : null;

    private static bool Fits(Int128 value) => value >= long.MinValue && value <= long.MaxValue;
}

namespace Beholden.Oversight.Cedar.Values;

/// <summary>A value of the Cedar language. Values of different kinds are never equal.</summary>
public abstract record CedarValue
{
    /// <summary>Name of the type, as Cedar spells it.</summary>
    public abstract string Kind { get; }
}

/// <summary>true or false; see <see cref="Of"/>.</summary>
public sealed record CedarBool : CedarValue
{
    private CedarBool(bool value) => Value = value;

    public static CedarBool True { get; } = new(true);

    public static CedarBool False { get; } = new(false);

    public bool Value { get; }

    public override string Kind => "bool";

    public static CedarBool Of(bool value) => value ? True : False;
}

/// <summary>A whole number of 64 bits.</summary>
public sealed record CedarLong(long Value) : CedarValue
{
    public override string Kind => "long";
}

/// <summary>Text; well-formed UTF-16.</summary>
public sealed record CedarString(string Value) : CedarValue
{
    public override string Kind => "string";
}

/// <summary>The name of an entity: <c>Type::"id"</c>.</summary>
/// <param name="Type">With its namespaces: <c>A::B</c>.</param>
/// <param name="Id">Any text.</param>
public sealed record EntityUid(string Type, string Id) : CedarValue
{
    public override string Kind => "entity";

    /// <summary>As in a policy; the id with quotes and backslashes escaped.</summary>
    public override string ToString()
    {
        var id = Id.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"{Type}::\"{id}\"";
    }
}

/// <summary>A number with four digits after the point, kept as ten-thousandths.</summary>
public sealed record CedarDecimal(long TenThousandths) : CedarValue
{
    public override string Kind => "decimal";
}

/// <summary>An instant: milliseconds since 1970, without leap seconds; before it negative.</summary>
public sealed record CedarInstant(long EpochMs) : CedarValue
{
    public override string Kind => "datetime";
}

/// <summary>A length of time in milliseconds, possibly negative.</summary>
public sealed record CedarDuration(long Milliseconds) : CedarValue
{
    public override string Kind => "duration";
}

/// <summary>An IPv4 or IPv6 address with the length of its network prefix.</summary>
/// <param name="Bits">The address; of IPv4 the low 32 bits.</param>
/// <param name="IsV6">IPv6.</param>
/// <param name="PrefixLength">0 to 32, of IPv6 0 to 128; the whole length for a single address.</param>
public sealed record CedarAddress(UInt128 Bits, bool IsV6, int PrefixLength) : CedarValue
{
    public override string Kind => "ipaddr";

    /// <summary>Every address of this range is a loopback address.</summary>
    public bool IsLoopback => IsV6
        ? Bits == UInt128.One && PrefixLength == 128
        : (uint)(Bits >> 24) == 127 && PrefixLength >= 8;

    /// <summary>Every address of this range is a multicast address.</summary>
    public bool IsMulticast => IsV6
        ? (uint)(Bits >> 120) == 0xFF && PrefixLength >= 8
        : (uint)(Bits >> 28) == 0xE && PrefixLength >= 4;

    /// <summary>Every address of this range is also in the other; never across IPv4 and IPv6.</summary>
    public bool IsIn(CedarAddress other) =>
        IsV6 == other.IsV6
        && PrefixLength >= other.PrefixLength
        && Network(other.PrefixLength) == other.Network(other.PrefixLength);

    private UInt128 Network(int length)
    {
        var hostBits = (IsV6 ? 128 : 32) - length;

        // A shift by 128 would be a shift by none.
        return hostBits == 128 ? UInt128.Zero : Bits >> hostBits;
    }
}

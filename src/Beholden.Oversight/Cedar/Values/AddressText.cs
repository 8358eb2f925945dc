using System.Globalization;

namespace Beholden.Oversight.Cedar.Values;

/// <summary>
/// Reads an address or a range in CIDR notation. Stricter than the platform's parser: no leading zeros, no
/// zone, no IPv4 inside IPv6.
/// </summary>
internal static class AddressText
{
    private const int GroupsMax = 8;

    /// <summary>Null where the text is no address.</summary>
    public static CedarAddress? Read(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text.AsSpan(0, slash);
        var isV6 = address.Contains(':');
        var bits = isV6 ? ReadV6(address) : ReadV4(address);
        var longest = isV6 ? 128 : 32;
        if (bits is null)
        {
            return null;
        }

        return slash < 0
            ? new(bits.Value, isV6, longest)
            : Number(text.AsSpan(slash + 1), longest) is { } prefix ? new(bits.Value, isV6, prefix) : null;
    }

    private static UInt128? ReadV4(ReadOnlySpan<char> text)
    {
        var (bits, parts) = (UInt128.Zero, 0);
        foreach (var part in text.Split('.'))
        {
            if (++parts > 4 || Number(text[part], byte.MaxValue) is not { } octet)
            {
                return null;
            }

            bits = (bits << 8) | (uint)octet;
        }

        return parts == 4 ? bits : null;
    }

    private static UInt128? ReadV6(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0)
        {
            return Groups(text) is { Count: GroupsMax } all ? Join(all) : null;
        }

        var (before, after) = (Groups(text[..gap]), Groups(text[(gap + 2)..]));
        if (before is null || after is null || before.Count + after.Count >= GroupsMax)
        {
            return null;
        }

        return Join([.. before, .. new ushort[GroupsMax - before.Count - after.Count], .. after]);
    }

    private static List<ushort>? Groups(ReadOnlySpan<char> text)
    {
        List<ushort> groups = [];
        if (text.IsEmpty)
        {
            return groups;
        }

        foreach (var part in text.Split(':'))
        {
            var group = text[part];
            if (group.Length is 0 or > 4
                || groups.Count == GroupsMax
                || !ushort.TryParse(
                    group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            groups.Add(value);
        }

        return groups;
    }

    private static UInt128 Join(List<ushort> groups) =>
        groups.Aggregate(UInt128.Zero, (bits, group) => (bits << 16) | group);

    // One to three digits without a leading zero.
    private static int? Number(ReadOnlySpan<char> text, int most)
    {
        if (text.Length is 0 or > 3
            || text.ContainsAnyExceptInRange('0', '9')
            || (text.Length > 1 && text[0] == '0'))
        {
            return null;
        }

        var value = int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        return value <= most ? value : null;
    }
}

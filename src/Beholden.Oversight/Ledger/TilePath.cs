using System.Globalization;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// The name of a tile or of a bundle of entries, as c2sp.org/tlog-tiles writes it:
/// <c>tile/LEVEL/NUMBER[.p/WIDTH]</c>, <c>tile/entries/NUMBER[.p/WIDTH]</c>.
/// </summary>
/// <param name="Level">0 to 63, or <see cref="EntriesLevel"/> for a bundle.</param>
/// <param name="Number">From 0; tile 0 is the leftmost of its level.</param>
/// <param name="Width">Hashes or entries, 1 to 256; below 256 it is a partial one.</param>
public readonly record struct TilePath(int Level, long Number, int Width)
{
    /// <summary>Stands for the level of a bundle of entries.</summary>
    public const int EntriesLevel = -1;

    /// <summary>Hashes in a full tile.</summary>
    public const int WidthFull = 256;

    internal const int HeightOfTile = 8;
    internal const int BytesFull = WidthFull * MerkleHash.Bytes;

    private const int LevelMax = 63;
    private const int CharsMax = 64; // A long in groups of three digits, with room.

    /// <summary>Whether it names a bundle of entries.</summary>
    public bool IsEntries => Level == EntriesLevel;

    /// <summary>Whether all its hashes are there, so that it never changes.</summary>
    public bool IsFull => Width == WidthFull;

    /// <returns>Null where the path is not written exactly as the specification says.</returns>
    public static TilePath? Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/');
        if (path.Length > CharsMax || parts.Length < 3 || parts[0] != "tile")
        {
            return null;
        }

        var width = WidthFull;
        var groups = parts.AsSpan(2).ToArray();
        if (groups is [.., var beforeLast, var last] && beforeLast.EndsWith(".p", StringComparison.Ordinal))
        {
            width = (int)Math.Min(NoteText.Number(last) ?? WidthFull, WidthFull);
            groups = [.. groups[..^2], beforeLast[..^2]];
            if (width is 0 or WidthFull)
            {
                return null;
            }
        }

        var level = parts[1] == "entries" ? EntriesLevel : NoteText.Number(parts[1]) ?? LevelMax + 1;
        if (level > LevelMax || NumberOf(groups) is not { } number)
        {
            return null;
        }

        // Written again and compared: zeros in front, missing groups and the like are other paths.
        var parsed = new TilePath((int)level, number, width);
        return parsed.ToString() == path ? parsed : null;
    }

    /// <summary>The path, without a slash in front.</summary>
    public override string ToString()
    {
        var digits = Number.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        var groups = digits.Chunk(3).Select(group => new string(group)).ToArray();
        var number = string.Join(
            '/', groups.Select((group, i) => i < groups.Length - 1 ? 'x' + group : group));
        var level = IsEntries ? "entries" : Level.ToString(CultureInfo.InvariantCulture);
        return $"tile/{level}/{number}" + (IsFull ? "" : $".p/{Width}");
    }

    /// <summary>All tiles and bundles of a tree, level by level; the bundles come first.</summary>
    /// <param name="size">Entries, from 0.</param>
    public static IEnumerable<TilePath> Of(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        for (var level = EntriesLevel; ; level++)
        {
            var hashes = size >> (Math.Max(level, 0) * HeightOfTile);
            if (hashes == 0)
            {
                yield break;
            }

            for (var number = 0L; number < hashes / WidthFull; number++)
            {
                yield return new(level, number, WidthFull);
            }

            if (hashes % WidthFull != 0)
            {
                yield return new(level, hashes / WidthFull, (int)(hashes % WidthFull));
            }
        }
    }

    /// <summary>Whether a tree of that size has exactly this tile.</summary>
    internal bool IsOf(long size)
    {
        var level = Math.Max(Level, 0);
        var hashes = level > 7 ? 0 : size >> (level * HeightOfTile);
        return Number < hashes / WidthFull
            ? IsFull
            : Number == hashes / WidthFull && Width == hashes % WidthFull;
    }

    private static long? NumberOf(string[] groups)
    {
        var number = 0L;
        foreach (var (at, group) in groups.Index())
        {
            var digits = at < groups.Length - 1 && group.StartsWith('x') ? group[1..] : group;
            if (digits.Length != 3 || !digits.All(char.IsAsciiDigit) || number > long.MaxValue / 1_000 - 1)
            {
                return null;
            }

            number = (number * 1_000) + int.Parse(digits, CultureInfo.InvariantCulture);
        }

        return number;
    }
}

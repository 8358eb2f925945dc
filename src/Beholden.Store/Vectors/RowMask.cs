namespace Beholden.Store.Vectors;

/// <summary>
/// Rows that a caller may not see: they are never compared. One bit for each key in a range.
/// </summary>
internal sealed class RowMask
{
    private readonly ulong[] bits;
    private readonly long keyMin;

    public RowMask(IReadOnlyCollection<long> hidden)
    {
        keyMin = hidden.Count == 0 ? 0 : hidden.Min();
        var range = hidden.Count == 0 ? 0 : hidden.Max() - keyMin + 1;
        bits = new ulong[(range + 63) / 64];
        foreach (var key in hidden)
        {
            bits[(key - keyMin) / 64] |= 1UL << (int)((key - keyMin) % 64);
        }
    }

    public static RowMask Nothing { get; } = new([]);

    public bool Hides(long key)
    {
        var at = key - keyMin;
        return (ulong)at < (ulong)bits.Length * 64 && (bits[at / 64] >> (int)(at % 64) & 1) != 0;
    }

    /// <returns>Whether a block with keys of this range may have hidden rows.</returns>
    public bool Touches(long first, long last) =>
        bits.Length > 0 && last >= keyMin && first < keyMin + (bits.Length * 64L);
}

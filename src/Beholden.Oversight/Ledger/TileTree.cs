using System.Numerics;

namespace Beholden.Oversight.Ledger;

/// <summary>Hashes of any part of a tree, from its full tiles and its right edge.</summary>
/// <param name="fullTile">Gives the 8,192 bytes of a full tile by level and number.</param>
internal sealed class TileTree(TreeEdge edge, Func<int, long, byte[]> fullTile)
{
    public long Size => edge.Size;

    /// <summary>How many hashes a tile has in this tree: 0 to 256.</summary>
    public int Width(int level, long number)
    {
        // Beyond 7 levels lies no tree that a long can count.
        var hashes = level > 7 ? 0 : Size >> (level * TilePath.HeightOfTile);
        return number < 0 || number > hashes / TilePath.WidthFull
            ? 0
            : (int)Math.Min(hashes - (number * TilePath.WidthFull), TilePath.WidthFull);
    }

    /// <param name="width">At most <see cref="Width"/>.</param>
    public byte[] Tile(int level, long number, int width) => Width(level, number) == TilePath.WidthFull
        ? fullTile(level, number)[..(width * MerkleHash.Bytes)]
        : edge.Tile(level, width).ToArray();

    /// <summary>
    /// The root over the entries from <paramref name="start"/> up to <paramref name="end"/>.
    /// </summary>
    /// <remarks>Start and end as RFC 6962 parts a tree: what it asks for in its proofs.</remarks>
    public byte[] Root(long start, long end)
    {
        var count = end - start;
        if (count == 0)
        {
            return MerkleHash.Empty();
        }

        if (BitOperations.IsPow2(count) && start % count == 0)
        {
            return Complete(BitOperations.Log2((ulong)count), start);
        }

        var middle = start + MerkleHash.Split(count);
        return MerkleHash.Node(Root(start, middle), Root(middle, end));
    }

    public IReadOnlyList<byte[]> Inclusion(long index, long size) =>
        MerkleProof.Inclusion(index, size, Root);

    public IReadOnlyList<byte[]> Consistency(long oldSize, long newSize) =>
        MerkleProof.Consistency(oldSize, newSize, Root);

    private byte[] Complete(int height, long start)
    {
        var level = height / TilePath.HeightOfTile;
        var hashes = 1 << (height % TilePath.HeightOfTile);
        var index = start >> (level * TilePath.HeightOfTile);
        var slot = (int)(index % TilePath.WidthFull);
        var tile = Tile(level, index / TilePath.WidthFull, slot + hashes);
        return MerkleHash.Complete(tile.AsSpan(slot * MerkleHash.Bytes));
    }
}

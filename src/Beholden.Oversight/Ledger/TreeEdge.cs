namespace Beholden.Oversight.Ledger;

/// <summary>
/// The right edge of a tree: the roots of its complete parts, and its tiles that are not full yet. It does
/// not change; <see cref="Append"/> gives a new one.
/// </summary>
/// <remarks>
/// Tiles are shared between an edge and those that grew from it. Each only reads the hashes that its own
/// size covers, and those never change.
/// </remarks>
internal sealed class TreeEdge
{
    private readonly byte[][] peaks; // By height; those of the bits of Size are meant.
    private readonly List<byte[]> tiles; // By level, 256 hashes each.

    private TreeEdge(long size, byte[][] peaks, List<byte[]> tiles)
    {
        Size = size;
        this.peaks = peaks;
        this.tiles = tiles;
    }

    public static TreeEdge Empty { get; } = new(0, new byte[64][], []);

    public long Size { get; }

    public byte[] Root()
    {
        byte[]? root = null;
        for (var height = 0; Size >> height != 0; height++)
        {
            if ((Size >> height & 1) == 1)
            {
                root = root is null ? peaks[height] : MerkleHash.Node(peaks[height], root);
            }
        }

        return root ?? MerkleHash.Empty();
    }

    /// <param name="leaves">Hashes of entries, 32 bytes each.</param>
    /// <param name="full">Takes each tile that becomes full: its level, its number, its 8,192 bytes.</param>
    public TreeEdge Append(IEnumerable<byte[]> leaves, Action<int, long, byte[]> full)
    {
        var (size, grown, open) = (Size, (byte[][])peaks.Clone(), new List<byte[]>(tiles));
        foreach (var leaf in leaves)
        {
            AddPeak(grown, size, leaf);
            AddToTiles(open, size, leaf, full);
            size++;
        }

        return new(size, grown, open);
    }

    /// <returns>The beginning of a tile that is not full.</returns>
    public ReadOnlySpan<byte> Tile(int level, int width) =>
        tiles[level].AsSpan(0, width * MerkleHash.Bytes);

    /// <summary>The edge of a tree whose full tiles and last leaves are kept.</summary>
    /// <param name="lastLeaves">Hashes of the entries behind the last full tile of level 0.</param>
    public static TreeEdge Load(
        long size, IReadOnlyList<byte[]> lastLeaves, Func<int, long, byte[]> fullTile)
    {
        var open = new List<byte[]>();
        for (var level = 0; size >> (level * TilePath.HeightOfTile) != 0; level++)
        {
            var hashes = size >> (level * TilePath.HeightOfTile);
            var first = hashes / TilePath.WidthFull * TilePath.WidthFull;
            var tile = new byte[TilePath.BytesFull];
            for (var index = first; index < hashes; index++)
            {
                var slot = (int)(index - first);
                var hash = level == 0 ? lastLeaves[slot] : MerkleHash.Complete(fullTile(level - 1, index));
                hash.CopyTo(tile, slot * MerkleHash.Bytes);
            }

            open.Add(tile);
        }

        var edge = new TreeEdge(size, new byte[64][], open);
        var tree = new TileTree(edge, fullTile);
        for (var (height, start) = (62, 0L); height >= 0; height--)
        {
            if ((size >> height & 1) == 1)
            {
                edge.peaks[height] = tree.Root(start, start + (1L << height));
                start += 1L << height;
            }
        }

        return edge;
    }

    private static void AddPeak(byte[][] peaks, long size, byte[] leaf)
    {
        var (height, hash) = (0, leaf);
        for (; (size >> height & 1) == 1; height++)
        {
            hash = MerkleHash.Node(peaks[height], hash);
        }

        peaks[height] = hash;
    }

    private static void AddToTiles(List<byte[]> open, long size, byte[] leaf, Action<int, long, byte[]> full)
    {
        var hash = leaf;
        for (var level = 0; ; level++)
        {
            if (open.Count == level)
            {
                open.Add(new byte[TilePath.BytesFull]);
            }

            var index = size >> (level * TilePath.HeightOfTile);
            var slot = (int)(index % TilePath.WidthFull);
            hash.CopyTo(open[level], slot * MerkleHash.Bytes);
            if (slot != TilePath.WidthFull - 1)
            {
                return;
            }

            full(level, index / TilePath.WidthFull, open[level]);
            hash = MerkleHash.Complete(open[level]);
            open[level] = new byte[TilePath.BytesFull];
        }
    }
}

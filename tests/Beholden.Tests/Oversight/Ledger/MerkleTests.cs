using System.Text;
using Beholden.Oversight.Ledger;
using CsCheck;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>Hashes, trees and proofs beside known answers and a twin by definition.</summary>
public sealed class MerkleTests
{
    private static readonly List<byte[]> Leaves =
        [.. Enumerable.Range(0, 601).Select(n => MerkleHash.Leaf(Encoding.UTF8.GetBytes($"entry {n}")))];

    [Fact]
    public void Known_hashes_are_known()
    {
        Assert.Equal(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(MerkleHash.Empty()));
        Assert.Equal(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Hex(MerkleHash.Leaf([])));
        Assert.Equal(
            "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56",
            Hex(MerkleHash.Leaf("L123456"u8)));
        Assert.Equal(
            "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb",
            Hex(MerkleHash.Node("N123"u8, "N456"u8)));
    }

    [Fact]
    public void A_root_that_grew_equals_the_one_by_definition_at_every_size()
    {
        var (edge, full) = (TreeEdge.Empty, new Dictionary<(int, long), byte[]>());
        for (var size = 0; size <= 600; size++)
        {
            Assert.Equal(Hex(NaiveTree.Root(Leaves[..size])), Hex(edge.Root()));
            var tree = new TileTree(edge, (level, number) => full[(level, number)]);
            Assert.Equal(Hex(edge.Root()), Hex(tree.Root(0, size)));
            var loaded = TreeEdge.Load(size, Leaves[(size / 256 * 256)..size], (l, n) => full[(l, n)]);
            Assert.Equal(Hex(edge.Root()), Hex(loaded.Root()));
            edge = edge.Append([Leaves[size]], (level, number, hashes) => full[(level, number)] = hashes);
        }
    }

    [Fact]
    public void Made_proofs_are_those_by_definition_and_hold() =>
        Gen.Select(Gen.Int[1, 600], Gen.Int[0, 599], Gen.Int[1, 600], Gen.Int[0, 9]).Sample(
            (size, index, old, wrong) =>
            {
                (index, old) = (index % size, 1 + (old % size));
                var tree = Tree(size);
                var root = tree.Root(0, size);
                var inclusion = tree.Inclusion(index, size);
                Assert.Equal(NaiveTree.Path(index, Leaves[..size]).Select(Hex), inclusion.Select(Hex));
                Assert.True(MerkleProof.IsIncluded(index, size, Leaves[index], inclusion, root));
                Assert.False(MerkleProof.IsIncluded(index, size, Leaves[600], inclusion, root));

                var consistency = tree.Consistency(old, size);
                Assert.Equal(NaiveTree.Proof(old, Leaves[..size]).Select(Hex), consistency.Select(Hex));
                var oldRoot = NaiveTree.Root(Leaves[..old]);
                Assert.True(MerkleProof.IsConsistent(old, size, consistency, oldRoot, root));
                Assert.False(MerkleProof.IsConsistent(old, size, [.. consistency, root], oldRoot, root));
                if (old < size)
                {
                    var changed = consistency.Select(hash => (byte[])hash.Clone()).ToList();
                    changed[wrong % changed.Count][wrong] ^= 1;
                    Assert.False(MerkleProof.IsConsistent(old, size, changed, oldRoot, root));
                }
            },
            iter: 500);

    [Fact]
    public void A_tree_of_70000_entries_has_the_tiles_of_the_specification()
    {
        var tiles = TilePath.Of(70_000).Where(path => !path.IsEntries).ToList();
        Assert.Equal(273, tiles.Count(path => path is { Level: 0, IsFull: true }));
        Assert.Equal(
            ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"],
            tiles.SkipWhile(path => path is { Level: 0, IsFull: true }).Select(path => path.ToString()));
        Assert.Equal(274, TilePath.Of(70_000).Count(path => path.IsEntries));
        Assert.Equal(
            ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"],
            TilePath.Of(256).Select(path => path.ToString()));
        Assert.All(TilePath.Of(70_000), path => Assert.True(path.IsOf(70_000)));
    }

    [Fact]
    public void A_grown_tree_of_70000_entries_fills_exactly_those_tiles()
    {
        var full = new List<TilePath>();
        var leaf = MerkleHash.Leaf([]);
        var edge = TreeEdge.Empty.Append(
            Enumerable.Repeat(leaf, 70_000), (level, number, _) => full.Add(new(level, number, 256)));

        Assert.Equal(
            TilePath.Of(70_000).Where(path => path is { IsEntries: false, IsFull: true }),
            full.OrderBy(path => path.Level).ThenBy(path => path.Number));
        Assert.Equal(17 * 32, edge.Tile(1, 17).Length);
    }

    private static TileTree Tree(int size)
    {
        var full = new Dictionary<(int, long), byte[]>();
        var edge = TreeEdge.Empty.Append(
            Leaves[..size], (level, number, hashes) => full[(level, number)] = hashes);
        return new(edge, (level, number) => full[(level, number)]);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

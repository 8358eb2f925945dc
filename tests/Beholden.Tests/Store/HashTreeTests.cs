using Beholden.Store.FaceSets;
using CsCheck;

namespace Beholden.Tests.Store;

/// <summary>The tree alone, beside known answers and its naive twin.</summary>
public sealed class HashTreeTests
{
    // Leaves that agree in many bits, so that parts lie deep, beside leaves as SHA-256 spreads them.
    private static readonly Gen<FaceHash> Leaves = Gen.OneOf(
        Gen.Int[0, 199].Select(n => FaceHash.Leaf($"{n}")),
        Gen.Select(Gen.ULong[0, 1], Gen.Int[0, 63], Gen.ULong[0, 9]).Select(
            (first, shift, last) => new FaceHash(first << 63, 1UL << shift, 0, last)));

    private static readonly Gen<(FaceHash[] First, (FaceHash Leaf, bool IsAdded)[] Changes)> Stories =
        Gen.Select(
            Leaves.Array[0, 300],
            Gen.Select(Leaves, Gen.Frequency((1, Gen.Const(true)), (2, Gen.Const(false)))).Array[0, 300]);

    public static TheoryData<int, string> Known => new()
    {
        { 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { 1, "62bd91ac76f3320569169682428b8c0209bda9f0033bcc428ec2cef0fd892cc4" },
        { 2, "b4acdcbf0d56a76fd1c5513a4820cf5b740f9ef4c2d7d01001286996bae4e170" },
        { 1000, "9c17256cdef4895ca72c6683465cc69308e13c878b338b01b0bd4804b28569e9" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Roots_that_another_program_computed_are_found(int faces, string root)
    {
        var ids = Enumerable.Range(0, faces).Select(n => $"face {n}").ToList();
        Assert.Equal(root, Of(ids).Root.ToHex());
        Assert.Equal(root, NaiveFaceSet.Root(ids));
    }

    [Fact]
    public void After_any_changes_the_tree_and_its_naive_twin_have_one_root() => Stories.Sample(
        story =>
        {
            var twin = story.First.ToHashSet();
            var tree = HashTree.Of([.. twin]);
            var step = 0;
            foreach (var (leaf, isAdded) in story.Changes)
            {
                if (isAdded)
                {
                    tree.Add(leaf);
                    twin.Add(leaf);
                }
                else
                {
                    tree.Remove(leaf);
                    twin.Remove(leaf);
                }

                Assert.Equal(twin.Count, tree.Count);
                if (++step % 16 == 0 || step == story.Changes.Length)
                {
                    Assert.Equal(Naive(twin), tree.Root.ToHex());
                }
            }
        },
        iter: 200, threads: 1);

    [Fact]
    public void The_order_of_changes_does_not_matter()
    {
        var ids = Enumerable.Range(0, 3_000).Select(n => $"{n}").ToArray();
        var (grown, shrunk) = (Of([]), Of(Enumerable.Range(0, 9_000).Select(n => $"{n}")));
        new Random(1).Shuffle(ids);
        Array.ForEach(ids, id => grown.Add(FaceHash.Leaf(id)));
        for (var n = 8_999; n >= 3_000; n--)
        {
            shrunk.Remove(FaceHash.Leaf($"{n}"));
        }

        Assert.Equal(NaiveFaceSet.Root(ids), grown.Root.ToHex());
        Assert.Equal((grown.Root, grown.Count), (shrunk.Root, shrunk.Count));
        Array.ForEach(ids, id => shrunk.Remove(FaceHash.Leaf(id)));
        Assert.Equal((FaceHash.Empty, 0), (shrunk.Root, shrunk.Count));
    }

    [Fact]
    public void A_hundred_thousand_faces_have_the_root_of_the_definition()
    {
        var ids = Enumerable.Range(0, 100_000).Select(n => $"{n}").ToList();
        var tree = Of(ids);
        Assert.Equal(NaiveFaceSet.Root(ids), tree.Root.ToHex());
        tree.Remove(FaceHash.Leaf(ids[^1]));
        Assert.Equal(NaiveFaceSet.Root(ids[..^1]), tree.Root.ToHex());
    }

    private static string Naive(IEnumerable<FaceHash> leaves) =>
        NaiveFaceSet.RootOfLeaves(leaves.Select(leaf => leaf.ToHex()));

    private static HashTree Of(IEnumerable<string> faceIds) =>
        HashTree.Of([.. faceIds.Select(FaceHash.Leaf)]);
}

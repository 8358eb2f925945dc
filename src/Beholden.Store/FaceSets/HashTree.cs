namespace Beholden.Store.FaceSets;

/// <summary>
/// A set of leaf hashes and its root, kept up to date with every change. For one thread at a time.
/// </summary>
/// <remarks>
/// The root of no leaf is SHA-256 of nothing, of one the leaf, and of more the node over the roots of two
/// parts: those with 0 and those with 1 in the first bit in which not all agree. So it depends on the set
/// alone. How the leaves lie in memory does not show in it: parts of few leaves are sorted arrays, whose
/// inner hashes are computed when they change and not kept.
/// </remarks>
internal sealed class HashTree
{
    /// <summary>
    /// Leaves of one array. With what stands around them a leaf takes 38.4 bytes instead of 32 (100,000
    /// faces, <c>bench/run face-set</c>); a change computes as many hashes as there are leaves in its array.
    /// </summary>
    internal const int BucketMax = 32;

    // Less than what is parted, so that a face that comes and goes does not part and join them each time.
    private const int JoinMax = BucketMax / 2;

    private Part top;

    private HashTree(Part top, int count) => (this.top, Count) = (top, count);

    public int Count { get; private set; }

    public FaceHash Root => top.Root;

    /// <param name="leaves">In any order, none twice. They are sorted in place.</param>
    public static HashTree Of(Span<FaceHash> leaves)
    {
        leaves.Sort();
        return new(Build(leaves, depth: 0), leaves.Length);
    }

    /// <summary>Adds a leaf that is not there; one that is there stays.</summary>
    public void Add(FaceHash leaf)
    {
        if (With(top, leaf, depth: 0) is { } changed)
        {
            (top, Count) = (changed, Count + 1);
        }
    }

    /// <summary>Takes a leaf away, if it is there.</summary>
    public void Remove(FaceHash leaf)
    {
        if (Without(top, leaf, depth: 0) is { } changed)
        {
            (top, Count) = (changed, Count - 1);
        }
    }

    private static Part Build(ReadOnlySpan<FaceHash> sorted, int depth)
    {
        if (sorted.Length <= BucketMax)
        {
            return new Bucket(sorted.ToArray());
        }

        var middle = FirstWith(sorted, depth);
        return new Branch(Build(sorted[..middle], depth + 1), Build(sorted[middle..], depth + 1));
    }

    /// <returns>What is now in the part's place; null where the leaf is there already.</returns>
    private static Part? With(Part part, FaceHash leaf, int depth)
    {
        if (part is Branch branch)
        {
            return With(branch.Side(leaf.Bit(depth)), leaf, depth + 1) is { } changed
                ? branch.Put(leaf.Bit(depth), changed)
                : null;
        }

        var leaves = ((Bucket)part).Leaves;
        var at = Array.BinarySearch(leaves, leaf);
        return at < 0 ? Build([.. leaves.AsSpan(..~at), leaf, .. leaves.AsSpan(~at..)], depth) : null;
    }

    /// <returns>What is now in the part's place; null where there is no such leaf.</returns>
    private static Part? Without(Part part, FaceHash leaf, int depth)
    {
        if (part is Branch branch)
        {
            return Without(branch.Side(leaf.Bit(depth)), leaf, depth + 1) is not { } changed
                ? null
                : changed is Bucket { Leaves: var some }
                    && branch.Side(!leaf.Bit(depth)) is Bucket { Leaves: var others }
                    && some.Length + others.Length <= JoinMax
                ? new Bucket(leaf.Bit(depth) ? [.. others, .. some] : [.. some, .. others])
                : branch.Put(leaf.Bit(depth), changed);
        }

        var leaves = ((Bucket)part).Leaves;
        var at = Array.BinarySearch(leaves, leaf);
        return at < 0 ? null : new Bucket([.. leaves.AsSpan(..at), .. leaves.AsSpan((at + 1)..)]);
    }

    private static FaceHash RootOf(ReadOnlySpan<FaceHash> sorted)
    {
        if (sorted.Length < 2)
        {
            return sorted.IsEmpty ? FaceHash.Empty : sorted[0];
        }

        var middle = FirstWith(sorted, sorted[0].FirstDifference(sorted[^1]));
        return FaceHash.Node(RootOf(sorted[..middle]), RootOf(sorted[middle..]));
    }

    /// <summary>Where the leaves begin that have the bit, of leaves that agree in all bits before.</summary>
    private static int FirstWith(ReadOnlySpan<FaceHash> sorted, int bit)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle].Bit(bit) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>The leaves that begin with the same bits, as many as the part is deep.</summary>
    private abstract class Part
    {
        public FaceHash Root { get; protected set; }
    }

    private sealed class Bucket : Part
    {
        public Bucket(FaceHash[] leaves) => (Leaves, Root) = (leaves, RootOf(leaves));

        /// <summary>Ascending.</summary>
        public FaceHash[] Leaves { get; }
    }

    private sealed class Branch : Part
    {
        private Part zeros;
        private Part ones;

        public Branch(Part zeros, Part ones)
        {
            (this.zeros, this.ones) = (zeros, ones);
            Rehash();
        }

        public Part Side(bool bit) => bit ? ones : zeros;

        public Branch Put(bool bit, Part part)
        {
            (zeros, ones) = bit ? (zeros, part) : (part, ones);
            Rehash();
            return this;
        }

        // A side without leaves is no part of the root's definition: the bit is one in which all agree.
        private void Rehash() => Root =
            zeros.Root == FaceHash.Empty ? ones.Root
            : ones.Root == FaceHash.Empty ? zeros.Root
            : FaceHash.Node(zeros.Root, ones.Root);
    }
}

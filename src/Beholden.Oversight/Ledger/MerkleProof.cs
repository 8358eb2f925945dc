using System.Security.Cryptography;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// Proofs that an entry is in a tree, and that a tree is the beginning of another: RFC 9162, sections
/// 2.1.3 and 2.1.4. To make one, a function gives the root over the entries from one index up to another.
/// </summary>
internal static class MerkleProof
{
    /// <summary>The hashes beside the way from an entry up to the root, the lowest first.</summary>
    /// <param name="index">0 to <paramref name="size"/> - 1.</param>
    public static IReadOnlyList<byte[]> Inclusion(long index, long size, Func<long, long, byte[]> root)
    {
        var path = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + MerkleHash.Split(end - start);
            if (index < middle)
            {
                path.Add(root(middle, end));
                end = middle;
            }
            else
            {
                path.Add(root(start, middle));
                start = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <param name="oldSize">1 to <paramref name="newSize"/>.</param>
    public static IReadOnlyList<byte[]> Consistency(
        long oldSize, long newSize, Func<long, long, byte[]> root)
    {
        var path = new List<byte[]>();
        var (start, end, isWhole) = (0L, newSize, true);
        while (oldSize < end)
        {
            var middle = start + MerkleHash.Split(end - start);
            if (oldSize <= middle)
            {
                path.Add(root(middle, end));
                end = middle;
            }
            else
            {
                path.Add(root(start, middle));
                (start, isWhole) = (middle, false);
            }
        }

        // The old root itself is known to whoever checks.
        if (!isWhole)
        {
            path.Add(root(start, end));
        }

        path.Reverse();
        return path;
    }

    /// <param name="leaf">The hash of the entry, 32 bytes; other lengths prove nothing.</param>
    public static bool IsIncluded(
        long index, long size, ReadOnlySpan<byte> leaf, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || leaf.Length != MerkleHash.Bytes || !AreHashes(proof))
        {
            return false;
        }

        var (at, last, hash) = (index, size - 1, leaf.ToArray());
        foreach (var beside in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if (IsRight(at, last))
            {
                hash = MerkleHash.Node(beside, hash);
                SkipLonely(ref at, ref last);
            }
            else
            {
                hash = MerkleHash.Node(hash, beside);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && AreEqual(hash, root);
    }

    /// <summary>Whether the tree of the old size is the beginning of the tree of the new size.</summary>
    /// <remarks>An old size of 0 is refused: every tree begins with the empty one, without proof.</remarks>
    public static bool IsConsistent(
        long oldSize, long newSize, IReadOnlyList<byte[]> proof,
        ReadOnlySpan<byte> oldRoot, ReadOnlySpan<byte> newRoot)
    {
        if (oldSize <= 0 || oldSize > newSize || !AreHashes(proof))
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return proof.Count == 0 && AreEqual(oldRoot, newRoot);
        }

        if (proof.Count == 0)
        {
            return false;
        }

        var (at, last) = (oldSize - 1, newSize - 1);
        while ((at & 1) == 1)
        {
            (at, last) = (at >> 1, last >> 1);
        }

        // The root of an old tree that is complete is itself the first hash.
        var isComplete = (oldSize & (oldSize - 1)) == 0;
        var ofOld = isComplete ? oldRoot.ToArray() : proof[0];
        var ofNew = ofOld;
        foreach (var beside in proof.Skip(isComplete ? 0 : 1))
        {
            if (last == 0)
            {
                return false;
            }

            if (IsRight(at, last))
            {
                (ofOld, ofNew) = (MerkleHash.Node(beside, ofOld), MerkleHash.Node(beside, ofNew));
                SkipLonely(ref at, ref last);
            }
            else
            {
                ofNew = MerkleHash.Node(ofNew, beside);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && AreEqual(ofOld, oldRoot) && AreEqual(ofNew, newRoot);
    }

    private static bool IsRight(long at, long last) => (at & 1) == 1 || at == last;

    // The last node of a level that has none beside it goes up as it is, level by level.
    private static void SkipLonely(ref long at, ref long last)
    {
        while (at != 0 && (at & 1) == 0)
        {
            (at, last) = (at >> 1, last >> 1);
        }
    }

    private static bool AreHashes(IReadOnlyList<byte[]> proof) =>
        proof.All(hash => hash.Length == MerkleHash.Bytes);

    private static bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        CryptographicOperations.FixedTimeEquals(one, other);
}

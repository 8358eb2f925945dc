using System.Numerics;
using System.Security.Cryptography;

namespace Beholden.Oversight.Ledger;

/// <summary>The hashes of a Merkle tree as RFC 6962, section 2.1, has them; each has 32 bytes.</summary>
internal static class MerkleHash
{
    public const int Bytes = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0, NodePrefix = 1;
    private const int SmallBytes = 1_100; // An entry of ours and its prefix.

    /// <summary>The root of a tree without entries.</summary>
    public static byte[] Empty() => SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        var length = entry.Length + 1;
        var bytes = length <= SmallBytes ? stackalloc byte[length] : new byte[length];
        bytes[0] = LeafPrefix;
        entry.CopyTo(bytes[1..]);
        return SHA256.HashData(bytes);
    }

    /// <param name="left">32 bytes, never more.</param>
    /// <param name="right">32 bytes, never more.</param>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Bytes)];
        bytes[0] = NodePrefix;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + left.Length)..]);
        return SHA256.HashData(bytes[..(1 + left.Length + right.Length)]);
    }

    /// <summary>The root over hashes that are a power of two in number, each beside the next.</summary>
    /// <param name="hashes">32 bytes each.</param>
    public static byte[] Complete(ReadOnlySpan<byte> hashes) => hashes.Length == Bytes
        ? hashes.ToArray()
        : Node(Complete(hashes[..(hashes.Length / 2)]), Complete(hashes[(hashes.Length / 2)..]));

    /// <summary>Where RFC 6962 parts a tree: the largest power of two below its size.</summary>
    /// <param name="size">At least 2.</param>
    public static long Split(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}

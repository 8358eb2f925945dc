using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Beholden.Store.FaceSets;

/// <summary>
/// A SHA-256: of a face's id, or of a part of a set. Its 32 bytes are held as four numbers, most significant
/// first, so that hashes compare as their bytes do and lie in an array without an object for each.
/// </summary>
/// <remarks>
/// The prefixes 0 of a leaf and 1 of a node are those of RFC 6962, section 2.1. What has
/// <c>AggressiveOptimization</c> is compiled well from the first call: a start hashes and sorts all faces.
/// </remarks>
internal readonly record struct FaceHash(ulong A, ulong B, ulong C, ulong D) : IComparable<FaceHash>
{
    private const int Bytes = SHA256.HashSizeInBytes, BitsOfPart = 64;
    private const byte LeafPrefix = 0, NodePrefix = 1;
    private const int SmallBytes = 256; // Ids of the contract have 36 characters.

    /// <summary>SHA-256 of nothing: of a set without faces, and of no other.</summary>
    public static FaceHash Empty { get; } = Read(SHA256.HashData([]));

    /// <summary>SHA-256 of a byte 0 and the id in UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FaceHash Leaf(string faceId)
    {
        var length = 1 + Encoding.UTF8.GetByteCount(faceId);
        var bytes = length <= SmallBytes ? stackalloc byte[length] : new byte[length];
        bytes[0] = LeafPrefix;
        Encoding.UTF8.GetBytes(faceId, bytes[1..]);
        return Hash(bytes);
    }

    /// <summary>SHA-256 of a byte 1 and the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FaceHash Node(FaceHash left, FaceHash right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Bytes)];
        bytes[0] = NodePrefix;
        left.Write(bytes[1..]);
        right.Write(bytes[(1 + Bytes)..]);
        return Hash(bytes);
    }

    /// <param name="at">0 is the most significant bit of the first byte; at most 255.</param>
    public bool Bit(int at) => ((Part(at / BitsOfPart) >> (BitsOfPart - 1 - (at % BitsOfPart))) & 1) != 0;

    /// <summary>The first bit in which two differ; 256 where they are the same.</summary>
    public int FirstDifference(FaceHash other)
    {
        var at = 0;
        while (at < Bytes * 8 && Part(at / BitsOfPart) == other.Part(at / BitsOfPart))
        {
            at += BitsOfPart;
        }

        return at == Bytes * 8
            ? at
            : at + BitOperations.LeadingZeroCount(Part(at / BitsOfPart) ^ other.Part(at / BitsOfPart));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int CompareTo(FaceHash other) =>
        A != other.A ? A.CompareTo(other.A)
        : B != other.B ? B.CompareTo(other.B)
        : C != other.C ? C.CompareTo(other.C)
        : D.CompareTo(other.D);

    /// <returns>64 digits, in lower case.</returns>
    public string ToHex()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private ulong Part(int number) => number switch { 0 => A, 1 => B, 2 => C, _ => D };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static FaceHash Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(bytes, hash);
        return Read(hash);
    }

    private static FaceHash Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));

    private void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], D);
    }
}

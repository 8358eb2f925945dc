using System.Buffers.Binary;

namespace Beholden.Oversight.Ledger;

/// <summary>Up to 256 entries in a row, each behind its length: 16 bits, big-endian.</summary>
internal static class EntryBundle
{
    /// <summary>Bytes of the largest bundle that the format allows, 17 MB.</summary>
    public const int BytesMax = TilePath.WidthFull * (LengthBytes + LedgerLimits.ForeignEntryBytesMax);

    private const int LengthBytes = sizeof(ushort);

    public static byte[] Write(IReadOnlyList<byte[]> entries)
    {
        var bytes = new byte[entries.Sum(entry => LengthBytes + entry.Length)];
        var at = 0;
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), checked((ushort)entry.Length));
            entry.CopyTo(bytes, at + LengthBytes);
            at += LengthBytes + entry.Length;
        }

        return bytes;
    }

    /// <exception cref="LedgerFormatException">Cut off, or with more or fewer entries than asked.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bundle, int count)
    {
        var entries = new List<ReadOnlyMemory<byte>>(count);
        var rest = bundle;
        for (var n = 0; n < count; n++)
        {
            var length = rest.Length < LengthBytes ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (rest.Length < LengthBytes + length)
            {
                throw new LedgerFormatException($"The bundle ends within its entry {n}.");
            }

            entries.Add(rest.Slice(LengthBytes, length));
            rest = rest[(LengthBytes + length)..];
        }

        return rest.IsEmpty
            ? entries
            : throw new LedgerFormatException($"The bundle has {rest.Length} bytes behind its last entry.");
    }
}

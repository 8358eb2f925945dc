using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Beholden.Store.Vectors;

/// <summary>
/// The codes of one collection's faces in a file, so that a start need not read and open every vector. A
/// record per row: nonce, tag, ciphertext (AES-256-GCM) of key, scale, residual and codes, bound to the
/// record's place. A removed row's record is zeros at once. The file is a projection: it can be deleted at
/// any time, and rows of it that cannot be opened are read from the database. For one thread at a time.
/// </summary>
internal sealed class Snapshot : IDisposable
{
    private const int HeaderBytes = 64;
    private const int DimensionAt = 16;
    private const int CheckAt = 32;
    private const int FactsBytes = sizeof(long) + (2 * sizeof(float));

    // Records that one write takes: long enough for the disk, and short enough for those who wait to add.
    private const int RowsPerWrite = 64;

    private static readonly byte[] Magic = "beholden index 1"u8.ToArray();

    private readonly SafeFileHandle file;
    private readonly string path;
    private readonly byte[] key;
    private readonly Sealed box;
    private bool dirty;

    private Snapshot(SafeFileHandle file, string path, byte[] key, int dimension)
    {
        (this.file, this.path, this.key, Dimension) = (file, path, key, dimension);
        box = new Sealed(key);
        RecordBytes = Sealed.ExtraBytes + FactsBytes + Dot.Width(dimension);
        Records = (int)((Math.Max(RandomAccess.GetLength(file), HeaderBytes) - HeaderBytes + RecordBytes - 1)
            / RecordBytes);
    }

    public int Dimension { get; }

    /// <summary>Records of the file, the emptied ones among them.</summary>
    public int Records { get; private set; }

    private int RecordBytes { get; }

    /// <summary>Makes an empty file in the place of whatever is there.</summary>
    /// <param name="collectionKey">The collection's own; the file's is derived from it.</param>
    public static Snapshot Create(string path, byte[] collectionKey, int dimension)
    {
        var key = KeyOf(collectionKey);
        var file = OpenFile(path, FileMode.Create);
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(DimensionAt), dimension);
        using var box = new Sealed(key);
        box.Seal([], header.AsSpan(0, CheckAt), header.AsSpan(CheckAt, Sealed.ExtraBytes));
        RandomAccess.Write(file, header, 0);
        return new Snapshot(file, path, key, dimension);
    }

    /// <returns>Null where there is no file, or one of another key, version or dimension.</returns>
    public static Snapshot? Open(string path, byte[] collectionKey)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var key = KeyOf(collectionKey);
        var file = OpenFile(path, FileMode.Open);
        var header = new byte[HeaderBytes];
        var read = RandomAccess.Read(file, header, 0);
        var dimension = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(DimensionAt));
        using var box = new Sealed(key);
        if (read == HeaderBytes && header.AsSpan(0, Magic.Length).SequenceEqual(Magic)
            && dimension is > 0 and <= Dot.WidthMax && Opens(box, header))
        {
            return new Snapshot(file, path, key, dimension);
        }

        file.Dispose();
        return null;
    }

    /// <summary>Reads every record, in parallel.</summary>
    /// <param name="live">The collection's rows in the database, ascending.</param>
    /// <param name="keyMax">The highest key that the database had given when it was opened.</param>
    /// <returns>Null where the file knows later rows than the database: then it is of another one.</returns>
    public SnapshotRows? Read(long[] live, long keyMax, CancellationToken cancelled)
    {
        var rows = new SnapshotRows(live);
        var chunks = (Records + ExactIndex.SegmentRowsMax - 1) / ExactIndex.SegmentRowsMax;
        var blocks = new Segment[chunks];
        Parallel.For(0, chunks, new ParallelOptions { CancellationToken = cancelled }, chunk =>
        {
            using var mine = new Sealed(key);
            var first = chunk * ExactIndex.SegmentRowsMax;
            var count = Math.Min(ExactIndex.SegmentRowsMax, Records - first);
            blocks[chunk] = ReadBlock(mine, first, count, rows, keyMax);
        });

        rows.Blocks.AddRange(blocks);
        foreach (var record in rows.Useless)
        {
            Erase(record);
        }

        Flush();
        return rows.Foreign ? null : rows;
    }

    /// <summary>Adds rows of a block that the file does not hold yet, and tells the block where.</summary>
    /// <returns>How many.</returns>
    public int Append(Segment segment, int rowsMax)
    {
        var saved = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(RowsPerWrite * RecordBytes);
        for (var row = segment.FindUnsaved(0); row >= 0 && saved < rowsMax;)
        {
            var rows = 0;
            for (; row >= 0 && rows < RowsPerWrite && saved + rows < rowsMax; rows++)
            {
                SealRow(segment, row, Records + rows, buffer.AsSpan(rows * RecordBytes, RecordBytes));
                segment.SetRecord(row, Records + rows);
                row = segment.FindUnsaved(row + 1);
            }

            RandomAccess.Write(file, buffer.AsSpan(0, rows * RecordBytes), Place(Records));
            Records += rows;
            saved += rows;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return saved;
    }

    /// <summary>Overwrites a record with zeros, if there is one.</summary>
    public void Erase(int record)
    {
        if (record >= 0)
        {
            RandomAccess.Write(file, new byte[RecordBytes], Place(record));
            dirty = true;
        }
    }

    /// <summary>Has the disk overwrite what was erased.</summary>
    public void Flush()
    {
        if (dirty)
        {
            RandomAccess.FlushToDisk(file);
            dirty = false;
        }
    }

    /// <summary>Closes the file. With <paramref name="erase"/>, it is gone.</summary>
    public void Close(bool erase)
    {
        Dispose();
        if (erase)
        {
            File.Delete(path);
        }
    }

    public void Dispose()
    {
        file.Dispose();
        box.Dispose();
    }

    private static bool Opens(Sealed box, byte[] header)
    {
        try
        {
            box.Open(header.AsSpan(CheckAt, Sealed.ExtraBytes), header.AsSpan(0, CheckAt), []);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static byte[] KeyOf(byte[] collectionKey) => HKDF.Expand(
        HashAlgorithmName.SHA256, collectionKey, collectionKey.Length, Encoding.UTF8.GetBytes("snapshot"));

    private static SafeFileHandle OpenFile(string path, FileMode mode)
    {
        if (mode == FileMode.Create && !OperatingSystem.IsWindows())
        {
            File.Delete(path);
            using var made = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        return File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read);
    }

    private long Place(long record) => HeaderBytes + (record * RecordBytes);

    private void SealRow(Segment segment, int row, int record, Span<byte> result)
    {
        Span<byte> plain = stackalloc byte[FactsBytes + Dot.WidthMax];
        plain = plain[..(RecordBytes - Sealed.ExtraBytes)];
        var coded = segment.Row(row);
        BinaryPrimitives.WriteInt64LittleEndian(plain, segment.Key(row));
        BinaryPrimitives.WriteSingleLittleEndian(plain[8..], coded.Scale);
        BinaryPrimitives.WriteSingleLittleEndian(plain[12..], coded.Residual);
        MemoryMarshal.AsBytes(coded.Codes).CopyTo(plain[FactsBytes..]);
        Span<byte> place = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(place, record);
        box.Seal(plain, place, result);
    }

    // Few calls with many rows each: left to itself, the runtime would not compile it well before they end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Segment ReadBlock(Sealed mine, int first, int count, SnapshotRows rows, long keyMax)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(count * RecordBytes);
        var at = 0;
        while (at < count * RecordBytes)
        {
            var read = RandomAccess.Read(
                file, bytes.AsSpan(at, (count * RecordBytes) - at), Place(first) + at);
            if (read == 0)
            {
                break;
            }

            at += read;
        }

        bytes.AsSpan(at).Clear();
        var block = new Segment(count, Dot.Width(Dimension));
        Span<byte> plain = stackalloc byte[RecordBytes - Sealed.ExtraBytes];
        Span<byte> place = stackalloc byte[sizeof(int)];
        for (var record = 0; record < count; record++)
        {
            var sealedRow = bytes.AsSpan(record * RecordBytes, RecordBytes);
            BinaryPrimitives.WriteInt32LittleEndian(place, first + record);
            if (sealedRow.ContainsAnyExcept((byte)0)
                && rows.Take(mine, sealedRow, place, plain, first + record))
            {
                var rowKey = BinaryPrimitives.ReadInt64LittleEndian(plain);
                if (rowKey > keyMax)
                {
                    rows.Foreign = true;
                }

                if (rows.Claim(rowKey, first + record))
                {
                    block.Append(rowKey, Coded(plain), first + record);
                }
            }
        }

        ArrayPool<byte>.Shared.Return(bytes);
        return block;
    }

    private static CodedRow Coded(ReadOnlySpan<byte> plain) => new(
        BinaryPrimitives.ReadSingleLittleEndian(plain[8..]),
        BinaryPrimitives.ReadSingleLittleEndian(plain[12..]),
        MemoryMarshal.Cast<byte, sbyte>(plain[FactsBytes..]));
}

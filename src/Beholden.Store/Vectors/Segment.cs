using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beholden.Store.Vectors;

/// <summary>
/// A block of rows that only grows. A row is written before it is counted and never changes afterwards, so
/// readers need no lock; a removed row keeps its place, with the key 0, until the block is copied without it.
/// </summary>
internal sealed class Segment
{
    /// <summary>The key of a row that was removed. Keys of rows begin at 1.</summary>
    public const long Removed = 0;

    /// <summary>The record of a row that no snapshot holds.</summary>
    public const int Unsaved = -1;

    private const int Gone = -2;

    private readonly int width;
    private readonly long[] keys;
    private readonly sbyte[] codes;
    private readonly int firstCode;
    private readonly float[] scales;
    private readonly float[] residuals;
    private readonly int[] records;
    private int count;

    public Segment(int rowsMax, int width)
    {
        this.width = width;
        RowsMax = rowsMax;
        keys = new long[rowsMax];
        scales = new float[rowsMax];
        residuals = new float[rowsMax];
        records = new int[rowsMax];

        // Rows begin at the start of a cache line: a load that crosses two costs twice.
        codes = GC.AllocateUninitializedArray<sbyte>((rowsMax * width) + Dot.Lanes, pinned: true);
        var start = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(codes, 0);
        firstCode = (int)((Dot.Lanes - (start % Dot.Lanes)) % Dot.Lanes);
    }

    public int RowsMax { get; }

    /// <summary>Rows written, the removed ones among them.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Rows written and not removed. For the writer only.</summary>
    public int Live { get; private set; }

    /// <summary>The lowest and the highest key ever written.</summary>
    public long KeyMin { get; private set; } = long.MaxValue;

    public long KeyMax { get; private set; }

    public bool IsFull => count == RowsMax;

    public ReadOnlySpan<float> Scales => scales;

    /// <summary>The lengths of the differences between the rows and their codes.</summary>
    public ReadOnlySpan<float> Residuals => residuals;

    public long Key(int row) => Volatile.Read(ref keys[row]);

    public ref sbyte Codes(int row) => ref codes[firstCode + (row * width)];

    /// <summary>Where the snapshot holds the row. For the writer only.</summary>
    public int Record(int row) => records[row];

    public void SetRecord(int row, int record) => records[row] = record;

    /// <returns>The first row from a place on that no snapshot holds, or -1. For the writer only.</returns>
    public int FindUnsaved(int from)
    {
        var found = records.AsSpan(from, count - from).IndexOf(Unsaved);
        return found < 0 ? -1 : from + found;
    }

    /// <returns>The row of a key, or -1. For the writer only.</returns>
    public int Find(long key) =>
        key < KeyMin || key > KeyMax ? -1 : keys.AsSpan(0, count).IndexOf(key);

    /// <param name="vector">At most as long as a row; the rest of the row is zeros.</param>
    public void Append(long key, ReadOnlySpan<float> vector)
    {
        var target = CodesOf(count);
        (scales[count], residuals[count]) = Quantised.Row(vector, target[..vector.Length]);
        target[vector.Length..].Clear();
        Written(key, Unsaved);
    }

    /// <summary>Takes a row as another block or a snapshot has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(long key, CodedRow row, int record)
    {
        row.Codes.CopyTo(CodesOf(count));
        (scales[count], residuals[count]) = (row.Scale, row.Residual);
        Written(key, record);
    }

    public CodedRow Row(int row) => new(scales[row], residuals[row], CodesOf(row));

    public void Remove(int row)
    {
        Volatile.Write(ref keys[row], Removed);
        records[row] = Gone;
        Live--;
    }

    private Span<sbyte> CodesOf(int row) => codes.AsSpan(firstCode + (row * width), width);

    private void Written(long key, int record)
    {
        keys[count] = key;
        records[count] = record;
        (KeyMin, KeyMax) = (Math.Min(KeyMin, key), Math.Max(KeyMax, key));
        Live++;
        Volatile.Write(ref count, count + 1);
    }
}

/// <summary>A row as it is kept: value = code × scale, give or take the residual.</summary>
internal readonly ref struct CodedRow(float scale, float residual, ReadOnlySpan<sbyte> codes)
{
    public float Scale { get; } = scale;

    public float Residual { get; } = residual;

    public ReadOnlySpan<sbyte> Codes { get; } = codes;
}

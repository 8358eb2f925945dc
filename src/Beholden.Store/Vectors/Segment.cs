namespace Beholden.Store.Vectors;

/// <summary>
/// A block of rows that only grows. A row is written before it is counted and never changes afterwards, so
/// readers need no lock; a removed row keeps its place, with the key 0, until the block is copied without it.
/// </summary>
internal sealed class Segment(int rowsMax, int width)
{
    /// <summary>The key of a row that was removed. Keys of rows begin at 1.</summary>
    public const long Removed = 0;

    private readonly long[] keys = new long[rowsMax];
    private readonly float[] values = GC.AllocateUninitializedArray<float>(rowsMax * width);
    private readonly sbyte[] codes = GC.AllocateUninitializedArray<sbyte>(rowsMax * width);
    private readonly float[] scales = new float[rowsMax];
    private readonly float[] residuals = new float[rowsMax];
    private int count;

    public int RowsMax => rowsMax;

    /// <summary>Rows written, the removed ones among them.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Rows written and not removed. For the writer only.</summary>
    public int Live { get; private set; }

    public bool IsFull => count == rowsMax;

    public long Key(int row) => Volatile.Read(ref keys[row]);

    public float Scale(int row) => scales[row];

    /// <summary>The length of the difference between the row and its codes.</summary>
    public float Residual(int row) => residuals[row];

    public ref sbyte Codes(int row) => ref codes[row * width];

    public ReadOnlySpan<float> Values(int row) => values.AsSpan(row * width, width);

    /// <param name="vector">At most as long as a row; the rest of the row is zeros.</param>
    /// <returns>The row's place.</returns>
    public int Append(long key, ReadOnlySpan<float> vector)
    {
        var row = count;
        var target = values.AsSpan(row * width, width);
        vector.CopyTo(target);
        target[vector.Length..].Clear();
        (scales[row], residuals[row]) = Quantised.Row(target, codes.AsSpan(row * width, width));
        keys[row] = key;
        Live++;
        Volatile.Write(ref count, row + 1);
        return row;
    }

    public void Remove(int row)
    {
        Volatile.Write(ref keys[row], Removed);
        Live--;
    }
}

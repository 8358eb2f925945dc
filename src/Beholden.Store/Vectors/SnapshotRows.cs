using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Beholden.Store.Vectors;

/// <summary>What the records of a snapshot hold of the rows that the database has now.</summary>
/// <param name="live">The collection's rows in the database, ascending.</param>
internal sealed class SnapshotRows(long[] live)
{
    private readonly int[] claimed = new int[live.Length];
    private int damaged;

    public List<Segment> Blocks { get; } = [];

    /// <summary>Records to be overwritten: of rows that are gone, held twice, or not to be opened.</summary>
    public ConcurrentQueue<int> Useless { get; } = [];

    public int Damaged => damaged;

    /// <summary>Whether a row is later than the whole database.</summary>
    public bool Foreign { get; set; }

    /// <summary>Rows of the database that the snapshot does not hold, ascending.</summary>
    public long[] Missing() => [.. live.Where((_, at) => claimed[at] == 0)];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Take(
        Sealed box, ReadOnlySpan<byte> sealedRow, ReadOnlySpan<byte> place, Span<byte> plain, int record)
    {
        try
        {
            box.Open(sealedRow, place, plain);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            Interlocked.Increment(ref damaged);
            Useless.Enqueue(record);
            return false;
        }
    }

    /// <returns>Whether the row is to be taken from this record.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Claim(long key, int record)
    {
        var guess = live.Length == 0 ? -1 : key - live[0]; // Right where no row was deleted.
        var at = guess >= 0 && guess < live.Length && live[guess] == key
            ? (int)guess
            : Array.BinarySearch(live, key);
        if (at >= 0 && Interlocked.Exchange(ref claimed[at], 1) == 0)
        {
            return true;
        }

        Useless.Enqueue(record);
        return false;
    }
}

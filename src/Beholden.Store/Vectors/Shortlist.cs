using System.Runtime.InteropServices;

namespace Beholden.Store.Vectors;

/// <summary>
/// The rows that may be among the best, kept while a scan goes on. A row whose upper bound lies below the
/// lower bounds of <c>rowsMax</c> others cannot be, and is dropped.
/// </summary>
internal sealed class Shortlist(int rowsMax, float cosineMin)
{
    // Below this, throwing out rows that have fallen behind costs more than keeping them.
    private const int CandidatesMin = 1_024;

    private readonly PriorityQueue<float, float> lowerBounds = new();
    private readonly List<Candidate> candidates = [];
    private int candidatesMax = Math.Max(CandidatesMin, 2 * rowsMax);

    /// <summary>A row with an upper bound below this is out.</summary>
    public float Floor { get; private set; } = cosineMin;

    public void Offer(float lower, float upper, Segment segment, int row)
    {
        if (upper < Floor)
        {
            return;
        }

        Count(lower);
        candidates.Add(new Candidate(upper, segment, row));
        if (candidates.Count > candidatesMax)
        {
            candidates.RemoveAll(candidate => candidate.Upper < Floor);
            candidatesMax = Math.Max(candidatesMax, 2 * candidates.Count);
        }
    }

    /// <summary>Joins what another scan, over other rows, has found.</summary>
    public void Join(Shortlist other)
    {
        foreach (var (lower, _) in other.lowerBounds.UnorderedItems)
        {
            Count(lower);
        }

        candidates.AddRange(other.candidates);
    }

    public ReadOnlySpan<Candidate> Rest()
    {
        candidates.RemoveAll(candidate => candidate.Upper < Floor);
        return CollectionsMarshal.AsSpan(candidates);
    }

    private void Count(float lower)
    {
        if (lowerBounds.Count < rowsMax)
        {
            lowerBounds.Enqueue(lower, lower);
        }
        else if (lower > lowerBounds.Peek())
        {
            lowerBounds.EnqueueDequeue(lower, lower);
        }

        if (lowerBounds.Count == rowsMax)
        {
            Floor = Math.Max(Floor, lowerBounds.Peek());
        }
    }

    internal readonly record struct Candidate(float Upper, Segment Segment, int Row);
}

namespace Beholden.Store.Vectors;

/// <summary>
/// The rows that may be among the best, kept while a scan goes on. A row whose upper bound lies below the
/// lower bounds of as many others as are asked for cannot be, and is dropped.
/// </summary>
internal sealed class Shortlist(ScanQuery query)
{
    // Below this, throwing out rows that have fallen behind costs more than keeping them.
    private const int CandidatesMin = 1_024;

    private readonly PriorityQueue<float, float> lowerBounds = new();
    private readonly List<Candidate> candidates = [];
    private int candidatesMax = Math.Max(CandidatesMin, 2 * query.MatchesMax);

    public ScanQuery Query => query;

    public long RowsCompared { get; set; }

    /// <summary>A row with an upper bound below this is out.</summary>
    public float Floor { get; private set; } = query.CosineMin;

    public void Offer(Segment segment, int row, float cosine, float error)
    {
        var key = segment.Key(row);
        if (cosine + error < Floor || key == Segment.Removed)
        {
            return;
        }

        Count(cosine - error);
        candidates.Add(new Candidate(cosine + error, key));
        if (candidates.Count > candidatesMax)
        {
            candidates.RemoveAll(candidate => candidate.Upper < Floor);
            candidatesMax = Math.Max(candidatesMax, 2 * candidates.Count);
        }
    }

    /// <summary>What is left of the scans of one query over different rows. Uses up the lists.</summary>
    public static ScanOutcome Joined(Shortlist[] lists)
    {
        var all = lists[0];
        foreach (var other in lists.AsSpan(1))
        {
            foreach (var (lower, _) in other.lowerBounds.UnorderedItems)
            {
                all.Count(lower);
            }

            all.candidates.AddRange(other.candidates);
            all.RowsCompared += other.RowsCompared;
        }

        all.candidates.RemoveAll(candidate => candidate.Upper < all.Floor);
        return new ScanOutcome([.. all.candidates.Select(one => one.Key).Distinct()], all.RowsCompared);
    }

    private void Count(float lower)
    {
        if (lowerBounds.Count < query.MatchesMax)
        {
            lowerBounds.Enqueue(lower, lower);
        }
        else if (lower > lowerBounds.Peek())
        {
            lowerBounds.EnqueueDequeue(lower, lower);
        }

        if (lowerBounds.Count == query.MatchesMax)
        {
            Floor = Math.Max(Floor, lowerBounds.Peek());
        }
    }

    private readonly record struct Candidate(float Upper, long Key);
}

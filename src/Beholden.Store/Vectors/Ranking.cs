namespace Beholden.Store.Vectors;

/// <summary>The last step of a search: the few rows that the codes could not rule out, in float32.</summary>
internal static class Ranking
{
    /// <param name="read">Gives the vector of a key, or null where its row is gone.</param>
    /// <param name="query">A unit vector.</param>
    /// <returns>Highest cosine first; of equals, the lower key first.</returns>
    public static IReadOnlyList<Match> Of(
        IReadOnlyList<long> keys,
        Func<long, float[]?> read,
        ReadOnlySpan<float> query,
        int matchesMax,
        float cosineMin)
    {
        var width = Dot.Width(query.Length);
        var (asked, row) = (new float[width], new float[width]);
        query.CopyTo(asked);
        var matches = new List<Match>();
        foreach (var key in keys)
        {
            if (read(key) is { } vector)
            {
                vector.CopyTo(row, 0);
                if (Dot.Float(row, asked) is var cosine && cosine >= cosineMin)
                {
                    matches.Add(new Match(key, cosine));
                }
            }
        }

        matches.Sort((a, b) => a.Cosine != b.Cosine ? b.Cosine.CompareTo(a.Cosine) : a.Key.CompareTo(b.Key));
        return matches.Count > matchesMax ? matches[..matchesMax] : matches;
    }
}

namespace Beholden.Tests.Store;

/// <summary>
/// What the store keeps, kept naively: in dictionaries, with doubles, from scratch at every question.
/// </summary>
internal sealed class Twin
{
    // The store computes in float32: nearer than this, either may be the right one.
    private const double Doubt = 1e-5;

    public Dictionary<string, float[]> Faces { get; } = [];

    public HashSet<string> Users { get; } = [];

    public Dictionary<string, string> Owner { get; } = [];

    /// <returns>Whether the face is the user's now and was nobody's before.</returns>
    public bool Associate(string faceId, string userId, float cosineMin)
    {
        if (!Faces.TryGetValue(faceId, out var face) || Owner.ContainsKey(faceId))
        {
            return false;
        }

        if (UserVectors().TryGetValue(userId, out var vector) && Cosine(face, vector) < cosineMin)
        {
            return false;
        }

        Owner[faceId] = userId;
        return true;
    }

    public Dictionary<string, float[]> UserVectors() => Owner
        .GroupBy(pair => pair.Value, pair => Faces[pair.Key])
        .ToDictionary(user => user.Key, user => Mean([.. user]));

    public static void AssertNearest(
        Dictionary<string, float[]> vectors,
        float[] query,
        int count,
        float cosineMin,
        List<(string Id, float Cosine)> found)
    {
        var cosines = vectors.ToDictionary(pair => pair.Key, pair => Cosine(pair.Value, query));
        Assert.All(found, hit => Assert.Equal(cosines[hit.Id], hit.Cosine, Doubt));
        Assert.Equal(found.Select(hit => hit.Cosine).OrderDescending(), found.Select(hit => hit.Cosine));
        Assert.Equal(found.Count, found.DistinctBy(hit => hit.Id).Count());
        var nearest = cosines.Values
            .Where(cosine => cosine >= cosineMin).OrderDescending().Take(count).ToList();
        var surely = nearest.Count(cosine => cosine >= cosineMin + Doubt);
        Assert.InRange(found.Count, surely, nearest.Count + 1);
        Assert.All(nearest.Zip(found), pair => Assert.Equal(pair.First, pair.Second.Cosine, Doubt));
    }

    private static float[] Mean(List<float[]> vectors)
    {
        var sum = Enumerable.Range(0, vectors[0].Length)
            .Select(at => vectors.Sum(vector => (double)vector[at])).ToList();
        var length = Math.Sqrt(sum.Sum(value => value * value));
        return [.. sum.Select(value => (float)(value / length))];
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}

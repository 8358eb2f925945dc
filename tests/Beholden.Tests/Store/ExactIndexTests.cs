using Beholden.Store.Vectors;

namespace Beholden.Tests.Store;

public sealed class ExactIndexTests
{
    public static TheoryData<string> Kinds => ["random", "clustered", "duplicates", "axes"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_search_returns_what_a_naive_scan_returns(string kind)
    {
        var random = new Random(kind.Length);
        var vectors = Vectors(kind, random, 9_000).ToList();
        var index = new ExactIndex();
        var live = new Dictionary<long, float[]>();
        for (var n = 0; n < vectors.Count; n++)
        {
            index.Set(n + 1, vectors[n]);
            live[n + 1] = vectors[n];
        }

        // Some go, some are replaced: blocks are compacted on the way.
        foreach (var key in live.Keys.Where(key => key < 5_000 && random.Next(10) < 6).ToList())
        {
            index.Remove(key);
            live.Remove(key);
        }

        foreach (var key in live.Keys.Where(key => key % 50 == 0).ToList())
        {
            live[key] = vectors[random.Next(vectors.Count)];
            index.Set(key, live[key]);
        }

        Assert.Equal(live.Count, index.Count);
        (int, float)[] questions = [(1, -1), (10, -1), (10, 0.4f), (4_096, 0.2f), (9_999, -1)];
        foreach (var (matchesMax, cosineMin) in questions)
        {
            var query = random.Next(2) == 0
                ? Made.Unit(random)
                : Made.Near(random, vectors[random.Next(vectors.Count)], 0.7f);
            Assert.Equal(
                Naive(live, query, matchesMax, cosineMin), index.Search(query, matchesMax, cosineMin));
        }
    }

    [Fact]
    public void The_excepted_vector_does_not_push_out_another()
    {
        var random = new Random(1);
        var query = Made.Unit(random, 32);
        var index = new ExactIndex();
        index.Set(1, query);
        index.Set(2, Made.Near(random, query, 0.5f));

        Assert.Equal(2, Assert.Single(index.Search(query, 1, -1, exceptKey: 1)).Key);
    }

    [Fact]
    public void Loading_an_older_state_keeps_what_was_learnt_since()
    {
        var random = new Random(2);
        var (old, updated) = (Made.Unit(random), Made.Unit(random));
        var index = new ExactIndex();
        index.Remove(1);
        index.Set(2, updated);
        foreach (var key in new[] { 1, 2, 3 })
        {
            index.Load(key, old);
        }

        index.EndLoading();

        Assert.Equal([3], index.Search(old, 9, 0.9f).Select(match => match.Key));
        Assert.Equal([2], index.Search(updated, 9, 0.9f).Select(match => match.Key));
    }

    [Fact]
    public void Any_dimension_up_to_the_limit_works_and_another_than_the_first_is_refused()
    {
        var random = new Random(3);
        foreach (var dimension in new[] { 1, 3, 63, 64, 65, 500, Dot.WidthMax })
        {
            var index = new ExactIndex();
            Assert.Empty(index.Search(Made.Unit(random, dimension), 9, -1));
            var live = Enumerable.Range(1, 200).ToDictionary(n => (long)n, _ => Made.Unit(random, dimension));
            foreach (var (key, vector) in live)
            {
                index.Set(key, vector);
            }

            var query = Made.Unit(random, dimension);
            Assert.Equal(Naive(live, query, 20, -1), index.Search(query, 20, -1));
            Assert.Throws<ArgumentOutOfRangeException>(
                () => index.Set(999, Made.Unit(random, dimension + 1)));
        }
    }

    [Fact]
    public async Task Searches_during_changes_see_only_whole_vectors()
    {
        var random = new Random(4);
        var centre = Made.Unit(random);
        var index = new ExactIndex();
        index.Set(1, centre);
        using var ended = new CancellationTokenSource();

        // The writer adds and removes opposites: a torn row would show a cosine between.
        var writer = Task.Run(
            () =>
            {
                var opposite = centre.Select(value => -value).ToArray();
                for (long key = 2; !ended.IsCancellationRequested; key++)
                {
                    index.Set(key, key % 2 == 0 ? centre : opposite);
                    index.Remove(key - 100);
                }
            },
            Folder.Cancelled);
        for (var round = 0; round < 300; round++)
        {
            var matches = index.Search(centre, 1_000, -1);
            Assert.All(matches, match => Assert.Equal(1f, MathF.Abs(match.Cosine), 1e-5f));
            Assert.Equal(matches.Count, matches.DistinctBy(match => match.Key).Count());
        }

        await ended.CancelAsync();
        await writer;
    }

    private static IEnumerable<float[]> Vectors(string kind, Random random, int count)
    {
        var centres = Enumerable.Range(0, 30).Select(_ => Made.Unit(random)).ToList();
        for (var n = 0; n < count; n++)
        {
            var centre = centres[n % centres.Count];
            yield return kind switch
            {
                "random" => Made.Unit(random),
                "clustered" => Made.Near(random, centre, n % 7 == 0 ? 0.001f : 0.7f),
                "duplicates" => centre,
                _ => Axis(n % 512, random.Next(2) == 0 ? 1 : -1),
            };
        }
    }

    private static float[] Axis(int at, float value)
    {
        var vector = new float[512];
        vector[at] = value;
        return vector;
    }

    private static List<Match> Naive(
        Dictionary<long, float[]> live, float[] query, int matchesMax, float cosineMin) =>
        [.. live
            .Select(pair => new Match(pair.Key, Dot.Float(Padded(pair.Value), Padded(query))))
            .Where(match => match.Cosine >= cosineMin)
            .OrderByDescending(match => match.Cosine).ThenBy(match => match.Key)
            .Take(matchesMax)];

    private static float[] Padded(float[] vector)
    {
        var padded = new float[(vector.Length + Dot.Lanes - 1) / Dot.Lanes * Dot.Lanes];
        vector.CopyTo(padded, 0);
        return padded;
    }
}

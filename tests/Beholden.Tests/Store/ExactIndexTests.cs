using System.Collections;
using Beholden.Store.Vectors;

namespace Beholden.Tests.Store;

public sealed class ExactIndexTests
{
    public static TheoryData<string> Kinds =>
        ["random", "clustered", "duplicates", "axes", "near ties", "uneven"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_search_returns_what_a_naive_scan_returns(string kind)
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
            index.Remove([key]);
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
                Naive(live, query, matchesMax, cosineMin),
                await Search(index, live, query, matchesMax, cosineMin));
        }
    }

    [Fact]
    public async Task Searches_at_the_same_time_share_passes_and_each_gets_its_own_answer()
    {
        var random = new Random(5);
        var live = Enumerable.Range(1, 20_000).ToDictionary(n => (long)n, _ => Made.Unit(random, 64));
        using var index = Filled(live);
        var asked = Enumerable.Range(0, 50)
            .Select(n => (Query: Made.Near(random, live[1 + (n * 7)], 0.8f), MatchesMax: 1 + (n % 20)))
            .ToList();
        var found = await Task.WhenAll(asked.Select(one => Task.Run(
            () => Search(index, live, one.Query, one.MatchesMax, -1), Folder.Cancelled)));

        foreach (var (one, matches) in asked.Zip(found))
        {
            Assert.Equal(Naive(live, one.Query, one.MatchesMax, -1), matches);
        }
    }

    [Fact]
    public async Task Hidden_rows_are_neither_found_nor_compared_and_push_out_nobody()
    {
        var random = new Random(1);
        var live = Enumerable.Range(1, 5_000).ToDictionary(n => (long)n, _ => Made.Unit(random, 64));
        using var index = Filled(live);
        foreach (var share in new[] { 0.001, 0.3, 0.999, 1 })
        {
            var hidden = live.Keys.Where(_ => random.NextDouble() < share).ToList();
            var seen = live.Where(pair => !hidden.Contains(pair.Key)).ToDictionary();
            var query = live[hidden.Count == 0 ? 1 : hidden[^1]];
            var outcome = await index.Search(query, 10, -1, new RowMask(hidden));

            Assert.Equal(seen.Count, outcome.RowsCompared);
            Assert.DoesNotContain(outcome.Keys, hidden.Contains);
            Assert.Equal(
                Naive(seen, query, 10, -1), Ranking.Of(outcome.Keys, key => live[key], query, 10, -1));
        }
    }

    [Fact]
    public async Task Loading_an_older_state_keeps_what_was_learnt_since()
    {
        var random = new Random(2);
        var (old, updated) = (Made.Unit(random), Made.Unit(random));
        var index = new ExactIndex();
        index.Remove([1]);
        index.Set(2, updated);
        foreach (var key in new[] { 1, 2, 3 })
        {
            index.Load(key, old);
        }

        index.EndLoading();

        Assert.Equal([3], (await index.Search(old, 9, 0.9f, RowMask.Nothing)).Keys);
        Assert.Equal([2], (await index.Search(updated, 9, 0.9f, RowMask.Nothing)).Keys);
    }

    [Fact]
    public async Task Any_dimension_up_to_the_limit_works_and_another_than_the_first_is_refused()
    {
        var random = new Random(3);
        foreach (var dimension in new[] { 1, 3, 63, 64, 65, 500, Dot.WidthMax })
        {
            var index = new ExactIndex();
            Assert.Empty((await index.Search(Made.Unit(random, dimension), 9, -1, RowMask.Nothing)).Keys);
            var live = Enumerable.Range(1, 200).ToDictionary(n => (long)n, _ => Made.Unit(random, dimension));
            foreach (var (key, vector) in live)
            {
                index.Set(key, vector);
            }

            var query = Made.Unit(random, dimension);
            Assert.Equal(Naive(live, query, 20, -1), await Search(index, live, query, 20, -1));
            Assert.Throws<ArgumentOutOfRangeException>(
                () => index.Set(999, Made.Unit(random, dimension + 1)));
        }
    }

    [Fact]
    public async Task Searches_during_changes_see_only_whole_vectors()
    {
        var random = new Random(4);
        var centre = Made.Unit(random);
        var opposite = centre.Select(value => -value).ToArray();
        using var index = new ExactIndex();
        using var ended = new CancellationTokenSource();

        // The even keys are near and the odd ones far: a torn row would show an odd key, or be missed. One
        // stays; all the others may be gone before a search that was held up comes to them.
        const long stays = long.MaxValue - 1;
        index.Set(stays, centre);
        var writer = Task.Run(
            () =>
            {
                for (long key = 1; !ended.IsCancellationRequested; key++)
                {
                    index.Set(key, key % 2 == 0 ? centre : opposite);
                    index.Remove([key - 100]);
                }
            },
            Folder.Cancelled);
        await WaitFor(() => index.Count >= 100);
        for (var round = 0; round < 300; round++)
        {
            var keys = (await index.Search(centre, 1_000, 0.5f, RowMask.Nothing)).Keys;
            Assert.All(keys, key => Assert.Equal(0, key % 2));
            Assert.Contains(stays, keys);
            Assert.InRange(keys.Count, 1, 1_000);
            Assert.Equal(keys.Count, keys.Distinct().Count());
        }

        await ended.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Searches_go_on_while_a_change_is_held_up_in_the_middle()
    {
        var random = new Random(6);
        var live = Enumerable.Range(1, 1_000).ToDictionary(n => (long)n, _ => Made.Unit(random, 64));
        using var index = Filled(live);
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var change = Task.Run(() => index.Remove(new HeldUp(entered, goOn)), Folder.Cancelled);
        entered.Wait(Folder.Cancelled);
        var waitsToo = Task.Run(() => index.Set(2_000, live[2]), Folder.Cancelled);

        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(Naive(live, live[1], 5, -1), await Search(index, live, live[1], 5, -1));
        }

        Assert.False(change.IsCompleted || waitsToo.IsCompleted);
        goOn.Set();
        await Task.WhenAll(change, waitsToo);
        Assert.Equal([2, 2_000], (await index.Search(live[2], 9, 0.99f, RowMask.Nothing)).Keys.Order());
    }

    /// <summary>Keys that take their time, in the middle of the change that asks for them.</summary>
    private sealed class HeldUp(ManualResetEventSlim entered, ManualResetEventSlim goOn)
        : IReadOnlyCollection<long>
    {
        public int Count => 1;

        public IEnumerator<long> GetEnumerator()
        {
            entered.Set();
            goOn.Wait(Folder.Cancelled);
            yield return 1;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static async Task WaitFor(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Folder.Cancelled);
        }
    }

    private static ExactIndex Filled(Dictionary<long, float[]> live)
    {
        var index = new ExactIndex();
        foreach (var (key, vector) in live)
        {
            index.Set(key, vector);
        }

        return index;
    }

    private static async Task<IReadOnlyList<Match>> Search(
        ExactIndex index, Dictionary<long, float[]> live, float[] query, int matchesMax, float cosineMin) =>
        Ranking.Of(
            (await index.Search(query, matchesMax, cosineMin, RowMask.Nothing)).Keys,
            key => live.GetValueOrDefault(key), query, matchesMax, cosineMin);

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

                // Closer to each other than the codes can tell: only float32 ranks them.
                "near ties" => Made.Near(random, centres[0], 1e-4f),

                // One coordinate takes the codes' whole range: the others are lost to the residual.
                "uneven" => Made.Near(random, Axis(n % 3, 1), 0.2f),
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
        var padded = new float[Dot.Width(vector.Length)];
        vector.CopyTo(padded, 0);
        return padded;
    }
}

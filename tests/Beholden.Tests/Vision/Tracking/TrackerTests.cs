using Beholden.Vision.Faces;
using Beholden.Vision.Tracking;
using CsCheck;

namespace Beholden.Tests.Vision.Tracking;

public sealed class TrackerTests
{
    private static readonly TrackingRules Rules = new(
        IouMin: 0.3f, BeginScoreMin: 0.7f, ConfirmAfterFrames: 3, LoseAfterFrames: 15, LoseNewAfterFrames: 8);

    private static readonly Gen<SeenBox> Boxes = Gen.Select(
        Gen.Float[0, 200], Gen.Float[0, 200], Gen.Float[20, 60], Gen.Float[0.5f, 1],
        (left, top, side, score) => new SeenBox(new(left, top, side, side), score));

    [Fact]
    public void A_track_is_confirmed_after_three_frames_and_ends_after_fifteen_without()
    {
        var tracker = new Tracker(Rules);
        Assert.False(Assert.Single(tracker.Next([At(0)])).IsConfirmed);
        Assert.False(Assert.Single(tracker.Next([At(1)])).IsConfirmed);
        Assert.True(Assert.Single(tracker.Next([At(2)])).IsConfirmed);

        for (var missed = 1; missed <= 15; missed++)
        {
            var track = Assert.Single(tracker.Next([]));
            Assert.Equal((1, missed, -1), (track.Id, track.MissedFrames, track.SeenIndex));
        }

        Assert.Empty(tracker.Next([]));
        Assert.Equal(2, Assert.Single(tracker.Next([At(2)])).Id);
    }

    [Fact]
    public void A_track_is_just_confirmed_once_also_when_a_younger_one_was_before_it()
    {
        var tracker = new Tracker(Rules);
        SeenBox[] both = [At(0), At(300)], second = [At(300)];
        var just = new List<long>();
        foreach (var seen in new[] { both, second, second, [], both, both, both })
        {
            just.AddRange(tracker.Next(seen).Where(track => track.IsJustConfirmed).Select(track => track.Id));
        }

        Assert.Equal([2, 1], just);
    }

    [Fact]
    public void Ids_go_on_after_all_tracks_were_ended()
    {
        var tracker = new Tracker(Rules);
        tracker.Next([At(0)]);
        tracker.Clear();
        Assert.Equal(2, Assert.Single(tracker.Next([At(0)])).Id);
    }

    [Fact]
    public void A_box_that_is_not_seen_is_expected_where_it_was_going()
    {
        var tracker = new Tracker(Rules);
        for (var frame = 0; frame < 20; frame++)
        {
            tracker.Next([At(4 * frame)]);
        }

        Track? unseen = null;
        for (var frame = 20; frame < 25; frame++)
        {
            unseen = Assert.Single(tracker.Next([]));
        }

        Assert.Equal(4 * 24, unseen!.Box.Left, 4f);
        Assert.Equal(50, unseen.Box.Width, 1f);
    }

    [Fact]
    public void A_box_of_little_score_goes_on_with_a_track_and_begins_none()
    {
        var tracker = new Tracker(Rules);
        Assert.Empty(tracker.Next([At(0, score: 0.6f)]));
        tracker.Next([At(0)]);

        Assert.Equal(0, Assert.Single(tracker.Next([At(1, score: 0.6f)])).MissedFrames);
    }

    [Fact]
    public void Each_box_is_one_track_at_most_and_the_same_frames_give_the_same_tracks() =>
        Boxes.Array[0, 8].Array[1, 12].Sample(frames =>
        {
            var (one, other) = (new Tracker(Rules), new Tracker(Rules));
            var seenIds = new HashSet<long>();
            foreach (var frame in frames)
            {
                var tracks = one.Next(frame);
                Assert.Equal(tracks, other.Next(frame));
                Assert.Equal(tracks.Count, tracks.Select(track => track.Id).Distinct().Count());
                var used = tracks.Select(track => track.SeenIndex).Where(index => index >= 0).ToList();
                Assert.Equal(used.Count, used.Distinct().Count());
                Assert.All(tracks.Where(track => track.SeenIndex >= 0), track =>
                    Assert.Equal(frame[track.SeenIndex].Box, track.Box));
                var sure = frame.Index().Where(box => box.Item.Score >= Rules.BeginScoreMin);
                Assert.All(sure, box => Assert.Contains(box.Index, used));
                seenIds.UnionWith(tracks.Select(track => track.Id));
            }

            // Ids are given in order, without holes.
            Assert.Equal(seenIds.Count, seenIds.Count == 0 ? 0 : (int)seenIds.Max());
        });

    /// <summary>
    /// IDF1: E. Ristani et al., ECCV 2016 workshops, arXiv:1609.01775. Five walk, cross, are missed in one of
    /// ten frames, and their boxes shake by a twentieth; one in fifty boxes is of nobody.
    /// </summary>
    [Fact]
    public void Walkers_who_cross_keep_their_tracks()
    {
        var random = new Random(34);
        var tracker = new Tracker(Rules);
        var (together, truth, told) = (new Dictionary<(int Walker, long Track), int>(), 0, 0);
        for (var frame = 0; frame < 300; frame++)
        {
            var walkers = Enumerable.Range(0, 5).Select(walker => Walker(walker, frame)).ToList();
            var seen = walkers.Where(_ => random.Next(10) > 0).Select(box => Shaken(box, random)).ToList();
            if (random.Next(50) == 0)
            {
                seen.Add(new(new(random.Next(600), random.Next(440), 40, 40), 0.75f));
            }

            var tracks = tracker.Next(seen).Where(track => track.IsConfirmed).ToList();
            (truth, told) = (truth + walkers.Count, told + tracks.Count);
            foreach (var (walker, box) in walkers.Index())
            {
                foreach (var track in tracks.Where(track => PixelBox.Iou(track.Box, box) >= 0.5f))
                {
                    var pair = (walker, track.Id);
                    together[pair] = together.GetValueOrDefault(pair) + 1;
                }
            }
        }

        var ids = together.Keys.Select(pair => pair.Track).Distinct().ToList();
        var gains = new float[5, ids.Count];
        foreach (var ((walker, track), frames) in together)
        {
            gains[walker, ids.IndexOf(track)] = frames;
        }

        var right = Assignment.Best(gains).Select((column, row) => column < 0 ? 0 : gains[row, column]).Sum();
        var idf1 = 2 * right / (truth + told);
        TestContext.Current.SendDiagnosticMessage($"IDF1 {idf1:F3}");
        Assert.True(idf1 >= 0.95, $"IDF1 is {idf1:F3}.");
    }

    // On lines 25 pixels apart, so that neighbours who meet cover a third of each other, at speeds of their
    // own, there and back.
    private static PixelBox Walker(int walker, int frame)
    {
        var way = ((walker + 2) * frame) % 1000;
        return new(way < 500 ? way : 1000 - way, 25 * walker, 50, 50);
    }

    private static SeenBox Shaken(PixelBox box, Random random)
    {
        float Off() => (float)((random.NextDouble() - 0.5) * 0.1 * box.Height);
        return new(new(box.Left + Off(), box.Top + Off(), box.Width + Off(), box.Height + Off()), 0.9f);
    }

    private static SeenBox At(float left, float score = 0.9f) => new(new(left, 10, 50, 50), score);
}

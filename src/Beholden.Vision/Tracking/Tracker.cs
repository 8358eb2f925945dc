using Beholden.Vision.Faces;

namespace Beholden.Vision.Tracking;

/// <summary>
/// Follows boxes from frame to frame: each track is expected where its motion leads, and boxes are given to
/// tracks so that the shared areas are largest in sum. The same frames give the same tracks.
/// </summary>
/// <remarks>
/// After SORT (A. Bewley et al., ICIP 2016, arXiv:1602.00763): constant velocity, the best assignment by
/// intersection over union. From ByteTrack (Y. Zhang et al., ECCV 2022, arXiv:2110.06864) it takes that a box
/// of little score may go on with a track and begins none. Not safe for several threads.
/// </remarks>
public sealed class Tracker(TrackingRules rules)
{
    private readonly List<Followed> all = [];
    private long lastId;

    /// <summary>Takes in one frame.</summary>
    /// <param name="seen">In pixels of a frame that is as large as those before; in any order.</param>
    /// <returns>The tracks that go on, oldest first.</returns>
    public IReadOnlyList<Track> Next(IReadOnlyList<SeenBox> seen)
    {
        foreach (var one in all)
        {
            one.Predict();
        }

        var trackOf = Pair(seen);
        for (var i = 0; i < seen.Count; i++)
        {
            if (trackOf[i] is { } one)
            {
                one.See(seen[i], i);
            }
            else if (seen[i].Score >= rules.BeginScoreMin)
            {
                all.Add(new(++lastId, seen[i], i));
            }
        }

        all.RemoveAll(one => one.MissedFrames > (one.SeenFrames >= rules.ConfirmAfterFrames
            ? rules.LoseAfterFrames
            : rules.LoseNewAfterFrames));
        return [.. all.Select(one => one.Told(rules.ConfirmAfterFrames))];
    }

    /// <summary>Ends all tracks, as when the frames become larger; their ids are not given again.</summary>
    public void Clear() => all.Clear();

    /// <returns>Shape [seen]: the track of each box; null where none is its.</returns>
    private Followed?[] Pair(IReadOnlyList<SeenBox> seen)
    {
        var trackOf = new Followed?[seen.Count];
        var gains = new float[all.Count, seen.Count];
        for (var i = 0; i < all.Count; i++)
        {
            for (var j = 0; j < seen.Count; j++)
            {
                // A pair that may not be is worth nothing, so that it keeps no other pair from being.
                var iou = PixelBox.Iou(all[i].Box, seen[j].Box);
                gains[i, j] = iou >= rules.IouMin ? iou : 0;
            }
        }

        var boxOf = Assignment.Best(gains);
        for (var i = 0; i < boxOf.Length; i++)
        {
            if (boxOf[i] >= 0 && gains[i, boxOf[i]] > 0)
            {
                trackOf[boxOf[i]] = all[i];
            }
        }

        return trackOf;
    }

    private sealed class Followed(long id, SeenBox first, int firstIndex)
    {
        private readonly BoxMotion motion = new(first.Box);
        private SeenBox last = first;
        private int ageFrames = 1;
        private int seenIndex = firstIndex;

        public PixelBox Box => motion.Box;

        public int SeenFrames { get; private set; } = 1;

        public int MissedFrames { get; private set; }

        public void Predict()
        {
            if (MissedFrames > 0)
            {
                motion.HoldSize();
            }

            motion.Predict();
            ageFrames++;
            MissedFrames++;
            seenIndex = -1;
        }

        public void See(SeenBox seen, int index)
        {
            motion.Correct(seen.Box);
            (last, seenIndex, MissedFrames) = (seen, index, 0);
            SeenFrames++;
        }

        public Track Told(int confirmAfterFrames) => new(
            id, MissedFrames == 0 ? last.Box : motion.Box, last.Score, ageFrames, SeenFrames, MissedFrames,
            seenIndex, SeenFrames >= confirmAfterFrames,
            MissedFrames == 0 && SeenFrames == confirmAfterFrames);
    }
}

using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;

namespace Beholden.Vision.Detection;

/// <summary>
/// Of boxes that cover the same face, makes one: the best score, at the mean place of those that agree.
/// </summary>
internal static class BoxVoting
{
    // Decision page 0018: 0.5 and 0.6 are alike on WIDER's development photos.
    private const float VoteIouMin = 0.6f;

    /// <param name="iouMax">A box that shares more than this with a better one is the same face.</param>
    /// <param name="isVote">False: the best box stays where it is, whoever agrees.</param>
    /// <returns>Best score first.</returns>
    public static List<FoundFace> Merge(IEnumerable<FoundFace> found, float iouMax, bool isVote = true)
    {
        var ballots = new List<Ballot>();
        foreach (var face in found.OrderByDescending(face => face.Score).Take(Limits.CandidatesMax))
        {
            if (ballots.Find(b => PixelBox.Iou(b.Best.Box, face.Box) > iouMax) is not { } ballot)
            {
                ballots.Add(new(face));
            }
            else if (isVote && PixelBox.Iou(ballot.Best.Box, face.Box) >= VoteIouMin)
            {
                ballot.Add(face);
            }
        }

        return [.. ballots.Select(ballot => ballot.Result())];
    }

    private sealed class Ballot(FoundFace best)
    {
        private readonly List<FoundFace> votes = [best];

        public FoundFace Best => votes[0];

        public void Add(FoundFace face) => votes.Add(face);

        public FoundFace Result()
        {
            if (votes.Count == 1)
            {
                return Best;
            }

            var all = votes.Sum(vote => vote.Score);
            float Mean(Func<PixelBox, float> side) => votes.Sum(v => v.Score * side(v.Box)) / all;
            return Best with
            {
                Box = new(Mean(b => b.Left), Mean(b => b.Top), Mean(b => b.Width), Mean(b => b.Height)),
                Points = Points(all),
            };
        }

        private Vector2[]? Points(float all) => Best.Points is null ? null :
        [
            .. Enumerable.Range(0, Best.Points.Count).Select(i => votes.Aggregate(
                Vector2.Zero, (sum, vote) => sum + (vote.Score / all * vote.Points![i]))),
        ];
    }
}

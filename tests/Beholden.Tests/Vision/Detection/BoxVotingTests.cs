using System.Numerics;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;
using CsCheck;

namespace Beholden.Tests.Vision.Detection;

public sealed class BoxVotingTests
{
    private static readonly Gen<FoundFace> Faces = Gen.Select(
        Gen.Float[0, 100], Gen.Float[0, 100], Gen.Float[5, 60], Gen.Float[5, 60], Gen.Float[0.01f, 1],
        (left, top, width, height, score) => new FoundFace(new(left, top, width, height), score, null));

    [Fact]
    public void Keeps_the_scores_that_the_naive_twin_keeps() => Faces.List[0, 60].Sample(found =>
    {
        var naive = found.Where(face => Survives(face, found)).Select(face => face.Score);
        Assert.Equal(naive.OrderDescending(), BoxVoting.Merge(found, 0.4f).Select(face => face.Score));
    });

    [Fact]
    public void Of_two_faces_side_by_side_both_stay_where_they_are()
    {
        var (left, right) = (Face(0, 0.9f), Face(7, 0.8f));

        var merged = BoxVoting.Merge([right, left, Face(0.5f, 0.3f)], 0.4f);

        Assert.Equal([0.9f, 0.8f], merged.Select(face => face.Score));
        Assert.Equal(0.5f * 0.3f / 1.2f, merged[0].Box.Left, 0.0001f);
        Assert.Equal(right, merged[1]);
    }

    [Fact]
    public void Boxes_and_points_are_means_weighted_by_score()
    {
        var merged = Assert.Single(BoxVoting.Merge([Face(0, 0.9f, 4), Face(1, 0.45f, 7)], 0.4f));

        Assert.Equal(0.9f, merged.Score);
        Assert.Equal(1 / 3f, merged.Box.Left, 0.0001f);
        Assert.All(merged.Points!, point => Assert.True(Vector2.Distance(point, new(5, 5)) < 0.0001f));
    }

    [Fact]
    public void A_box_that_only_overlaps_is_dropped_and_moves_nothing()
    {
        var best = Face(0, 0.9f);

        Assert.Equal([best], BoxVoting.Merge([best, Face(4, 0.8f)], 0.4f)); // IoU 6 / 14.
    }

    private static FoundFace Face(float left, float score) => new(new(left, 0, 10, 10), score, null);

    private static FoundFace Face(float left, float score, float point) => Face(left, score) with
    {
        Points = [.. Enumerable.Repeat(new Vector2(point, point), 5)],
    };

    /// <summary>By its definition: no better box that itself survives overlaps it too much.</summary>
    private static bool Survives(FoundFace face, List<FoundFace> all) => !all.Any(other =>
        (other.Score > face.Score || (other.Score == face.Score && all.IndexOf(other) < all.IndexOf(face)))
        && PixelBox.Iou(other.Box, face.Box) > 0.4f
        && Survives(other, all));
}

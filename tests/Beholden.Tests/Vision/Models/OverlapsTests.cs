using Beholden.Vision.Faces;
using Beholden.Vision.Models;
using CsCheck;

namespace Beholden.Tests.Vision.Models;

public sealed class OverlapsTests
{
    private static readonly Gen<FoundFace> Faces = Gen.Select(
        Gen.Float[0, 100], Gen.Float[0, 100], Gen.Float[5, 60], Gen.Float[5, 60], Gen.Float[0, 1],
        (left, top, width, height, score) => new FoundFace(new(left, top, width, height), score, null));

    [Fact]
    public void Keeps_what_the_naive_twin_keeps() => Faces.List[0, 60].Sample(found =>
    {
        var naive = found.Where(face => Survives(face, found)).OrderByDescending(face => face.Score);
        Assert.Equal(naive, Overlaps.Remove(found, 0.4f));
    });

    [Fact]
    public void Of_two_faces_side_by_side_both_stay()
    {
        var (left, right) = (Face(0, 0.9f), Face(9, 0.8f));
        Assert.Equal([left, right], Overlaps.Remove([right, left, Face(1, 0.7f)], 0.4f));
    }

    private static FoundFace Face(float left, float score) => new(new(left, 0, 10, 10), score, null);

    /// <summary>By its definition: no better box that itself survives overlaps it too much.</summary>
    private static bool Survives(FoundFace face, List<FoundFace> all) => !all.Any(other =>
        (other.Score > face.Score || (other.Score == face.Score && all.IndexOf(other) < all.IndexOf(face)))
        && PixelBox.Iou(other.Box, face.Box) > 0.4f
        && Survives(other, all));
}

using System.Numerics;
using Beholden.Vision.Faces;
using CsCheck;

namespace Beholden.Tests.Vision.Faces;

public sealed class FaceAlignerTests
{
    // insightface, utils/face_align.py, arcface_dst; written out again so that a changed constant shows.
    private static readonly Vector2[] Template =
    [
        new(38.2946f, 51.6963f), new(73.5318f, 51.5014f), new(56.0252f, 71.7366f),
        new(41.5493f, 92.3655f), new(70.7299f, 92.2041f),
    ];

    [Fact]
    public void The_template_itself_stays_where_it_is() =>
        AssertSame(Template, Template, FaceAligner.Fit(Template));

    [Fact]
    public void Any_turn_zoom_and_shift_is_undone() => Gen.Select(
        Gen.Float[-3.1f, 3.1f], Gen.Float[0.2f, 30], Gen.Float[-900, 9000], Gen.Float[-900, 9000]).Sample(
        (turn, zoom, right, down) =>
        {
            var away = Matrix3x2.CreateRotation(turn) * Matrix3x2.CreateScale(zoom)
                * Matrix3x2.CreateTranslation(right, down);
            var moved = Template.Select(point => Vector2.Transform(point, away)).ToArray();
            AssertSame(moved, Template, FaceAligner.Fit(moved));
        });

    [Fact]
    public void A_mirrored_face_is_never_mirrored_back()
    {
        var mirrored = Template.Select(point => new Vector2(112 - point.X, point.Y)).ToArray();

        Assert.True(FaceAligner.Fit(mirrored).GetDeterminant() > 0);
    }

    [Fact]
    public void Four_points_or_one_spot_are_refused()
    {
        Assert.Throws<ArgumentException>(() => FaceAligner.Fit(Template.AsSpan(0, 4)));
        Assert.Throws<ArgumentException>(() => FaceAligner.Fit(new Vector2[5]));
    }

    private static void AssertSame(Vector2[] from, Vector2[] to, Matrix3x2 map)
    {
        foreach (var (start, end) in from.Zip(to))
        {
            Assert.True(Vector2.Distance(Vector2.Transform(start, map), end) < 0.05f);
        }
    }
}

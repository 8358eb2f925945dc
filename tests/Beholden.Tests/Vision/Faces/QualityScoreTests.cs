using System.Numerics;
using Beholden.Vision.Faces;
using CsCheck;

namespace Beholden.Tests.Vision.Faces;

public sealed class QualityScoreTests
{
    private static readonly FaceSeen Good = AttributeBench.Face(new(0, 0, 130, 130)) with
    {
        AlignmentPoints = [new(40, 50), new(90, 50), new(65, 75), new(45, 100), new(85, 100)],
        ConfidencePercent = 95,
        Quality = new(BrightnessPercent: 66, SharpnessPercent: 82),
    };

    [Fact]
    public void No_fault_makes_a_face_better() => Gen.Select(
        Gen.Float[5, 200], Gen.Float[0, 100], Gen.Float[0, 100], Gen.Float[-60, 60], Gen.Float[0, 40])
        .Sample((edge, bright, sharp, pitch, apart) =>
        {
            var face = Good with
            {
                Box = new(0, 0, edge, edge),
                Quality = new(bright, sharp),
                Pose = new(0, 0, pitch),
                DetectorPoints = [.. Good.AlignmentPoints.Select(p => p + new Vector2(apart, 0))],
            };
            var score = QualityScore.Of(face);
            Assert.InRange(score, 0, QualityScore.Of(Good));
            Assert.True(QualityScore.Of(face with { Box = new(0, 0, edge / 2, edge / 2) }) <= score);
            Assert.True(QualityScore.Of(face with { Quality = new(bright, sharp / 2) }) <= score);
            Assert.True(QualityScore.Of(face with { Pose = new(0, 0, pitch * 1.5f) }) <= score);
            Assert.True(QualityScore.Of(face with { Pose = new(0, 0, -pitch) }) == score);
        }, iter: 2000);

    [Fact]
    public void What_hides_a_face_costs_it_as_much_as_measured()
    {
        var blurred = Good with { Quality = new(66, 18) };
        var dark = Good with { Quality = new(15, 82) };

        Assert.InRange(QualityScore.Of(Good), 70, 76);
        Assert.InRange(QualityScore.Of(blurred), 20, 30);
        Assert.InRange(QualityScore.Of(dark), 50, 60);
    }
}

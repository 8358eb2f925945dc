using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using CsCheck;

namespace Beholden.Tests.Vision.Faces;

public sealed class QualityBarTests
{
    private static readonly RgbImage Picture = AttributeBench.Waves(256, seed: 2);
    private static readonly FaceSeen Good = AttributeBench.Face(new(0, 0, 100, 130)) with
    {
        ConfidencePercent = 93,
        Quality = new(BrightnessPercent: 66, SharpnessPercent: 82),
    };

    public static TheoryData<QualityReason, FaceSeen> Spoilt => new()
    {
        { QualityReason.SmallBoundingBox, Good with { Box = new(0, 0, 12, 15) } },
        { QualityReason.LowBrightness, Good with { Quality = new(9, 82) } },
        { QualityReason.LowSharpness, Good with { Quality = new(66, 14) } },
        { QualityReason.LowConfidence, Good with { ConfidencePercent = 61 } },
        { QualityReason.ExtremePose, Good with { Pose = new(0, 80, 0) } },
        { QualityReason.ExtremePose, Good with { Pose = new(0, -80, 0) } },
        { QualityReason.ExtremePose, Good with { Pose = new(0, 0, -62) } },
        { QualityReason.ExtremePose, Good with { Pose = new(0, 0, 62) } },
        { QualityReason.LowFaceQuality, Good with { Quality = new(99, 82) } },
        { QualityReason.LowFaceQuality, Good with { Box = new(-60, 0, 100, 130) } },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void Each_fault_is_named_at_every_level_but_none(QualityReason reason, FaceSeen face)
    {
        Assert.Empty(QualityBar.Misses(face, Picture, QualityLevel.None));
        Assert.All(
            new[] { QualityLevel.Auto, QualityLevel.Low, QualityLevel.Medium, QualityLevel.High },
            level => Assert.Equal([reason], QualityBar.Misses(face, Picture, level)));
    }

    [Theory]
    [InlineData(QualityLevel.Auto)]
    [InlineData(QualityLevel.Low)]
    [InlineData(QualityLevel.Medium)]
    [InlineData(QualityLevel.High)]
    public void A_good_portrait_clears_every_level_however_it_is_tilted(QualityLevel level) =>
        Assert.Empty(QualityBar.Misses(
            Good with { Pose = new(RollDegrees: 120, 5, -5) }, Picture, level));

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var face = Good with
        {
            Box = new(0, 0, 10, 10),
            Quality = new(5, 5),
            ConfidencePercent = 50,
            Pose = new(0, 85, 0),
        };
        Assert.Equal(5, QualityBar.Misses(face, Picture, QualityLevel.Auto).Count);
    }

    [Fact]
    public void Barely_clearing_two_bars_is_poor_in_sum()
    {
        var face = Good with { Box = new(0, 0, 20, 25), Quality = new(66, 28) };
        Assert.Equal([QualityReason.LowFaceQuality], QualityBar.Misses(face, Picture, QualityLevel.Auto));
    }

    [Fact]
    public void Another_score_takes_the_place_of_the_packaged_one_and_is_asked_only_where_it_decides()
    {
        var asked = 0;
        IReadOnlyList<QualityReason> Misses(FaceSeen face, float score, QualityLevel level) =>
            QualityBar.Misses(
                face, Picture, level,
                _ =>
                {
                    asked++;
                    return score;
                },
                new(1, 2, 3, 4));

        Assert.Empty(Misses(Good, 3, QualityLevel.Medium));
        Assert.Equal([QualityReason.LowFaceQuality], Misses(Good, 3, QualityLevel.High));
        Assert.Equal([QualityReason.LowFaceQuality], Misses(Good, float.NaN, QualityLevel.Auto));
        Assert.Equal(3, asked);
        Assert.Empty(Misses(Good, 0, QualityLevel.None));
        Assert.Equal(
            [QualityReason.LowSharpness], Misses(Good with { Quality = new(66, 14) }, 0, QualityLevel.Auto));
        Assert.Equal(3, asked);
    }

    [Fact]
    public void What_a_stricter_level_lets_pass_every_more_lenient_one_does_too() => Gen.Select(
        Gen.Float[5, 200], Gen.Float[0, 100], Gen.Float[0, 100], Gen.Float[50, 100], Gen.Float[-90, 90])
        .Sample((edge, bright, sharp, confidence, angle) =>
        {
            var face = Good with
            {
                Box = new(0, 0, edge, edge),
                Quality = new(bright, sharp),
                ConfidencePercent = confidence,
                Pose = new(0, angle, angle / 2),
            };
            var passes = Enum.GetValues<QualityLevel>()
                .Select(level => QualityBar.Misses(face, Picture, level).Count == 0).ToList();
            return passes.SequenceEqual(passes.OrderDescending());
        }, iter: 2000);
}

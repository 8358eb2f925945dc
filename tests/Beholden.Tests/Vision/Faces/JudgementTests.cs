using Beholden.Vision.Faces;
using CsCheck;

namespace Beholden.Tests.Vision.Faces;

public sealed class JudgementTests
{
    [Fact]
    public void Confidence_in_a_stated_value_is_never_below_a_half() =>
        Gen.Float[0, 1].Sample(share =>
            Judgement.Smile(share).ConfidencePercent is >= 50 and <= 100
            && Judgement.EyesOpen(share).ConfidencePercent is >= 50 and <= 100
            && Judgement.MouthOpen((share * 3) - 1).ConfidencePercent is >= 50 and <= 100
            && Judgement.Gender(share).ConfidencePercent is >= 50 and <= 100);

    [Fact]
    public void An_older_face_never_gets_a_younger_range() =>
        Gen.Select(Gen.Float[0, 100], Gen.Float[0, 100]).Sample((a, b) =>
        {
            var (young, old) = (Judgement.Age(Math.Min(a, b)), Judgement.Age(Math.Max(a, b)));
            return young.LowYears <= old.LowYears && young.HighYears <= old.HighYears
                && young.LowYears >= 0 && young.LowYears < young.HighYears && old.HighYears <= 100;
        });

    [Theory]
    [InlineData(0f, true)]
    [InlineData(0.6f, true)]
    [InlineData(0.7f, false)]
    [InlineData(1f, false)]
    public void The_balanced_threshold_decides_gender(float maleShare, bool isFemale) =>
        Assert.Equal(isFemale, Judgement.Gender(maleShare).IsFemale);

    [Fact]
    public void A_closed_pair_of_eyes_is_not_open()
    {
        Assert.False(Judgement.EyesOpen(1).Value);
        Assert.True(Judgement.EyesOpen(0).Value);
    }
}

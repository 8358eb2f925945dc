using Beholden.Vision.Faces;

namespace Beholden.Tests.Vision.Faces;

public sealed class SimilarityTests
{
    private static readonly Similarity Map = new(CalibrationCard.Load(CalibrationCard.BesideExecutable).Map);

    [Fact]
    public void Grows_with_the_cosine_from_0_to_100()
    {
        var last = -1f;
        for (var cosine = -1f; cosine <= 1f; cosine += 0.001f)
        {
            var percent = Map.Percent(cosine);
            Assert.True(percent > last, $"{cosine}: {percent} after {last}");
            Assert.InRange(percent, 0f, 100f);
            last = percent;
        }

        Assert.Equal(0f, Map.Percent(-1f));
        Assert.Equal(100f, Map.Percent(1f));
    }

    [Fact]
    public void The_inverse_leads_back()
    {
        for (var percent = 0f; percent <= 100f; percent += 0.25f)
        {
            Assert.Equal(percent, Map.Percent(Map.CosineAt(percent)), 0.01f);
        }
    }

    // Rounding makes the cosine of a vector with itself anything near 1.
    [Fact]
    public void The_same_face_is_practically_100_and_nothing_leaves_the_scale()
    {
        Assert.InRange(Map.Percent(0.9999997f), 99.999f, 100f);
        Assert.Equal(100f, Map.Percent(1.0000002f));
        Assert.Equal(0f, Map.Percent(-1.0000002f));
        Assert.Equal(1f, Map.CosineAt(100f));
        Assert.Equal(-1f, Map.CosineAt(0f));
    }
}

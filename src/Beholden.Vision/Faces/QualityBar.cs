using Beholden.Vision.Images;

namespace Beholden.Vision.Faces;

public enum QualityLevel
{
    None,
    Auto,
    Low,
    Medium,
    High,
}

public enum QualityReason
{
    ExtremePose,
    LowBrightness,
    LowSharpness,
    LowConfidence,
    SmallBoundingBox,
    LowFaceQuality,
}

public static class QualityBar
{
    public static IReadOnlyList<QualityReason> Misses(FaceSeen face, RgbImage image, QualityLevel level)
    {
        var misses = new List<QualityReason>();
        if (level == QualityLevel.None)
        {
            return misses;
        }

        if (face.Quality.SharpnessPercent < 5)
        {
            misses.Add(QualityReason.LowSharpness);
        }

        return misses;
    }
}

using Beholden.Vision.Images;

namespace Beholden.Vision.Faces;

/// <summary>AWS's quality filters. None refuses nothing.</summary>
public enum QualityLevel
{
    None,
    Auto,
    Low,
    Medium,
    High,
}

/// <summary>Why a face misses a bar, by AWS's names.</summary>
public enum QualityReason
{
    ExtremePose,
    LowBrightness,
    LowSharpness,
    LowConfidence,
    SmallBoundingBox,
    LowFaceQuality,
}

/// <summary>Decides whether a face is good enough to be compared or kept.</summary>
/// <remarks>
/// AWS does not publish its bars. These were chosen on LFW and WIDER by what they refuse and by the errors
/// of comparison that they avoid: docs/decisions/0003-quality-filter.md.
/// </remarks>
public static class QualityBar
{
    /// <param name="EdgePixelsMin">Of the box's longer side.</param>
    /// <param name="BrightnessPercentMax">Above it, skin is washed out.</param>
    /// <param name="YawDegreesMax">To either side. Roll is free: alignment undoes it.</param>
    /// <param name="PitchDegreesMin">Looking down, negative.</param>
    /// <param name="PitchDegreesMax">Looking up. Medium's angles are AWS's advice for comparing.</param>
    private sealed record Bar(
        float EdgePixelsMin,
        float BrightnessPercentMin,
        float BrightnessPercentMax,
        float SharpnessPercentMin,
        float ConfidencePercentMin,
        float YawDegreesMax,
        float PitchDegreesMin,
        float PitchDegreesMax);

    private static readonly Bar Lenient = new(24, 17, 98, 27, 65, 65, -50, 55);
    private static readonly Bar Low = new(30, 21, 97, 33, 70, 55, -40, 50);
    private static readonly Bar Medium = new(40, 30, 96, 45, 80, 45, -30, 45);
    private static readonly Bar High = new(60, 40, 94, 60, 88, 30, -20, 30);

    // Of the box's area. A face cut in half by the picture's edge lacks an eye or the mouth.
    private const float InsideShareMin = 0.6f;

    /// <summary>Every reason for which the face misses the bar; none when it clears it.</summary>
    /// <param name="image">The picture that the face was seen in.</param>
    public static IReadOnlyList<QualityReason> Misses(FaceSeen face, RgbImage image, QualityLevel level) =>
        Misses(face, image, level, QualityScore.Of, QualityScore.Levels);

    /// <summary>The same, by another score.</summary>
    /// <param name="score">
    /// Higher for better faces. Asked only of a face that clears every other bar.
    /// </param>
    /// <param name="asked">What each level asks of that score.</param>
    public static IReadOnlyList<QualityReason> Misses(
        FaceSeen face, RgbImage image, QualityLevel level, Func<FaceSeen, float> score, ScoreLevels asked)
    {
        var bar = level switch
        {
            QualityLevel.None => null,
            QualityLevel.Auto => Lenient,
            QualityLevel.Low => Low,
            QualityLevel.Medium => Medium,
            QualityLevel.High => High,
            _ => throw new ArgumentOutOfRangeException(nameof(level), level, "No such level."),
        };
        return bar is null ? [] : [.. Reasons(face, image, bar, IsPoor)];

        // What is no number is no good score either.
        bool IsPoor() => !(score(face) >= asked.At(level));
    }

    private static IEnumerable<QualityReason> Reasons(
        FaceSeen face, RgbImage image, Bar bar, Func<bool> isPoor)
    {
        var edge = Math.Max(face.Box.Width, face.Box.Height);
        var (brightness, sharpness) = (face.Quality.BrightnessPercent, face.Quality.SharpnessPercent);
        var clear = true;
        if (Math.Abs(face.Pose.YawDegrees) > bar.YawDegreesMax
            || face.Pose.PitchDegrees < bar.PitchDegreesMin
            || face.Pose.PitchDegrees > bar.PitchDegreesMax)
        {
            clear = false;
            yield return QualityReason.ExtremePose;
        }

        if (brightness < bar.BrightnessPercentMin)
        {
            clear = false;
            yield return QualityReason.LowBrightness;
        }

        if (sharpness < bar.SharpnessPercentMin)
        {
            clear = false;
            yield return QualityReason.LowSharpness;
        }

        if (face.ConfidencePercent < bar.ConfidencePercentMin)
        {
            clear = false;
            yield return QualityReason.LowConfidence;
        }

        if (edge < bar.EdgePixelsMin)
        {
            clear = false;
            yield return QualityReason.SmallBoundingBox;
        }

        if (brightness > bar.BrightnessPercentMax
            || InsideShare(face.Box, image) < InsideShareMin
            || (clear && isPoor()))
        {
            yield return QualityReason.LowFaceQuality;
        }
    }

    private static float InsideShare(PixelBox box, RgbImage image)
    {
        var width = Math.Min(box.Right, image.Width) - Math.Max(box.Left, 0);
        var height = Math.Min(box.Bottom, image.Height) - Math.Max(box.Top, 0);
        return box.Area > 0 ? Math.Max(0, width) * Math.Max(0, height) / box.Area : 0;
    }
}

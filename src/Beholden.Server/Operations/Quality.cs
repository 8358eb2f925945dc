using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>The contract's QualityFilter, and what it says of a face that it drops.</summary>
internal static class Quality
{
    public static QualityLevel Level(QualityFilter? filter, QualityLevel fallback) => filter switch
    {
        QualityFilter.NONE => QualityLevel.None,
        QualityFilter.AUTO => QualityLevel.Auto,
        QualityFilter.LOW => QualityLevel.Low,
        QualityFilter.MEDIUM => QualityLevel.Medium,
        QualityFilter.HIGH => QualityLevel.High,
        _ => fallback,
    };

    public static Reason Reason(QualityReason reason) => reason switch
    {
        QualityReason.ExtremePose => Wire.Reason.EXTREME_POSE,
        QualityReason.LowBrightness => Wire.Reason.LOW_BRIGHTNESS,
        QualityReason.LowSharpness => Wire.Reason.LOW_SHARPNESS,
        QualityReason.LowConfidence => Wire.Reason.LOW_CONFIDENCE,
        QualityReason.SmallBoundingBox => Wire.Reason.SMALL_BOUNDING_BOX,
        _ => Wire.Reason.LOW_FACE_QUALITY,
    };

    public static UnsearchedFaceReason UnsearchedReason(QualityReason reason)
        => Enum.Parse<UnsearchedFaceReason>(Reason(reason).ToString());
}

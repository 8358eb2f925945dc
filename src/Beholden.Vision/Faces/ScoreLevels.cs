using System.Text.Json.Serialization;

namespace Beholden.Vision.Faces;

/// <summary>A number for each level of a quality filter that asks for something.</summary>
public sealed record ScoreLevels(float Auto, float Low, float Medium, float High)
{
    /// <summary>Whether a stricter level never has less, and all are numbers.</summary>
    [JsonIgnore]
    public bool IsGrowing => float.IsFinite(Auto) && Auto <= Low && Low <= Medium && Medium <= High
        && float.IsFinite(High);

    /// <exception cref="ArgumentOutOfRangeException">No level, or none that asks.</exception>
    public float At(QualityLevel level) => level switch
    {
        QualityLevel.Auto => Auto,
        QualityLevel.Low => Low,
        QualityLevel.Medium => Medium,
        QualityLevel.High => High,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "It asks for nothing."),
    };
}

using System.Numerics;

namespace Beholden.Vision.Faces;

/// <summary>One face as the pipeline saw it. Facts only: no request, no collection, no row.</summary>
public sealed record FaceSeen
{
    public required PixelBox Box { get; init; }

    /// <summary>How sure the detector is that this is a face, 0..100.</summary>
    public required float ConfidencePercent { get; init; }

    /// <summary>Shape [68], pixels of the upright image, iBUG order from 0.</summary>
    public required IReadOnlyList<Vector2> Landmarks { get; init; }

    /// <summary>
    /// Shape [5], pixels: eye, eye, nose tip, mouth corner, mouth corner; of each pair, first the one at
    /// the left of an upright face in the image. Taken from the 68.
    /// </summary>
    public required IReadOnlyList<Vector2> AlignmentPoints { get; init; }

    /// <summary>The same five by the detector itself, where it tells them.</summary>
    public IReadOnlyList<Vector2>? DetectorPoints { get; init; }

    public required HeadPose Pose { get; init; }

    public required FaceQuality Quality { get; init; }

    /// <summary>What was asked for and a model supports; all members null when nothing was asked.</summary>
    public FaceAttributes Attributes { get; init; } = new();
}

/// <summary>
/// Degrees, -180..180, in AWS's signs: yaw grows as the face turns to the right of the image, pitch as it
/// looks up, roll as the head tilts clockwise in the image.
/// </summary>
public readonly record struct HeadPose(float RollDegrees, float YawDegrees, float PitchDegrees);

/// <param name="BrightnessPercent">0 black..100 white, over the face.</param>
/// <param name="SharpnessPercent">0 blurred..100 sharp.</param>
public readonly record struct FaceQuality(float BrightnessPercent, float SharpnessPercent);

/// <summary>Attributes of one face; null where not asked for or no model supports it.</summary>
public sealed record FaceAttributes
{
    public AgeSpan? Age { get; init; }

    /// <summary>Perceived gender, as a binary classifier guesses it.</summary>
    public (bool IsFemale, float ConfidencePercent)? Gender { get; init; }

    public Judged? Smile { get; init; }

    public Judged? EyesOpen { get; init; }

    public Judged? MouthOpen { get; init; }

    public Judged? Occluded { get; init; }

    /// <summary>All classes the model knows, highest confidence first; they sum to 100.</summary>
    public IReadOnlyList<(Emotion Type, float ConfidencePercent)>? Emotions { get; init; }
}

/// <param name="LowYears">Inclusive.</param>
/// <param name="HighYears">Inclusive.</param>
public readonly record struct AgeSpan(int LowYears, int HighYears);

/// <param name="ConfidencePercent">In the stated value, 50..100.</param>
public readonly record struct Judged(bool Value, float ConfidencePercent);

/// <summary>The seven expressions that the bundled networks tell apart.</summary>
public enum Emotion
{
    Angry,
    Disgusted,
    Fear,
    Happy,
    Sad,
    Surprised,
    Calm,
}

/// <summary>Which attributes the caller wants; each costs a model run per face.</summary>
[Flags]
public enum AttributeSet
{
    None = 0,
    Age = 1,
    Gender = 2,
    Smile = 4,
    EyesOpen = 8,
    MouthOpen = 16,
    Emotions = 32,
    Occluded = 64,
    All = Age | Gender | Smile | EyesOpen | MouthOpen | Emotions | Occluded,
}

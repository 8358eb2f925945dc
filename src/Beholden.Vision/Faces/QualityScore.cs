using System.Numerics;

namespace Beholden.Vision.Faces;

/// <summary>How well a face can be compared, in one number, before it is compared.</summary>
/// <remarks>
/// A linear guess of 100 times the cosine with a good picture of the same person, by least squares over the
/// faces of LFW's DevTrain, half of them made worse: docs/decisions/0022-quality-score.md.
/// </remarks>
public static class QualityScore
{
    /// <summary>What each level of the filter asks for.</summary>
    public static ScoreLevels Levels { get; } = new(35, 44, 54, 59);

    /// <summary>
    /// Which quantiles those are: the share of the worse pictures of DevTrain below each, 0..1, page 22.
    /// </summary>
    public static ScoreLevels WorseBelow { get; } = new(0.34f, 0.45f, 0.60f, 0.75f);

    // Beyond these, more of the same no longer helps: the embedding's crop is 112 pixels wide.
    private const float EdgePixelsEnough = 112, SharpnessEnough = 75, BrightnessEnough = 50;
    private const float DisagreementMost = 0.3f;

    private const float Base = 75.5f;

    // In the order of Features.
    private static readonly float[] Weights = [1f, 82.5f, 11.5f, -48f, -25f, -61f];

    /// <returns>About 0 (not to be compared) to 75 (as good as pictures are).</returns>
    public static float Of(FaceSeen face)
    {
        var sum = Base;
        foreach (var (weight, feature) in Weights.Zip(Features(face)))
        {
            sum += weight * feature;
        }

        return Math.Clamp(sum, 0, 100);
    }

    /// <summary>
    /// Size in octaves below enough, focus below enough, light in octaves below enough, the square of looking
    /// up or down, the detector's doubt, and how far two networks' points lie apart in eye distances. All 0
    /// for the best face. Turns to a side are not here: LFW's few say nothing, and the bars refuse them.
    /// </summary>
    public static float[] Features(FaceSeen face)
    {
        var edge = Math.Max(1, Math.Max(face.Box.Width, face.Box.Height));
        var pitch = face.Pose.PitchDegrees / 90;
        return
        [
            MathF.Log2(Math.Min(edge, EdgePixelsEnough) / EdgePixelsEnough),
            (Math.Min(face.Quality.SharpnessPercent, SharpnessEnough) - SharpnessEnough) / 100,
            MathF.Log2(Math.Clamp(face.Quality.BrightnessPercent, 1, BrightnessEnough) / BrightnessEnough),
            pitch * pitch,
            (100 - face.ConfidencePercent) / 100,
            Disagreement(face),
        ];
    }

    private static float Disagreement(FaceSeen face)
    {
        if (face.DetectorPoints is not { Count: 5 } others)
        {
            return 0;
        }

        var own = face.AlignmentPoints;
        var eyes = Math.Max(1, Vector2.Distance(own[0], own[1]));
        return Math.Min(own.Zip(others, Vector2.Distance).Average() / eyes, DisagreementMost);
    }
}

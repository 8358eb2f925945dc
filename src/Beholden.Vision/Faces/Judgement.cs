using Beholden.Vision.Models;

namespace Beholden.Vision.Faces;

/// <summary>From what networks and landmarks say to what the API answers.</summary>
/// <remarks>Every figure was set on the data that docs/decisions/0004-attribute-models.md names.</remarks>
internal static class Judgement
{
    // Male and female faces of FairFace's development half (n = 270) are told apart best, and equally
    // well, where the network says 64 % male: its training pictures held more men.
    private const float GenderSlope = 1.53f;
    private const float GenderShift = 0.91f;

    // FairFace, n = 270: least distance to the band. The network pulls both ends towards the middle.
    private const float AgeSlope = 1.12f;
    private const float AgeShiftYears = -2f;

    // Half-width of the range; the true band overlaps it for 84 % of the 270.
    private const float AgeHalfWidthYears = 3f;
    private const float AgeHalfWidthPerYear = 0.12f;
    private const int AgeMaxYears = 100;

    // FER2013, happy against the rest (100 / 552).
    private const float SmileMiddle = 0.25f;

    // 220 mouths of LFW, 20 in each of 11 steps of the gap, looked at by one reader.
    private const float MouthMiddle = 0.085f;
    private const float MouthScale = 0.03f;

    // Faces with a mask (133) against faces without (LFW 500, FairFace 270, mask set 150); each side and
    // each set weighs the same. In the order of CoverMeter's figures, then the shift.
    private static readonly float[] CoverWeights = [-0.0193f, -0.1005f, -0.0624f, 0.1908f, -0.0176f];
    private const float CoverShift = -2.5f;

    // LFW again: 2 of 100 faces lie above; most of them are shut or look down.
    private const float EyesMiddle = 0.97f;

    public static (bool IsFemale, float ConfidencePercent) Gender(float maleShare)
    {
        var female = Logistic((GenderSlope * -Logit(maleShare)) + GenderShift);
        return (female > 0.5f, 100 * Math.Max(female, 1 - female));
    }

    public static AgeSpan Age(float years)
    {
        var age = Math.Clamp((AgeSlope * years) + AgeShiftYears, 0, AgeMaxYears);
        var half = AgeHalfWidthYears + (AgeHalfWidthPerYear * age);
        return new(
            (int)MathF.Round(Math.Max(age - half, 0)), (int)MathF.Round(Math.Min(age + half, AgeMaxYears)));
    }

    /// <param name="shares">In the order of <see cref="ExpressionNet.Classes"/>.</param>
    public static IReadOnlyList<(Emotion Type, float ConfidencePercent)> Emotions(float[] shares)
    {
        var sum = shares.Sum();
        return [.. ExpressionNet.Classes
            .Select((type, i) => (type, percent: 100 * shares[i] / sum))
            .OrderByDescending(pair => pair.percent)];
    }

    public static Judged Smile(float happyShare) => Judge(happyShare, SmileMiddle);

    public static Judged MouthOpen(float gap)
    {
        var open = Logistic((gap - MouthMiddle) / MouthScale);
        return new(open > 0.5f, 100 * Math.Max(open, 1 - open));
    }

    /// <param name="cover">What <see cref="CoverMeter"/> measured.</param>
    public static Judged Occluded(float[] cover)
    {
        var sum = CoverShift;
        for (var i = 0; i < cover.Length; i++)
        {
            sum += CoverWeights[i] * cover[i];
        }

        var covered = Logistic(sum);
        return new(covered > 0.5f, 100 * Math.Max(covered, 1 - covered));
    }

    /// <param name="closedShare">Mean of both eyes, 0..1.</param>
    public static Judged EyesOpen(float closedShare)
    {
        var closed = Judge(closedShare, EyesMiddle);
        return closed with { Value = !closed.Value };
    }

    /// <summary>A share on either side of its threshold: 50 % at the threshold, 100 % at the ends.</summary>
    private static Judged Judge(float share, float middle) => share > middle
        ? new(true, 50 + (50 * (share - middle) / (1 - middle)))
        : new(false, 50 + (50 * (middle - share) / middle));

    private static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));

    private static float Logit(float share)
    {
        var inside = Math.Clamp(share, 1e-3f, 1 - 1e-3f);
        return MathF.Log(inside / (1 - inside));
    }
}

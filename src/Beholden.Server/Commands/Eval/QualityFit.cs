using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>Fits the card of a quality network: its levels, at the quantiles of the packaged score.</summary>
internal static class QualityFit
{
    // With so many, the share that a level drops is known within ten points (binomial, 95 %).
    private const int FacesMin = 100;

    /// <exception cref="EvalDataException">
    /// Too few faces, or scores that tell worse faces from better ones not at all or the wrong way round.
    /// </exception>
    public static QualityCard Card(
        IReadOnlyCollection<JudgedFace> judged, string contract, string detector)
    {
        var train = judged.Where(face => face.Split == QualityEval.Train).ToList();
        var worse = train.Where(face => face.IsWorse).ToList();
        if (worse.Count < FacesMin)
        {
            throw new EvalDataException(
                $"DevTrain gives {worse.Count} worse faces; the levels of a network need {FacesMin}.");
        }

        if (train.Exists(face => !float.IsFinite(face.NetworkScore!.Value)))
        {
            throw new EvalDataException("The network gives some faces a score that is no number.");
        }

        var correlation = Correlation(worse, face => face.NetworkScore!.Value);
        float[] scores = [.. worse.Select(face => face.NetworkScore!.Value).Order()];
        var levels = Each(share => scores[(int)(share * scores.Length)], QualityScore.WorseBelow);
        if (!(correlation > 0) || levels.Auto >= levels.High)
        {
            throw new EvalDataException(
                $"The network's score says nothing of which faces are missed: it correlates by "
                + $"{correlation:f2} with the cosine, and its levels would be {levels.Auto:g5} to "
                + $"{levels.High:g5}. No card was written.");
        }

        float[] asTheyAre = [.. train.Where(face => !face.IsWorse).Select(face => face.NetworkScore!.Value)];
        return new(
            QualityCard.VersionServed, contract, detector,
            "LFW (deep-funneled) View 1, DevTrain, second picture of each pair of one person",
            "beholden eval quality DIR --quality ID",
            worse.Count, Math.Round(correlation, 4), levels, QualityScore.WorseBelow,
            Each(level => Below(asTheyAre, level), levels));
    }

    /// <summary>Pearson's, of a score and the cosine; 0 where one of them is constant.</summary>
    public static double Correlation(IReadOnlyCollection<JudgedFace> faces, Func<JudgedFace, float> score)
    {
        if (faces.Count == 0)
        {
            return 0;
        }

        var (x, y) = (faces.Average(score), faces.Average(face => face.Cosine));
        double along = 0, spreadX = 0, spreadY = 0;
        foreach (var face in faces)
        {
            var (dx, dy) = (score(face) - x, face.Cosine - y);
            along += dx * dy;
            spreadX += dx * dx;
            spreadY += dy * dy;
        }

        return spreadX > 0 && spreadY > 0 ? along / Math.Sqrt(spreadX * spreadY) : 0;
    }

    private static float Below(float[] scores, float level) =>
        MathF.Round(scores.Count(score => score < level) / (float)Math.Max(1, scores.Length), 4);

    private static ScoreLevels Each(Func<float, float> change, ScoreLevels of) =>
        new(change(of.Auto), change(of.Low), change(of.Medium), change(of.High));
}

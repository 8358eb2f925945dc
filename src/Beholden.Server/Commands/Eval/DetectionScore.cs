using Beholden.Vision.Faces;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Eval;

/// <summary>Average precision of face detection at IoU 0.5.</summary>
/// <remarks>
/// Each detection, best score first, takes the true box of highest IoU. True boxes that are invalid or lower
/// than the band are ignored, and so are detections that take them, and free detections lower than 0.8 of
/// the band: no one is asked to find or to leave out what lies below.
/// </remarks>
internal static class DetectionScore
{
    private const float IouMin = 0.5f;
    private const float FreeShare = 0.8f;

    private enum Outcome
    {
        Ignored,
        True,
        False,
    }

    /// <summary>Area under the precision-recall curve, precision made monotone, 0..1.</summary>
    /// <param name="heightMin">The band: true faces at least this high, pixels.</param>
    public static double AveragePrecision(
        IReadOnlyList<(WiderImage Truth, IReadOnlyList<FoundFace> Found)> images, float heightMin)
    {
        var total = images.Sum(image => image.Truth.Faces.Count(face => Counts(face, heightMin)));
        var ranked = images.SelectMany(image => Judge(image.Truth, image.Found, heightMin))
            .Where(judged => judged.Outcome != Outcome.Ignored)
            .OrderByDescending(judged => judged.Score)
            .Select(judged => judged.Outcome == Outcome.True)
            .ToArray();
        var precision = new double[ranked.Length];
        var hits = 0;
        for (var i = 0; i < ranked.Length; i++)
        {
            hits += ranked[i] ? 1 : 0;
            precision[i] = hits / (i + 1.0);
        }

        double area = 0, envelope = 0;
        for (var i = ranked.Length - 1; i >= 0; i--)
        {
            envelope = Math.Max(envelope, precision[i]);
            area += ranked[i] ? envelope : 0;
        }

        return total > 0 ? area / total : 0;
    }

    /// <summary>
    /// Of the detections of at least this score, how many are right, and how many faces they find.
    /// </summary>
    public static (double Precision, double Recall) At(
        IReadOnlyList<(WiderImage Truth, IReadOnlyList<FoundFace> Found)> images,
        float heightMin,
        float scoreMin)
    {
        var total = images.Sum(image => image.Truth.Faces.Count(face => Counts(face, heightMin)));
        var judged = images.SelectMany(image => Judge(image.Truth, image.Found, heightMin))
            .Where(j => j.Score >= scoreMin)
            .ToList();
        var right = judged.Count(j => j.Outcome == Outcome.True);
        var wrong = judged.Count(j => j.Outcome == Outcome.False);
        return (right / (double)Math.Max(1, right + wrong), right / (double)Math.Max(1, total));
    }

    private static bool Counts(WiderFace face, float heightMin) =>
        !face.Invalid && face.Box.Height >= heightMin;

    private static IEnumerable<(float Score, Outcome Outcome)> Judge(
        WiderImage truth, IReadOnlyList<FoundFace> found, float heightMin)
    {
        var taken = new bool[truth.Faces.Count];
        foreach (var face in found.OrderByDescending(face => face.Score))
        {
            var best = -1;
            var iou = IouMin;
            for (var i = 0; i < truth.Faces.Count; i++)
            {
                var shared = PixelBox.Iou(face.Box, truth.Faces[i].Box);
                (best, iou) = shared >= iou ? (i, shared) : (best, iou);
            }

            yield return (face.Score, Outcomes(truth, face, best, taken, heightMin));
        }
    }

    private static Outcome Outcomes(
        WiderImage truth, FoundFace face, int best, bool[] taken, float heightMin)
    {
        if (best < 0)
        {
            return face.Box.Height < FreeShare * heightMin ? Outcome.Ignored : Outcome.False;
        }

        if (!Counts(truth.Faces[best], heightMin))
        {
            return Outcome.Ignored;
        }

        var again = taken[best];
        taken[best] = true;
        return again ? Outcome.False : Outcome.True;
    }
}

using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Detection;

/// <summary>
/// Finds the faces of a picture: the whole picture small, then larger where small faces may be, as far as
/// the plan's time goes, and one merge of all that was seen.
/// </summary>
/// <param name="threads">Looks that may run side by side.</param>
public sealed class FaceFinder(IFaceDetector detector, DetectionPlan plan, int threads)
{
    // A level that is hardly finer than the last shows nothing new.
    private const float StepMin = 1.3f;

    // A box this near to where a look was cut may be half a face.
    private const float CutMarginShare = 0.01f;

    // Decision page 0014: between 0.6 and 0.9 nothing is lost on WIDER, and 0.6 leaves the fewest parts.
    private const float PartShareMin = 0.6f;

    // Of the height from which faces break: a little lower, so that none falls between the two looks.
    private const float WholeShareMin = 0.8f;

    // No face is then further than 22.5 degrees from upright in some look; decision page 0019.
    private static readonly float[] Turns = [45, 90, 135, 180, 225, 270, 315];

    // Longest side of a picture that is looked at turned: a face of 50 in 1,024 pixels keeps 31.
    private const int TurnedSidePixelsMax = 640;

    // The same of a frame: a face of 50 in 640 pixels keeps 34, and the turn takes one sample a pixel.
    private const int TurnedFrameSidePixelsMax = 440;

    // One look of yunet-n, five of rfb-320.
    private const float TurnedCapMs = 16;

    public IFaceDetector Detector => detector;

    public DetectionPlan Plan => plan;

    /// <summary>
    /// The faces worth showing. Where no upright one is found, the picture is looked at in a frame, and then
    /// turned; turned in any case where the plan says so.
    /// </summary>
    /// <returns>Best score first; boxes in pixels of <paramref name="image"/>.</returns>
    public IReadOnlyList<FoundFace> Find(RgbImage image, CancellationToken cancelled)
    {
        var found = Find(image, detector.ScoreMin, cancelled);
        if (found.Count == 0)
        {
            found = FramedLook.Find(image, framed => Find(framed, detector.SecondScoreMin, cancelled));
        }

        // Who asks for turned faces wants those too that a turn makes a little less sure.
        var turnedScoreMin = plan.IsTurned ? detector.SecondScoreMin : detector.ScoreMin;
        return plan.IsTurned || found.Count == 0
            ? WithTurned(image, found, turnedScoreMin, cancelled)
            : found;
    }

    /// <param name="scoreMin">0..1; an evaluation goes lower than the detector's own.</param>
    /// <returns>Best score first; boxes in pixels of <paramref name="image"/>.</returns>
    public IReadOnlyList<FoundFace> Find(RgbImage image, float scoreMin, CancellationToken cancelled) =>
        Find(image, scoreMin, plan.CapMs, cancelled);

    /// <summary>
    /// Every look there is, whatever the plan: upright, in a frame for faces that the edge cuts, and turned.
    /// For uses where a missed face costs more than a false one.
    /// </summary>
    /// <param name="scoreMin">0..1, in every look.</param>
    /// <returns>Best score first; boxes in pixels of <paramref name="image"/>.</returns>
    public IReadOnlyList<FoundFace> FindThoroughly(
        RgbImage image, float scoreMin, CancellationToken cancelled)
    {
        IReadOnlyList<FoundFace> Whole(RgbImage picture) =>
            Find(picture, scoreMin, DetectionPlan.Default.CapMs, cancelled);
        FoundFace[] upright = [.. Whole(image), .. FramedLook.Find(image, Whole)];
        return WithTurned(image, upright, scoreMin, cancelled);
    }

    /// <summary>
    /// Upright faces, and those of one of the turned looks: over frames that follow each other all turns come
    /// by, and each frame pays for one.
    /// </summary>
    /// <param name="frame">From 0, of those looked at; says which turn it is.</param>
    /// <returns>Best score first; boxes in pixels of <paramref name="image"/>.</returns>
    public IReadOnlyList<FoundFace> FindInFrame(
        RgbImage image, long frame, float scoreMin, CancellationToken cancelled)
    {
        var turned = TurnedPicture.Of(image, Turns[frame % Turns.Length], TurnedFrameSidePixelsMax);
        return BoxVoting.Merge(
            [
                .. Find(image, scoreMin, plan.CapMs, cancelled),
                .. Find(turned.Image, scoreMin, TurnedCapMs, cancelled).Select(turned.Back),
            ],
            detector.Sight.IouMax, isVote: false);
    }

    private IReadOnlyList<FoundFace> Find(
        RgbImage image, float scoreMin, float timeLeftMs, CancellationToken cancelled)
    {
        var sight = detector.Sight;
        var scoreFloor = Math.Min(scoreMin, sight.HintScoreMin);
        var zoom = FirstZoom(image, sight);
        var looks = new List<Look> { new(new(0, 0, image.Width, image.Height), zoom) };
        var (seen, kept) = (new List<FoundFace>(), new List<FoundFace>());
        for (var level = 0; ; level++)
        {
            var here = Run(image, looks, scoreFloor, cancelled);
            if (level == 0)
            {
                here = WholeFaces(image, here, zoom, scoreFloor, cancelled);
            }

            seen.AddRange(here);
            timeLeftMs -= CostMs(looks, sight);
            (var finer, looks) = Next(image, seen, zoom, level + 1, timeLeftMs);
            kept.AddRange(here.Where(face =>
                (finer is null || face.Box.Height * zoom >= sight.HeightMin)
                && (level == 0 || face.Box.Height * zoom <= sight.HeightMax)));
            if (looks.Count == 0)
            {
                break;
            }

            zoom = finer!.Value;
        }

        return [.. BoxVoting.Merge(kept, sight.IouMax).TakeWhile(face => face.Score >= scoreMin)];
    }

    /// <summary>The same face seen at several angles counts once, at the angle where it is surest.</summary>
    private List<FoundFace> WithTurned(
        RgbImage image, IReadOnlyList<FoundFace> upright, float scoreMin, CancellationToken cancelled)
    {
        var found = upright.ToList();
        foreach (var degrees in Turns)
        {
            var turned = TurnedPicture.Of(image, degrees, TurnedSidePixelsMax);
            var here = Find(turned.Image, scoreMin, TurnedCapMs, cancelled);
            found.AddRange(here.Select(turned.Back));
        }

        return BoxVoting.Merge(found, detector.Sight.IouMax, isVote: false);
    }

    private float FirstZoom(RgbImage image, Sight sight)
    {
        // A network with an input of one size costs the same however little of it is used.
        var share = sight.SizeStep is null ? 1 : plan.FirstShare;
        var (across, down) = (sight.FirstWidth / (float)image.Width, sight.FirstHeight / (float)image.Height);
        return Math.Min(sight.ZoomFirstMax, share * Math.Min(across, down));
    }

    /// <returns>
    /// No zoom where no finer level pays or time allows none; no looks where nothing asks for them.
    /// </returns>
    private (float? Zoom, List<Look> Looks) Next(
        RgbImage image, List<FoundFace> seen, float zoom, int level, float timeLeftMs)
    {
        var sight = detector.Sight;
        var finer = Math.Min(zoom * sight.Step, sight.ZoomMax);
        if (finer < zoom * StepMin)
        {
            return (null, []);
        }

        var hints = seen
            .Where(face => face.Score >= sight.HintScoreMin && face.Box.Height * zoom <= sight.HintHeightMax)
            .Select(face => face.Box)
            .ToList();
        List<Look> At(float z) => level < sight.BlindLevels
            ? Tiles.Everything(image.Width, image.Height, z, sight)
            : Tiles.Around(hints, image.Width, image.Height, z, sight);
        var looks = At(finer);
        for (var tries = 0; CostMs(looks, sight) > timeLeftMs; tries++)
        {
            // Cost grows with the square of the zoom, and a little less where margins count.
            finer *= MathF.Sqrt(Math.Max(0, timeLeftMs) / CostMs(looks, sight));
            if (finer < zoom * StepMin || tries > 4)
            {
                return (null, []);
            }

            looks = At(finer);
        }

        return (finer, looks);
    }

    /// <summary>Puts the whole in the place of its parts where a face is too large for the look.</summary>
    private List<FoundFace> WholeFaces(
        RgbImage image, List<FoundFace> found, float zoom, float scoreMin, CancellationToken cancelled)
    {
        var heightMax = detector.Sight.WholeHeightMax / zoom;
        if (heightMax is null || !found.Exists(face => IsLarge(face, heightMax.Value)))
        {
            return found;
        }

        var half = new Look(new(0, 0, image.Width, image.Height), zoom / 2);
        var wholes = Run(image, [half], scoreMin, cancelled)
            .Where(face => face.Box.Height >= WholeShareMin * heightMax)
            .ToList();
        return
        [
            .. wholes,
            .. found.Where(face => face.Box.Height <= heightMax && !wholes.Exists(w => IsPart(face, w))),
        ];
    }

    private bool IsLarge(FoundFace face, float heightMax) =>
        face.Score >= detector.Sight.HintScoreMin && face.Box.Height > heightMax;

    /// <summary>Whether a box lies mostly inside a larger and surer one: a cheek, say, in its face.</summary>
    private static bool IsPart(FoundFace part, FoundFace whole)
    {
        var (a, b) = (part.Box, whole.Box);
        var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        return part.Score < whole.Score && a.Area < b.Area
            && Math.Max(0, width) * Math.Max(0, height) > PartShareMin * a.Area;
    }

    private static float CostMs(List<Look> looks, Sight sight) =>
        looks.Sum(look => sight.InputPixels(look)) * sight.MsPerMegapixel / 1e6f;

    private List<FoundFace> Run(
        RgbImage image, List<Look> looks, float scoreMin, CancellationToken cancelled)
    {
        var found = new IReadOnlyList<FoundFace>[looks.Count];
        if (looks.Count == 1 || threads == 1)
        {
            for (var i = 0; i < looks.Count; i++)
            {
                cancelled.ThrowIfCancellationRequested();
                found[i] = detector.Find(image, looks[i], scoreMin);
            }
        }
        else
        {
            Parallel.For(
                0,
                looks.Count,
                new() { MaxDegreeOfParallelism = threads, CancellationToken = cancelled },
                i => found[i] = detector.Find(image, looks[i], scoreMin));
        }

        // In the order of the looks, so that threads change nothing.
        return [.. found.SelectMany((faces, i) => faces.Where(f => !IsCut(f.Box, looks[i].Region, image)))];
    }

    private static bool IsCut(PixelBox box, PixelBox region, RgbImage image)
    {
        var (across, down) = (CutMarginShare * region.Width, CutMarginShare * region.Height);
        return (region.Left > 1 && box.Left < region.Left + across)
            || (region.Top > 1 && box.Top < region.Top + down)
            || (region.Right < image.Width - 1 && box.Right > region.Right - across)
            || (region.Bottom < image.Height - 1 && box.Bottom > region.Bottom - down);
    }
}

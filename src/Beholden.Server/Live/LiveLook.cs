using System.Diagnostics;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;
using Beholden.Vision.Redaction;
using Beholden.Vision.Tracking;
using Beholden.Wire;

namespace Beholden.Server.Live;

/// <summary>A frame as it came.</summary>
/// <param name="Number">From 1, of all that came; those between were replaced by a newer one.</param>
/// <param name="File">The JPEG.</param>
/// <param name="ArrivedAt">Of <see cref="Stopwatch"/>.</param>
internal sealed record LiveFrame(long Number, byte[] File, long ArrivedAt);

/// <summary>What was seen in a frame.</summary>
/// <param name="Found">Also what is too unsure to be followed.</param>
/// <param name="Covered">The frame with every face covered, a JPEG; null outside privacy mode.</param>
internal sealed record FrameSeen(
    LiveFrame Frame, RgbImage Image, IReadOnlyList<FoundFace> Found, IReadOnlyList<Track> Tracks,
    byte[]? Covered)
{
    public required double WaitMs { get; init; }

    public required double DecodeMs { get; init; }

    public required double FindMs { get; init; }

    public required double CoverMs { get; init; }
}

/// <summary>Sees the faces of one stream, frame by frame, and keeps of it where the faces were.</summary>
internal sealed class LiveLook(FacePipeline pipeline, FaceFinder finder)
{
    // SORT's values for IoU and confirmation. A face is covered for a second after it was last seen, at 15
    // frames a second; one that only a turned look sees is seen in every seventh frame.
    private static readonly TrackingRules Rules = new(
        IouMin: 0.3f, BeginScoreMin: 0, ConfirmAfterFrames: 3, LoseAfterFrames: 15, LoseNewAfterFrames: 8);

    // Where nobody sees the face any more, it may be anywhere near: the cover grows by this with each frame.
    private const float ReachPerMissedFrame = 0.1f;

    // What the browser sends has about as much; a cover needs no more.
    private const int JpegQualityPercent = 80;

    private readonly Tracker tracker = new(Rules with { BeginScoreMin = finder.Detector.ScoreMin });
    private ImageSize size;
    private long looks;

    /// <exception cref="InvalidImageFormatException">It does not decode.</exception>
    /// <exception cref="ImageTooLargeException">More pixels than a frame may have.</exception>
    /// <exception cref="ThrottlingException">Too many pictures wait already.</exception>
    public async Task<FrameSeen> See(LiveFrame frame, bool isPrivate, CancellationToken cancelled)
    {
        var begun = Stopwatch.GetTimestamp();
        var image = await Decode(frame.File, cancelled);
        var decoded = Stopwatch.GetTimestamp();
        // The wait for a place is in neither time.
        return await pipeline.Look(() => See(frame, image, isPrivate, cancelled), cancelled) with
        {
            WaitMs = Stopwatch.GetElapsedTime(frame.ArrivedAt, begun).TotalMilliseconds,
            DecodeMs = Stopwatch.GetElapsedTime(begun, decoded).TotalMilliseconds,
        };
    }

    private FrameSeen See(LiveFrame frame, RgbImage image, bool isPrivate, CancellationToken cancelled)
    {
        var begun = Stopwatch.GetTimestamp();
        var found = finder.FindInFrame(image, looks++, finder.Detector.SecondScoreMin, cancelled);
        if (size != new ImageSize(image.Width, image.Height))
        {
            tracker.Clear();
            size = new(image.Width, image.Height);
        }

        var tracks = tracker.Next([.. found.Select(face => new SeenBox(face.Box, face.Score))]);
        var seen = Stopwatch.GetTimestamp();
        var covered = isPrivate ? Covered(image, found, tracks) : null;
        return new(frame, image, found, tracks, covered)
        {
            WaitMs = 0,
            DecodeMs = 0,
            FindMs = Stopwatch.GetElapsedTime(begun, seen).TotalMilliseconds,
            CoverMs = Stopwatch.GetElapsedTime(seen).TotalMilliseconds,
        };
    }

    /// <summary>All that was found, sure or not, and every track where it is expected.</summary>
    private static byte[] Covered(
        RgbImage image, IReadOnlyList<FoundFace> found, IReadOnlyList<Track> tracks)
    {
        var unseen = tracks.Where(track => track.MissedFrames > 0).Select(track => (
            Face: new FoundFace(track.Box, track.Score, Points: null),
            Reach: 1 + (ReachPerMissedFrame * track.MissedFrames)));
        var covers = found.Select(face => (Face: face, Reach: 1f)).Concat(unseen)
            .Select(one => (Box: Cover.Around(one.Face, image, one.Reach), one.Face.Box.Width))
            .Where(one => one.Box is not null)
            .Select(one => (one.Box!.Value, one.Width));
        return Encode.Jpeg(
            Cover.Over(image, covers, new(CoverStyle.Solid, Cells: 1)), JpegQualityPercent);
    }

    private async Task<RgbImage> Decode(byte[] file, CancellationToken cancelled)
    {
        try
        {
            var (width, height) = Vision.Images.Decode.Size(file);
            if (Math.Max(width, height) > Limits.LiveLongSidePixelsMax
                || Math.Min(width, height) > Limits.LiveShortSidePixelsMax)
            {
                throw TooLarge();
            }

            return await pipeline.Decode(file, cancelled);
        }
        catch (OversizedImageException)
        {
            throw TooLarge();
        }
        catch (UnreadableImageException unreadable)
        {
            throw new InvalidImageFormatException($"The frame was left out. {unreadable.Message}");
        }
        catch (PipelineFullException)
        {
            throw Admission.SlowDown();
        }
    }

    private static ImageTooLargeException TooLarge() => new(
        $"The frame was left out: a frame has {Limits.LiveLongSidePixelsMax} by "
        + $"{Limits.LiveShortSidePixelsMax} pixels at most.");
}

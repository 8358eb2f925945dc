using System.Numerics;
using Beholden.Vision.Detection;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Faces;

/// <summary>
/// Decode, detect, landmarks, description, embedding. At most <c>concurrency</c> pictures are worked on at
/// once, on worker threads; those that have begun go first. The models belong to whoever made them.
/// </summary>
public sealed class FacePipeline(
    FaceFinder finder,
    LandmarkNet68 landmarks,
    MobileFaceNetEmbedder embedder,
    AttributeReader attributeReader,
    int concurrency,
    QualityJudge? judge = null)
{
    private readonly WorkSlots slots = new(concurrency, concurrency * Limits.WaitingPerSlotMax);

    /// <summary>
    /// As <see cref="Images.Decode.Upright(ReadOnlyMemory{byte})"/>, within the limit of concurrent work.
    /// </summary>
    /// <exception cref="UnreadableImageException">Not JPEG or PNG, or not all of it decodes.</exception>
    /// <exception cref="OversizedImageException">A side is longer than the limit.</exception>
    /// <exception cref="PipelineFullException">Too many pictures wait already.</exception>
    public Task<RgbImage> Decode(ReadOnlyMemory<byte> file, CancellationToken cancelled) =>
        slots.Run(WorkStep.Decode, () => Images.Decode.Upright(file), cancelled);

    /// <summary>Finds and describes faces.</summary>
    /// <param name="facesMax">At least 1; more than <see cref="Limits.FacesMax"/> gives that many.</param>
    /// <returns>Largest box first.</returns>
    public Task<IReadOnlyList<FaceSeen>> See(
        RgbImage image, int facesMax, AttributeSet attributes, CancellationToken cancelled)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(facesMax, 1);
        return slots.Run<IReadOnlyList<FaceSeen>>(
            WorkStep.See,
            () => SeeNow(image, Math.Min(facesMax, Limits.FacesMax), attributes, cancelled),
            cancelled);
    }

    /// <summary>As <see cref="FaceFinder.FindThoroughly"/>, within the limit of concurrent work.</summary>
    public Task<IReadOnlyList<FoundFace>> FindThoroughly(
        RgbImage image, float scoreMin, CancellationToken cancelled) => slots.Run(
            WorkStep.See, () => finder.FindThoroughly(image, scoreMin, cancelled), cancelled);

    /// <summary>Work on a picture that was decoded here, within the limit of concurrent work.</summary>
    public Task<T> Look<T>(Func<T> work, CancellationToken cancelled) =>
        slots.Run(WorkStep.See, work, cancelled);

    /// <summary>The landmarks of faces that were found already, in their order.</summary>
    public Task<IReadOnlyList<FaceSeen>> Describe(
        RgbImage image, IReadOnlyList<FoundFace> found, CancellationToken cancelled) =>
        slots.Run<IReadOnlyList<FaceSeen>>(
            WorkStep.See, () => DescribeNow(image, found, AttributeSet.None, cancelled), cancelled);

    /// <summary>Says of faces, in their order, whether and why they miss a level.</summary>
    /// <param name="passMax">
    /// Once so many have passed, the rest is left out: no network runs for a face that nobody needs.
    /// </param>
    public Task<IReadOnlyList<FilteredFace>> Filter(
        RgbImage image,
        IReadOnlyList<FaceSeen> faces,
        QualityLevel level,
        int passMax,
        CancellationToken cancelled) =>
        judge is null || level == QualityLevel.None
            ? Task.FromResult<IReadOnlyList<FilteredFace>>(FilterNow(image, faces, level, passMax, cancelled))
            : slots.Run<IReadOnlyList<FilteredFace>>(
                WorkStep.Judge, () => FilterNow(image, faces, level, passMax, cancelled), cancelled);

    /// <returns>One embedding per face, in their order.</returns>
    public Task<IReadOnlyList<Embedding>> Embed(
        RgbImage image, IReadOnlyList<FaceSeen> faces, CancellationToken cancelled) =>
        slots.Run<IReadOnlyList<Embedding>>(
            WorkStep.Embed, () => [.. faces.Select(face => EmbedNow(image, face, cancelled))], cancelled);

    private List<FaceSeen> SeeNow(
        RgbImage image, int facesMax, AttributeSet attributes, CancellationToken cancelled)
    {
        var largest = finder.Find(image, cancelled)
            .OrderByDescending(face => face.Box.Area)
            .Take(facesMax);
        return DescribeNow(image, largest, attributes, cancelled);
    }

    private List<FaceSeen> DescribeNow(
        RgbImage image, IEnumerable<FoundFace> found, AttributeSet attributes, CancellationToken cancelled)
    {
        var seen = new List<FaceSeen>();
        foreach (var face in found)
        {
            cancelled.ThrowIfCancellationRequested();
            seen.Add(TiltedFace.Of(face) is { } tilt
                ? TiltedFace.Describe(image, face, tilt, Describe)
                : Describe(image, face));
        }

        return seen;

        FaceSeen Describe(RgbImage picture, FoundFace face) =>
            attributeReader.Describe(picture, Locate(picture, face), attributes);
    }

    private List<FilteredFace> FilterNow(
        RgbImage image,
        IReadOnlyList<FaceSeen> faces,
        QualityLevel level,
        int passMax,
        CancellationToken cancelled)
    {
        var filtered = new List<FilteredFace>();
        var passed = 0;
        foreach (var face in faces)
        {
            if (passed == passMax)
            {
                break;
            }

            cancelled.ThrowIfCancellationRequested();
            var one = new FilteredFace(
                face, judge?.Misses(face, image, level) ?? QualityBar.Misses(face, image, level));
            passed += one.Passes ? 1 : 0;
            filtered.Add(one);
        }

        return filtered;
    }

    private FaceSeen Locate(RgbImage image, FoundFace face)
    {
        var points = landmarks.Locate(image, LandmarkSquare(face.Box));
        return new()
        {
            Box = face.Box,
            ConfidencePercent = finder.Detector.ConfidencePercent(face.Score),
            Landmarks = points,
            AlignmentPoints = FivePoints.From(points),
            DetectorPoints = face.Points,
            Pose = default,
            Quality = default,
        };
    }

    /// <summary>A square as high as the box around its middle: what the landmark network was fed.</summary>
    private static PixelBox LandmarkSquare(PixelBox box)
    {
        var left = box.Left + ((box.Width - box.Height) / 2);
        return new(left, box.Top, box.Height, box.Height);
    }

    private Embedding EmbedNow(RgbImage image, FaceSeen face, CancellationToken cancelled)
    {
        cancelled.ThrowIfCancellationRequested();
        return Embedding.Mean([.. FaceCrops.Of(image, face).Select(crop => embedder.Embed(crop))]);
    }
}

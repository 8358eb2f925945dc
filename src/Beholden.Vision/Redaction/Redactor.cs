using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Redaction;

/// <summary>
/// Covers heads, and looks at its own output again: what is still found or matched is not given out.
/// </summary>
/// <param name="cosineMax">
/// From this likeness on, -1..1, a covered face counts as still matched at its own landmarks.
/// </param>
public sealed class Redactor(FacePipeline pipeline, IFaceDetector detector, float cosineMax)
{
    /// <summary>
    /// Cells across a face where nobody says how many; docs/redaction.md has what each number leaves.
    /// </summary>
    public const int CellsDefault = 2;

    /// <summary>From here on a cell is a few pixels of most faces, and covers nothing.</summary>
    public const int CellsMax = 64;

    // A cover that misleads the detector is made larger, then black.
    private const float LargerReach = 1.3f;

    // What JPEG does to black moves the cosine by 0.012 at most, of 1,000 faces (docs/redaction.md).
    private const float BlankToleranceCosine = 0.02f;

    // Of the smaller of two boxes: from here on what is found is taken for what was covered.
    private const float SharedMin = 0.2f;

    // A face of more overlap than this with one that was left is that one.
    private const float SameIouMin = 0.4f;

    /// <summary>
    /// The score from which a face is covered: lower than for showing, as a missed face costs more.
    /// </summary>
    public float CoveredScoreMin => detector.SecondScoreMin;

    /// <summary>The faces that would be covered, with their landmarks, best score first.</summary>
    /// <exception cref="RedactionRefusedException">There are too many to check.</exception>
    public async Task<IReadOnlyList<(FoundFace Found, FaceSeen Seen)>> Find(
        RgbImage image, CancellationToken cancelled)
    {
        var found = await pipeline.FindThoroughly(image, CoveredScoreMin, cancelled);
        if (found.Count > Limits.RedactedFacesMax)
        {
            throw new RedactionRefusedException(
                $"The picture shows {found.Count} faces, and no more than {Limits.RedactedFacesMax} can be "
                + "checked");
        }

        return [.. found.Zip(await pipeline.Describe(image, found, cancelled))];
    }

    /// <param name="original">The file that <paramref name="image"/> was decoded from.</param>
    /// <param name="left">Of the faces, by place in the list, those that stay as they are.</param>
    /// <param name="isExact">Whether a cover that does not pass is refused and not made stronger.</param>
    /// <exception cref="RedactionRefusedException">A covered face is still found or matched.</exception>
    public async Task<Redacted> Redact(
        ReadOnlyMemory<byte> original, RgbImage image, IReadOnlyList<(FoundFace Found, FaceSeen Seen)> faces,
        IReadOnlySet<int> left, CoverManner manner, bool isExact, CancellationToken cancelled)
    {
        CoverManner[] manners = isExact
            ? [manner]
            : [manner, manner with { Reach = LargerReach }, new(CoverStyle.Solid, manner.Cells, LargerReach)];
        var embedded = await Task.WhenAll(faces.Select((face, i) =>
            left.Contains(i) ? Task.FromResult<Embedding?>(null) : Embed(image, face.Seen, cancelled)));
        var why = "";
        for (var tries = 0; tries < manners.Length; tries++)
        {
            var covered = Apply(image, faces, left, manners[tries]);
            var file = Encode.Like(original.Span, covered.Image);
            (var handled, why) = await Check(
                file, faces, embedded, covered.Boxes, manners[tries].Style, cancelled);
            if (why is null)
            {
                return new(file, image.Width, image.Height, handled, manners[tries], tries + 1);
            }
        }

        throw new RedactionRefusedException($"No picture is given out: {why}");
    }

    /// <summary>Covers without a check: what an evaluation measures.</summary>
    public static (RgbImage Image, CoverBox?[] Boxes) Apply(
        RgbImage image, IReadOnlyList<(FoundFace Found, FaceSeen Seen)> faces, IReadOnlySet<int> left,
        CoverManner manner)
    {
        CoverBox?[] boxes =
        [
            .. faces.Select((face, i) =>
                left.Contains(i) ? null : Cover.Around(face.Found, image, manner.Reach)),
        ];
        var covers = boxes
            .Select((box, i) => (box, faces[i].Found.Box.Width))
            .Where(one => one.box is not null)
            .Select(one => (one.box!.Value, one.Width));
        return (Cover.Over(image, covers, manner), boxes);
    }

    /// <returns>Null where the face is too small to be laid onto the network's template.</returns>
    public async Task<Embedding?> Embed(RgbImage image, FaceSeen face, CancellationToken cancelled)
    {
        try
        {
            return (await pipeline.Embed(image, [face], cancelled))[0];
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The faces that a detector still sees under covers.</summary>
    /// <param name="image">The output, decoded again.</param>
    public async Task<int> StillFound(
        RgbImage image, IReadOnlyList<(FoundFace Found, FaceSeen Seen)> faces, CoverBox?[] covers,
        CancellationToken cancelled)
    {
        var again = await pipeline.FindThoroughly(image, detector.ScoreMin, cancelled);
        return again.Count(seen =>
            !faces.Where((_, i) => covers[i] is null).Any(face => IsSame(seen, face.Found))
            && faces.Where((_, i) => covers[i] is not null).Any(face => Shares(seen.Box, face.Found.Box)));
    }

    /// <summary>Whether what is left at a face's landmarks still counts as that face.</summary>
    /// <param name="image">The output, decoded again.</param>
    /// <param name="before">Of the face in the original; null: too small. Likewise after.</param>
    /// <remarks>
    /// The network gives black a direction too, and some faces happen to lie near it: 4 of 1,000 of LFW. So a
    /// black cover is matched only where it is liker than a picture that is black all over.
    /// </remarks>
    public async Task<bool> IsMatched(
        RgbImage image, FaceSeen face, Embedding? before, Embedding? after, CoverStyle style,
        CancellationToken cancelled)
    {
        if (before is null || after is null)
        {
            return false;
        }

        return Embedding.Cosine(before, after) >= cosineMax && (style != CoverStyle.Solid
            || await OverBlank(image, face, before, after, cancelled) > BlankToleranceCosine);
    }

    /// <summary>How much liker the output is to the face than a picture that is black all over.</summary>
    /// <returns>-2..2, a difference of cosines.</returns>
    public async Task<float> OverBlank(
        RgbImage image, FaceSeen face, Embedding before, Embedding after, CancellationToken cancelled)
    {
        var black = new RgbImage(image.Width, image.Height, new byte[image.Width * image.Height * 3]);
        var blank = (await pipeline.Embed(black, [face], cancelled))[0];
        return Embedding.Cosine(before, after) - Embedding.Cosine(before, blank);
    }

    private async Task<(IReadOnlyList<FaceHandled> Faces, string? Why)> Check(
        byte[] file, IReadOnlyList<(FoundFace Found, FaceSeen Seen)> faces, Embedding?[] embedded,
        CoverBox?[] covers, CoverStyle style, CancellationToken cancelled)
    {
        var image = await pipeline.Decode(file, cancelled);
        var found = await StillFound(image, faces, covers, cancelled);
        var (handled, matched) = (new List<FaceHandled>(), 0);
        for (var i = 0; i < faces.Count; i++)
        {
            var after = embedded[i] is null ? null : await Embed(image, faces[i].Seen, cancelled);
            matched += await IsMatched(image, faces[i].Seen, embedded[i], after, style, cancelled) ? 1 : 0;
            handled.Add(new(
                faces[i].Found.Box, faces[i].Found.Score, covers[i],
                after is null ? null : Embedding.Cosine(embedded[i]!, after)));
        }

        return (handled, (found, matched) switch
        {
            (0, 0) => null,
            ( > 0, _) => $"{found} covered faces would still be found in it",
            _ => $"{matched} covered faces would still be matched to their originals",
        });
    }

    private static bool IsSame(FoundFace seen, FoundFace left) =>
        PixelBox.Iou(seen.Box, left.Box) >= SameIouMin;

    private static bool Shares(PixelBox a, PixelBox b)
    {
        var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        return Math.Max(0, width) * Math.Max(0, height) > SharedMin * Math.Min(a.Area, b.Area);
    }
}

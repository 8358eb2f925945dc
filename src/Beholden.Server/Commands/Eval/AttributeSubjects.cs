using System.Collections.Concurrent;
using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Eval;

/// <summary>Describes the one person that each picture of a labelled set is about.</summary>
internal sealed class AttributeSubjects(FacePipeline faces, AttributeReader reader, bool silent)
{
    // Bystanders among the largest; more are never the subject.
    private const int FacesLooked = 10;

    // FER2013's pictures are 48 pixels wide, below the 80 that AWS asks for: they are enlarged.
    private const int EdgePixelsMin = 80;
    private const int EnlargedEdgePixels = 160;

    /// <returns>
    /// In the order of the paths; null where no face was found. Of pictures below 80 pixels then the whole.
    /// </returns>
    /// <exception cref="EvalDataException">A picture is missing.</exception>
    public async Task<IReadOnlyList<FaceSeen?>> Describe(
        string title, IReadOnlyList<string> paths, AttributeSet attributes, CancellationToken cancelled)
    {
        var seen = new ConcurrentDictionary<string, FaceSeen?>(StringComparer.Ordinal);
        await EvalProgress.Each(
            paths,
            title,
            silent,
            Environment.ProcessorCount,
            async (path, token) => seen[path] = await One(path, attributes, token),
            cancelled);
        return [.. paths.Select(path => seen[path])];
    }

    private async Task<FaceSeen?> One(string path, AttributeSet attributes, CancellationToken cancelled)
    {
        if (!File.Exists(path))
        {
            throw new EvalDataException($"{path} is missing.");
        }

        var image = await faces.Decode(await File.ReadAllBytesAsync(path, cancelled), cancelled);
        var large = Enlarged(image);
        var found = await faces.See(large, FacesLooked, attributes, cancelled);
        var middle = new Vector2(large.Width, large.Height) / 2;
        return found.MinBy(face => Vector2.Distance(middle, Middle(face.Box)))
            ?? (image.Width < EdgePixelsMin ? WholePicture(large, attributes) : null);
    }

    /// <summary>Nobody has said where the face is, but the set says that the picture is one.</summary>
    private FaceSeen WholePicture(RgbImage image, AttributeSet attributes)
    {
        var middle = new Vector2(image.Width, image.Height) / 2;
        var face = new FaceSeen
        {
            Box = new(0, 0, image.Width, image.Height),
            ConfidencePercent = 0,
            Landmarks = [.. Enumerable.Repeat(middle, LandmarkNet68.Points)],
            AlignmentPoints = [.. Enumerable.Repeat(middle, 5)],
            Pose = default,
            Quality = default,
        };
        return reader.Describe(image, face, attributes);
    }

    private static RgbImage Enlarged(RgbImage image)
    {
        var edge = Math.Max(image.Width, image.Height);
        if (edge >= EdgePixelsMin)
        {
            return image;
        }

        var zoom = EnlargedEdgePixels / (float)edge;
        return Resize.To(
            image, (int)MathF.Round(image.Width * zoom), (int)MathF.Round(image.Height * zoom));
    }

    private static Vector2 Middle(PixelBox box) =>
        new(box.Left + (box.Width / 2), box.Top + (box.Height / 2));
}

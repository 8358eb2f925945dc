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

    // FER2013's pictures are 48 pixels wide, below the 80 that AWS asks for: they are enlarged for the
    // detector, and described as they are, since enlarging blurs.
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
        await Progress.Each(
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
        if (Math.Max(image.Width, image.Height) < EdgePixelsMin)
        {
            return await Small(image, attributes, cancelled);
        }

        return Subject(image, await faces.See(image, FacesLooked, attributes, cancelled));
    }

    private async Task<FaceSeen> Small(RgbImage image, AttributeSet attributes, CancellationToken cancelled)
    {
        var zoom = EnlargedEdgePixels / (float)Math.Max(image.Width, image.Height);
        var large = Resize.To(
            image, (int)MathF.Round(image.Width * zoom), (int)MathF.Round(image.Height * zoom));
        var face = Subject(large, await faces.See(large, FacesLooked, AttributeSet.None, cancelled))
            ?? WholePicture(large);
        var box = face.Box;
        var there = face with
        {
            Box = new(box.Left / zoom, box.Top / zoom, box.Width / zoom, box.Height / zoom),
            Landmarks = [.. face.Landmarks.Select(point => point / zoom)],
            AlignmentPoints = [.. face.AlignmentPoints.Select(point => point / zoom)],
        };
        return reader.Describe(image, there, attributes);
    }

    private static FaceSeen? Subject(RgbImage image, IReadOnlyList<FaceSeen> found)
    {
        var middle = new Vector2(image.Width, image.Height) / 2;
        return found.MinBy(face => Vector2.Distance(middle, Middle(face.Box)));
    }

    /// <summary>Nobody has said where the face is, but the set says that the picture is one.</summary>
    private static FaceSeen WholePicture(RgbImage image)
    {
        var middle = new Vector2(image.Width, image.Height) / 2;
        return new()
        {
            Box = new(0, 0, image.Width, image.Height),
            ConfidencePercent = 0,
            Landmarks = [.. Enumerable.Repeat(middle, LandmarkNet68.Points)],
            AlignmentPoints = [.. Enumerable.Repeat(middle, 5)],
            Pose = default,
            Quality = default,
        };
    }

    private static Vector2 Middle(PixelBox box) =>
        new(box.Left + (box.Width / 2), box.Top + (box.Height / 2));
}

using System.Collections.Concurrent;
using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;

namespace Beholden.Server.Commands.Eval;

/// <summary>Embeds the person that each picture of LFW is about.</summary>
internal sealed class LfwEmbedder(FacePipeline faces, LfwFolder folder)
{
    // Bystanders among the largest; more are never the subject.
    private const int FacesLooked = 10;

    /// <returns>Null where no face was found.</returns>
    public async Task<IReadOnlyDictionary<LfwImage, Embedding?>> All(
        IReadOnlyCollection<LfwImage> images, bool silent, CancellationToken cancelled)
    {
        var embedded = new ConcurrentDictionary<LfwImage, Embedding?>();
        await Progress.Each(
            images,
            "Faces of LFW",
            silent,
            Environment.ProcessorCount,
            async (image, token) => embedded[image] = (await See(image, file => file, token))?.Embedding,
            cancelled);
        return embedded;
    }

    /// <param name="change">Made to the picture before anything looks at it.</param>
    /// <returns>Null where no face was found.</returns>
    public async Task<(FaceSeen Face, RgbImage Image, Embedding Embedding)?> See(
        LfwImage name, Func<RgbImage, RgbImage> change, CancellationToken cancelled)
    {
        var file = await File.ReadAllBytesAsync(folder.PathOf(name), cancelled);
        var image = change(await faces.Decode(file, cancelled));
        var seen = await faces.See(image, FacesLooked, AttributeSet.None, cancelled);
        if (seen.Count == 0)
        {
            return null;
        }

        var subject = Subject(image, seen);
        return (subject, image, (await faces.Embed(image, [subject], cancelled))[0]);
    }

    /// <summary>LFW cuts each picture around its subject: the face nearest the middle is meant.</summary>
    private static FaceSeen Subject(RgbImage image, IReadOnlyList<FaceSeen> seen)
    {
        var middle = new Vector2(image.Width, image.Height) / 2;
        return seen.MinBy(face => Vector2.Distance(middle, Middle(face.Box)))!;
    }

    private static Vector2 Middle(PixelBox box) =>
        new(box.Left + (box.Width / 2), box.Top + (box.Height / 2));
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Beholden.Server.Redacting;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;
using Beholden.Vision.Redaction;

namespace Beholden.Server.Commands.Eval;

/// <summary>What <c>eval redact</c> prints. Rates are 0..1, their intervals 95 %.</summary>
/// <param name="Gallery">Originals that are searched, one a person.</param>
/// <param name="Chance">One in the gallery.</param>
/// <param name="AtOriginal">Share whose own original comes first, embedded at its landmarks.</param>
/// <param name="Anew">The same, embedded where a detector still finds a face; none found is no hit.</param>
/// <param name="OverChance">The larger of the two rates, less chance.</param>
/// <param name="StillFound">Share in which the check would still find the face.</param>
/// <param name="StillMatched">Share that the check would still match to the original.</param>
/// <param name="CosineP50">Of the output to the original at its landmarks, -1..1; likewise P99.</param>
/// <param name="OverBlankMax">
/// By how much, at most, an output is liker to its original than a black picture; null: not solid.
/// </param>
internal sealed record RedactFigures(
    string Style, int? Cells, int Gallery, int FacesMissed, double Chance, Figure AtOriginal, Figure Anew,
    double OverChance, Figure StillFound, Figure StillMatched, double CosineP50, double CosineP99,
    double? OverBlankMax);

/// <summary>Whether redacted faces of LFW are still told apart, by the server's own networks.</summary>
internal sealed class RedactEval(FaceRoom room, CoverManner manner)
{
    private static readonly HashSet<int> Nobody = [];

    private readonly Redactor redactor = new(
        room.Pipeline, room.Finder.Detector, RedactAdmin.CosineMax(Calibration.Of(room).Similarity));

    /// <param name="peopleMax">At least 2; more than there are takes all.</param>
    /// <exception cref="EvalDataException">A list or a picture is missing or malformed.</exception>
    public async Task<int> Run(string directory, int peopleMax, bool json, CancellationToken cancelled)
    {
        var (train, test) = LfwEval.View1Lists(directory);
        var images = train.Concat(test)
            .SelectMany(pair => new[] { pair.Left, pair.Right })
            .GroupBy(image => image.Person)
            .Select(person => person.MinBy(image => image.Number))
            .OrderBy(image => image.Person, StringComparer.Ordinal)
            .Take(peopleMax)
            .ToList();
        var folder = new LfwFolder(directory, images[0]);
        var probes = new ConcurrentDictionary<LfwImage, Probe?>();
        await Progress.Each(
            images, "Redacting LFW", json, Environment.ProcessorCount,
            async (image, token) => probes[image] = await Look(folder.PathOf(image), token), cancelled);
        var figures = Count([.. images.Select(image => probes[image]).OfType<Probe>()], images.Count);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        }
        else
        {
            Print(figures);
        }

        return ExitCode.Done;
    }

    /// <returns>Null where the subject's face is not found in the original.</returns>
    private async Task<Probe?> Look(string path, CancellationToken cancelled)
    {
        var file = await File.ReadAllBytesAsync(path, cancelled);
        var image = await room.Pipeline.Decode(file, cancelled);
        var faces = await redactor.Find(image, cancelled);
        var middle = new Vector2(image.Width, image.Height) / 2;
        var subject = faces.MinBy(face => Vector2.Distance(middle, Middle(face.Found)));
        if (subject == default || await redactor.Embed(image, subject.Seen, cancelled) is not { } original)
        {
            return null;
        }

        var (covered, boxes) = Redactor.Apply(image, faces, Nobody, manner);
        var output = await room.Pipeline.Decode(Encode.Like(file, covered), cancelled);
        var again = (await redactor.Find(output, cancelled))
            .FirstOrDefault(face => PixelBox.Iou(face.Found.Box, subject.Found.Box) > 0.1f);
        var after = await redactor.Embed(output, subject.Seen, cancelled);
        return new(
            original,
            after,
            again == default ? null : await redactor.Embed(output, again.Seen, cancelled),
            await redactor.StillFound(output, faces, boxes, cancelled) > 0,
            await redactor.IsMatched(output, subject.Seen, original, after, manner.Style, cancelled),
            after is null || manner.Style != CoverStyle.Solid
                ? null
                : await redactor.OverBlank(output, subject.Seen, original, after, cancelled));
    }

    private RedactFigures Count(IReadOnlyList<Probe> probes, int images)
    {
        if (probes.Count < 2)
        {
            throw new EvalDataException("Fewer than two of the pictures show a face.");
        }

        var gallery = probes.Select(probe => probe.Original).ToList();
        var own = probes.Where(probe => probe.AtOriginal is not null)
            .Select(probe => (double)Embedding.Cosine(probe.AtOriginal!, probe.Original)).Order().ToList();
        var chance = 1.0 / gallery.Count;
        var atOriginal = Figure.Rate("atOriginal", Hits(probe => probe.AtOriginal));
        var anew = Figure.Rate("anew", Hits(probe => probe.Anew));
        return new(
            manner.Style.ToString().ToLowerInvariant(),
            manner.Style == CoverStyle.Pixelated ? manner.Cells : null,
            gallery.Count, images - probes.Count, chance, atOriginal, anew,
            Math.Max(atOriginal.Value, anew.Value) - chance,
            Figure.Rate("stillFound", [.. probes.Select(probe => probe.IsStillFound)]),
            Figure.Rate("stillMatched", [.. probes.Select(probe => probe.IsStillMatched)]),
            own[own.Count / 2], own[own.Count * 99 / 100], probes.Max(probe => probe.OverBlank));

        List<bool> Hits(Func<Probe, Embedding?> of) => [.. probes.Select((probe, i) =>
            of(probe) is { } seen && First(gallery, seen) == i)];
    }

    private static int First(List<Embedding> gallery, Embedding seen)
    {
        var (best, first) = (float.NegativeInfinity, -1);
        for (var i = 0; i < gallery.Count; i++)
        {
            var cosine = Embedding.Cosine(gallery[i], seen);
            (best, first) = cosine > best ? (cosine, i) : (best, first);
        }

        return first;
    }

    private static Vector2 Middle(FoundFace face) =>
        new(face.Box.Left + (face.Box.Width / 2), face.Box.Top + (face.Box.Height / 2));

    private static void Print(RedactFigures figures)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Style} {figures.Cells}: {figures.Gallery} people, chance {figures.Chance:P3}, "
            + $"{figures.FacesMissed} pictures without a face"));
        Print("own original first, at its landmarks", figures.AtOriginal);
        Print("own original first, detected anew", figures.Anew);
        Print("the check would still find a face", figures.StillFound);
        Print("the check would still match it", figures.StillMatched);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  cosine to the original: median {figures.CosineP50:0.000}, "
            + $"99 % below {figures.CosineP99:0.000}"));
        if (figures.OverBlankMax is { } over)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  liker than black by {over:0.0000} at most"));
        }
    }

    private static void Print(string name, Figure figure) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-38} {figure.Value:P2} ({figure.Low95:P2} to {figure.High95:P2})"));

    private sealed record Probe(
        Embedding Original, Embedding? AtOriginal, Embedding? Anew, bool IsStillFound, bool IsStillMatched,
        float? OverBlank);
}

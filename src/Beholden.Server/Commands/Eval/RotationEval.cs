using System.Text.Json;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Eval;

/// <summary>
/// What <c>eval rotations</c> prints: of the annotated faces at least 50 pixels high that are found upright
/// and full size, the share, 0..1, that is found again.
/// </summary>
/// <param name="FoundAt30">The picture turned clockwise by so many degrees.</param>
/// <param name="FoundAtHalf">The picture at half its size.</param>
internal sealed record RotationFigures(
    string Detector,
    string Plan,
    int Images,
    int Faces,
    double FoundAt30,
    double FoundAtMinus30,
    double FoundAt45,
    double FoundAtMinus45,
    double FoundAt90,
    double FoundAt180,
    double FoundAtHalf,
    double FoundAtQuarter);

/// <summary>Faces in turned and in shrunk pictures, with the server's own score floor.</summary>
internal static class RotationEval
{
    private const float HeightPixelsMin = 50;
    private const float IouMin = 0.5f;
    private static readonly float[] Angles = [30, -30, 45, -45, 90, 180];
    private static readonly float[] Zooms = [0.5f, 0.25f];

    /// <param name="every">1 takes every picture, 2 every second, and so on.</param>
    /// <exception cref="EvalDataException">The truth or a picture is missing or malformed.</exception>
    public static async Task<int> Run(
        string directory, string? truthFile, int every, bool json, FaceFinder finder,
        CancellationToken cancelled)
    {
        var truth = WiderEval.Truth(directory, truthFile)
            .Where(picture => picture.Faces.Any(Counts))
            .Where((_, i) => i % every == 0)
            .ToList();
        var (faces, again) = (0, new int[Angles.Length + Zooms.Length]);
        await Progress.Each(
            truth,
            "Turned photos",
            json,
            atOnce: 1,
            async (picture, token) =>
            {
                var image = Decode.Upright(await WiderEval.Bytes(directory, picture, token));
                var upright = Upright(picture, finder.Find(image, token));
                faces += upright.Count;
                for (var i = 0; i < again.Length && upright.Count > 0; i++)
                {
                    again[i] += i < Angles.Length
                        ? AtAngle(image, upright, Angles[i], finder, token)
                        : AtZoom(image, upright, Zooms[i - Angles.Length], finder, token);
                }
            },
            cancelled);
        var s = again.Select(count => Math.Round(count / (double)Math.Max(1, faces), 4)).ToArray();
        return Print(
            json,
            new(finder.Detector.ModelId, finder.Plan.Name, truth.Count, faces,
                s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]));
    }

    private static bool Counts(WiderFace face) => !face.Invalid && face.Box.Height >= HeightPixelsMin;

    private static List<PixelBox> Upright(WiderImage picture, IReadOnlyList<FoundFace> found) =>
        [.. picture.Faces
            .Where(Counts)
            .Select(face => found.MaxBy(f => PixelBox.Iou(f.Box, face.Box)) is { } best
                && PixelBox.Iou(best.Box, face.Box) >= IouMin ? best.Box : default(PixelBox?))
            .OfType<PixelBox>()
            .Distinct()];

    private static int AtAngle(
        RgbImage image, List<PixelBox> upright, float degrees, FaceFinder finder, CancellationToken cancelled)
    {
        var turned = TurnedPicture.Of(image, degrees, Math.Max(image.Width, image.Height));
        return Again(finder.Find(turned.Image, cancelled), upright.Select(turned.There));
    }

    private static int AtZoom(
        RgbImage image, List<PixelBox> upright, float zoom, FaceFinder finder, CancellationToken cancelled)
    {
        var (width, height) = ((int)(image.Width * zoom), (int)(image.Height * zoom));
        var (across, down) = (width / (float)image.Width, height / (float)image.Height);
        return Again(
            finder.Find(Resize.To(image, width, height), cancelled),
            upright.Select(box => new PixelBox(
                box.Left * across, box.Top * down, box.Width * across, box.Height * down)));
    }

    /// <summary>Each answer serves one face.</summary>
    private static int Again(IReadOnlyList<FoundFace> found, IEnumerable<PixelBox> expected)
    {
        var left = found.ToList();
        return expected.Count(box =>
            left.MaxBy(face => PixelBox.Iou(face.Box, box)) is { } best
            && PixelBox.Iou(best.Box, box) >= IouMin
            && left.Remove(best));
    }

    private static int Print(bool json, RotationFigures figures)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
            return 0;
        }

        Console.WriteLine($"{figures.Detector}, plan {figures.Plan}: {figures.Faces} faces of 50 pixels");
        Line("at  30 / -30 degrees", figures.FoundAt30, figures.FoundAtMinus30);
        Line("at  45 / -45 degrees", figures.FoundAt45, figures.FoundAtMinus45);
        Line("at  90 / 180 degrees", figures.FoundAt90, figures.FoundAt180);
        Line("at 0.5 / 0.25 of size", figures.FoundAtHalf, figures.FoundAtQuarter);
        return 0;

        static void Line(string where, double first, double second) =>
            Console.WriteLine($"found again {where,-22}   {first:f3} / {second:f3}");
    }
}

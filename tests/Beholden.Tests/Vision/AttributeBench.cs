using System.Numerics;
using Beholden.Tests.Support;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Tests.Vision;

/// <summary>Weights, labelled pictures and made-up ones for the tests of attributes.</summary>
internal static class AttributeBench
{
    /// <summary>Skips the test where a weight file is not installed.</summary>
    public static ModelFile Weight(string id)
    {
        var folder = Environment.GetEnvironmentVariable("BEHOLDEN_WEIGHTS") is { Length: > 0 } given
            ? given
            : Path.Combine(TestFolders.Checkout, "models", "weights");
        var catalogue = Catalogue.Load(Path.Combine(TestFolders.Checkout, "models", "catalogue.json"));
        var found = catalogue.Find(id, folder);
        Assert.SkipWhen(found is null, $"The weight file {id} is not installed; ./test installs it.");
        return found!;
    }

    public static AttributeModels AllModels() => AttributeModels.From(Weight);

    /// <summary>Every n-th picture of the evaluation data; skips the test where there are none.</summary>
    public static IReadOnlyList<string> SharedPictures(string folder, int countMax)
    {
        var shared = Environment.GetEnvironmentVariable("BEHOLDEN_SHARED") is { Length: > 0 } given
            ? given
            : Path.Combine(TestFolders.Checkout, "..", "shared");
        var path = Path.Combine(shared, "data", folder);
        Assert.SkipUnless(Directory.Exists(path), $"The pictures {folder} are not on this machine.");
        var files = Directory.GetFiles(path, "*.jpg", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        var step = Math.Max(1, files.Length / countMax);
        return [.. files.Where((_, i) => i % step == 0).Take(countMax)];
    }

    public static RgbImage Mirror(RgbImage image)
    {
        var turned = new byte[image.Pixels.Length];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                image.Pixels.AsSpan(((y * image.Width) + image.Width - 1 - x) * 3, 3)
                    .CopyTo(turned.AsSpan(((y * image.Width) + x) * 3));
            }
        }

        return new(image.Width, image.Height, turned);
    }

    /// <summary>Every value passed through a function of 0..255.</summary>
    public static RgbImage Change(RgbImage image, Func<byte, float> value) => new(
        image.Width,
        image.Height,
        [.. image.Pixels.Select(v => (byte)Math.Clamp(MathF.Round(value(v)), 0, 255))]);

    /// <summary>Waves of many lengths, longer ones stronger as in photographs; the same each time.</summary>
    public static RgbImage Waves(int edge, int seed)
    {
        var pixels = new byte[edge * edge * 3];
        for (var y = 0; y < edge; y++)
        {
            for (var x = 0; x < edge; x++)
            {
                var value = 128f;
                for (var length = 3f; length < edge; length *= 1.7f)
                {
                    var turn = seed + (length * 2.3f);
                    var along = (x * MathF.Cos(turn)) + (y * MathF.Sin(turn));
                    value += 4 * MathF.Sqrt(length) * MathF.Sin((2 * MathF.PI * along / length) + turn);
                }

                pixels.AsSpan(((y * edge) + x) * 3, 3).Fill((byte)Math.Clamp(value, 0, 255));
            }
        }

        return new(edge, edge, pixels);
    }

    /// <summary>Values 0..1 without a period; tests/golden/record-attributes.mjs makes the same.</summary>
    public static float[] Wave(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i * 7919L % 1009 / 1009f)];

    public static FaceSeen Face(PixelBox box)
    {
        var middle = new Vector2(box.Left + (box.Width / 2), box.Top + (box.Height / 2));
        var eye = new Vector2(box.Width / 5, box.Height / 6);
        return new()
        {
            Box = box,
            ConfidencePercent = 99,
            Landmarks = [.. Enumerable.Range(0, 68).Select(i => middle + new Vector2(i % 7, i % 5))],
            AlignmentPoints =
            [
                middle - eye, middle + new Vector2(eye.X, -eye.Y), middle,
                middle + new Vector2(-eye.X, eye.Y), middle + eye,
            ],
            Pose = default,
            Quality = new(70, 80),
        };
    }
}

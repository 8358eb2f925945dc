using System.Numerics;
using Beholden.Tests.Support;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Tests.Vision.Models;

public sealed class YuNetDetectorTests
{
    private const float ScoreMin = 0.3f;

    // 507 and 333 are no multiples of 32, so the padding counts.
    [Fact]
    public void Equals_a_naive_reading_of_the_published_contract()
    {
        var model = Require();
        using var detector = new YuNetDetector(model);
        var image = Decode.Upright(Pictures.PortraitAt(507, 333, new(60, 20, 340, 300)));

        var found = Suppress([.. detector.Find(image, new(new(0, 0, 507, 333), Zoom: 1), ScoreMin)]);

        var naive = Suppress(Naive(model, image));
        Assert.NotEmpty(naive);
        Assert.Equal(naive.Count, found.Count);
        foreach (var (expected, actual) in naive.Zip(found))
        {
            Assert.Equal(expected.Score, actual.Score, 0.001f);
            Assert.True(PixelBox.Iou(expected.Box, actual.Box) > 0.999f);
            Assert.All(
                expected.Points!.Zip(actual.Points!),
                pair => Assert.True(Vector2.Distance(pair.First, pair.Second) < 0.01f));
        }
    }

    [Fact]
    public void A_part_seen_larger_gives_the_face_in_the_pixels_of_the_picture()
    {
        using var detector = new YuNetDetector(Require());
        var image = Decode.Upright(Pictures.PortraitAt(1400, 1000, new(900, 300, 1300, 700)));

        var whole = Best(detector.Find(image, new(new(0, 0, 1400, 1000), Zoom: 1), ScoreMin));
        var part = Best(detector.Find(image, new(new(850.5f, 250.25f, 500, 333), Zoom: 1.3f), ScoreMin));

        Assert.True(PixelBox.Iou(whole.Box, part.Box) > 0.85f, $"{whole.Box} {part.Box}");
        Assert.All(
            whole.Points!.Zip(part.Points!),
            pair => Assert.True(Vector2.Distance(pair.First, pair.Second) < 4));
        Assert.True(part.Points![0].X < part.Points[1].X); // Left in the image first.
        Assert.True(part.Points[2].Y < part.Points[3].Y); // Nose above mouth.
    }

    [Fact]
    public void Another_network_is_refused_when_it_is_loaded()
    {
        var other = new ModelFile("yunet-n", Path.Combine(TestFolders.RequireWeights(), "fr_landmark.onnx"));

        Assert.Throws<InvalidDataException>(() => new YuNetDetector(other));
    }

    private static FoundFace Best(IReadOnlyList<FoundFace> found) => found.MaxBy(face => face.Score)!;

    private static ModelFile Require()
    {
        var path = Path.Combine(TestFolders.RequireWeights(), "yunet_n_dynamic.onnx");
        if (!File.Exists(path))
        {
            Assert.Skip("YuNet-n is not installed; the packaged detector has its own tests.");
        }

        return new("yunet-n", path);
    }

    /// <summary>Pixel by pixel and cell by cell, as the origin's readme describes the network.</summary>
    private static List<FoundFace> Naive(ModelFile model, RgbImage image)
    {
        var (width, height) = (((image.Width + 31) / 32) * 32, ((image.Height + 31) / 32) * 32);
        var input = new float[3 * width * height];
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (x, y) = (i / 3 % image.Width, i / 3 / image.Width);
            input[((2 - (i % 3)) * width * height) + (y * width) + x] = image.Pixels[i]; // Blue first.
        }

        using var session = Sessions.Open(model);
        using var tensor = OrtValue.CreateTensorValueFromMemory(input, [1, 3, height, width]);
        using var run = new RunOptions();
        var found = new List<FoundFace>();
        foreach (var stride in new[] { 8, 16, 32 })
        {
            string[] names = [$"cls_{stride}", $"obj_{stride}", $"bbox_{stride}", $"kps_{stride}"];
            using var results = session.Run(run, ["input"], [tensor], names);
            var values = results.Select(result => result.GetTensorDataAsSpan<float>().ToArray()).ToArray();
            for (var i = 0; i < values[0].Length; i++)
            {
                var score = MathF.Sqrt(values[0][i] * values[1][i]);
                if (score >= ScoreMin)
                {
                    found.Add(Face(values, i, i % (width / stride), i / (width / stride), stride, score));
                }
            }
        }

        return found;
    }

    private static FoundFace Face(float[][] values, int i, int column, int row, int stride, float score)
    {
        var box = values[2].AsSpan(4 * i, 4);
        var points = values[3].AsSpan(10 * i, 10);
        var (width, height) = (MathF.Exp(box[2]) * stride, MathF.Exp(box[3]) * stride);
        var (x, y) = ((column + box[0]) * stride, (row + box[1]) * stride);
        var five = new Vector2[5];
        for (var j = 0; j < 5; j++)
        {
            five[j] = new((column + points[2 * j]) * stride, (row + points[(2 * j) + 1]) * stride);
        }

        return new(new(x - (width / 2), y - (height / 2), width, height), score, five);
    }

    private static List<FoundFace> Suppress(List<FoundFace> found)
    {
        var kept = new List<FoundFace>();
        while (found.Count > 0)
        {
            var best = found.MaxBy(face => face.Score)!;
            kept.Add(best);
            found.RemoveAll(face => PixelBox.Iou(face.Box, best.Box) > 0.45f);
            found.Remove(best);
        }

        return kept;
    }
}

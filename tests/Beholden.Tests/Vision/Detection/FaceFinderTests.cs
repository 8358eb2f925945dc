using System.Numerics;
using Beholden.Tests.Support;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;
using SkiaSharp;

namespace Beholden.Tests.Vision.Detection;

public sealed class FaceFinderTests
{
    // Measured on the portrait itself: chin at 0.34, hairline at 0.12 of the height.
    private static readonly Vector2 FaceMiddle = new(0.44f, 0.23f);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("yunet-n")]
    [InlineData("rfb-320")]
    public void The_portrait_is_found_at_any_size_in_the_same_place(string name)
    {
        using var detector = Open(name);
        var finder = new FaceFinder(detector, DetectionPlan.Default, threads: 1);
        foreach (var edge in new[] { 128, 256, 512, 1024, 3000 })
        {
            var image = Decode.Upright(Pictures.PortraitAt(edge, edge, new(0, 0, edge, edge)));

            AssertMiddle(finder.Find(image, Cancelled)[0], FaceMiddle * edge, 0.04f * edge);
        }
    }

    [Theory]
    [InlineData("yunet-n")]
    [InlineData("rfb-320")]
    public void A_face_that_fills_the_frame_is_one_face_at_any_size(string name)
    {
        using var detector = Open(name);
        var finder = new FaceFinder(detector, DetectionPlan.Default, threads: 1);
        foreach (var edge in new[] { 200, 500, 640, 800, 1200, 2000 })
        {
            // The face is a quarter of the portrait.
            var place = SKRect.Create(-1.3f * edge, -0.4f * edge, 4 * edge, 4 * edge);
            var image = Decode.Upright(Pictures.PortraitAt(edge, edge, place));

            var face = Assert.Single(finder.Find(image, Cancelled));

            AssertMiddle(face, new Vector2(0.46f, 0.52f) * edge, 0.1f * edge);
            Assert.True(face.Box.Height > 0.6f * edge, $"{edge}: {face.Box}");
        }
    }

    // Every place of the small portrait is cut by the seams of some plan: each gives one face, once.
    [Theory]
    [InlineData("yunet-n")]
    [InlineData("rfb-320")]
    public void A_row_of_small_neighbours_is_neither_glued_nor_doubled(string name)
    {
        using var detector = Open(name);
        var finder = new FaceFinder(detector, DetectionPlan.Default, threads: 1);
        var image = Decode.Upright(Pictures.Draw(1600, 900, canvas =>
        {
            using var portrait = SKImage.FromEncodedData(Pictures.Portrait);
            canvas.Clear(SKColors.Gray);
            for (var i = 0; i < 12; i++)
            {
                canvas.Save();
                canvas.ClipRect(SKRect.Create(i * 130, 300, 128, 200));
                canvas.DrawImage(
                    portrait, SKRect.Create((i * 130) - 50, 300, 250, 250),
                    new SKSamplingOptions(SKCubicResampler.Mitchell));
                canvas.Restore();
            }
        }));

        var found = finder.Find(image, Cancelled).OrderBy(face => face.Box.Left).ToList();

        Assert.Equal(12, found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            AssertMiddle(found[i], new((i * 130) - 50 + (0.44f * 250), 300 + (0.23f * 250)), 12);
        }
    }

    [Fact]
    public void Threads_change_nothing()
    {
        using var detector = Open("rfb-320");
        var image = Decode.Upright(Pictures.PortraitAt(1024, 768, new(300, 100, 700, 500)));

        IReadOnlyList<FoundFace> Found(int threads) =>
            new FaceFinder(detector, DetectionPlan.Default, threads).Find(image, 0.1f, Cancelled);
        var (alone, together) = (Found(threads: 1), Found(threads: 4));

        Assert.NotEmpty(alone);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_plan_with_less_time_takes_fewer_looks()
    {
        using var detector = new Counted(Open("rfb-320"));
        var image = Decode.Upright(Pictures.PortraitAt(3000, 2000, new(300, 100, 700, 500)));
        int Looks(float capMs)
        {
            detector.Looks = 0;
            var plan = new DetectionPlan("some", capMs, FirstShare: 1);
            new FaceFinder(detector, plan, threads: 1).Find(image, 0.7f, Cancelled);
            return detector.Looks;
        }

        var few = Looks(capMs: 16); // Five looks of 3.1 ms.
        Assert.Equal(1, Looks(capMs: 4));
        Assert.InRange(few, 2, 5);
        Assert.InRange(Looks(capMs: 90), few + 1, 29);
    }

    [Fact]
    public void An_empty_picture_has_no_face()
    {
        using var detector = Open("rfb-320");

        Assert.Empty(new FaceFinder(detector, DetectionPlan.Default, threads: 1)
            .Find(Decode.Upright(Pictures.Empty()), Cancelled));
    }

    [Fact]
    public void Turned_looks_are_spent_where_nothing_is_found_or_where_the_plan_says_so()
    {
        using var detector = new Counted(Open("rfb-320"));
        int Looks(byte[] file, DetectionPlan plan)
        {
            detector.Looks = 0;
            new FaceFinder(detector, plan, threads: 1).Find(Decode.Upright(file), Cancelled);
            return detector.Looks;
        }

        var portrait = Pictures.PortraitAt(300, 240, new(30, 0, 270, 240));
        Assert.Equal(1, Looks(portrait, DetectionPlan.Default));
        Assert.True(Looks(portrait, DetectionPlan.Rotated) >= 8);
        Assert.True(Looks(Pictures.Empty(), DetectionPlan.Default) >= 8);
    }

    [Theory]
    [InlineData("yunet-n")]
    [InlineData("rfb-320")]
    public void Seven_frames_find_a_face_of_60_pixels_at_any_angle_and_each_an_upright_one(string name)
    {
        using var detector = Open(name);
        var finder = new FaceFinder(detector, DetectionPlan.Fast, threads: 1);
        // The face is a quarter of the portrait.
        var upright = Decode.Upright(Pictures.PortraitAt(640, 480, new(200, 120, 440, 360)));
        for (var degrees = 0; degrees < 360; degrees += 15)
        {
            var middle = new Vector2(320, 240);
            var turn = Matrix3x2.CreateRotation(degrees * MathF.PI / 180, middle);
            var image = new RgbImage(640, 480, Warp.Affine(upright, turn, 640, 480));
            var place = Vector2.Transform(new Vector2(200, 120) + (FaceMiddle * 240), turn);
            bool IsFound(int frame) => finder
                .FindInFrame(image, frame, detector.SecondScoreMin, Cancelled)
                .Any(face => Vector2.Distance(Middle(face.Box), place) < 30);

            Assert.True(Enumerable.Range(0, 7).Any(IsFound), $"Turned by {degrees} degrees.");
            Assert.True(degrees != 0 || Enumerable.Range(0, 7).All(IsFound), "Upright.");
        }
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        using var detector = Open("rfb-320");
        var finder = new FaceFinder(detector, DetectionPlan.Default, threads: 1);

        Assert.Throws<OperationCanceledException>(
            () => finder.Find(Decode.Upright(Pictures.Portrait), new CancellationToken(canceled: true)));
    }

    internal static IFaceDetector Open(string name)
    {
        var file = name == "yunet-n" ? "yunet_n_dynamic.onnx" : "fr_detect.onnx";
        var path = Path.Combine(TestFolders.RequireWeights(), file);
        if (!File.Exists(path))
        {
            Assert.Skip("YuNet-n is not installed; the packaged detector is tested alike.");
        }

        return name == "yunet-n"
            ? new YuNetDetector(new(name, path))
            : new RfbDetector(new(name, path));
    }

    private static void AssertMiddle(FoundFace face, Vector2 expected, float within)
    {
        var middle = Middle(face.Box);
        Assert.True(Vector2.Distance(middle, expected) < within, $"{middle} and not {expected}");
    }

    private static Vector2 Middle(PixelBox box) =>
        new Vector2(box.Left + box.Right, box.Top + box.Bottom) / 2;

    /// <summary>The real detector, and how often it ran.</summary>
    private sealed class Counted(IFaceDetector detector) : IFaceDetector
    {
        public int Looks { get; set; }

        public string ModelId => detector.ModelId;

        public float ScoreMin => detector.ScoreMin;

        public float SecondScoreMin => detector.SecondScoreMin;

        public Sight Sight => detector.Sight;

        public IReadOnlyList<FoundFace> Find(RgbImage image, Look look, float scoreMin)
        {
            Looks++;
            return detector.Find(image, look, scoreMin);
        }

        public float ConfidencePercent(float score) => detector.ConfidencePercent(score);

        public void Dispose() => detector.Dispose();
    }
}

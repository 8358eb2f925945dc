using System.Numerics;
using Beholden.Tests.Support;
using Beholden.Tests.Vision.Images;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;
using SkiaSharp;

namespace Beholden.Tests.Vision.Faces;

public sealed class FacePipelineTests : IDisposable
{
    private static readonly SKSamplingOptions Smooth = new(SKCubicResampler.Mitchell);
    private readonly List<IDisposable> opened = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Enumerable.Reverse(opened).ToList().ForEach(model => model.Dispose());

    [Fact]
    public async Task The_same_person_is_recognised_at_another_size_place_and_orientation()
    {
        var pipeline = Open();
        var first = await Embed(pipeline, Pictures.Portrait);
        var moved = await Embed(pipeline, Pictures.PortraitAt(640, 480, new(200, 60, 480, 340)));
        var turned = await Embed(pipeline, Turned(Pictures.Portrait));

        Assert.Equal(1f, Embedding.Cosine(first, first), 0.0001f);
        Assert.True(Embedding.Cosine(first, moved) > 0.8f);
        Assert.True(Embedding.Cosine(first, turned) > 0.9f);
    }

    [Fact]
    public async Task Landmarks_lie_on_the_face_in_their_order()
    {
        var pipeline = Open();
        var image = await pipeline.Decode(Pictures.Portrait, Cancelled);

        var face = Assert.Single(await pipeline.See(image, 100, AttributeSet.None, Cancelled));

        Assert.Equal(68, face.Landmarks.Count);
        Assert.InRange(face.ConfidencePercent, 50f, 100f);
        var five = face.AlignmentPoints;

        // Read off the picture, 512 pixels wide: eyes, nose tip, corners of the mouth.
        Vector2[] expected = [new(203, 101), new(246, 103), new(223, 126), new(203, 140), new(245, 141)];
        Assert.All(five.Zip(expected), pair => Assert.True(
            Vector2.Distance(pair.First, pair.Second) < 4, $"{string.Join(' ', five)}"));
        Assert.True(face.Landmarks[0].X < face.Landmarks[8].X); // Jaw: left, chin, right.
        Assert.True(face.Landmarks[8].X < face.Landmarks[16].X);
        Assert.True(face.Landmarks[8].Y > face.Landmarks[57].Y); // The chin below the lip.
    }

    [Fact]
    public async Task Largest_first_and_no_more_than_asked_for()
    {
        var pipeline = Open();
        var image = Decode.Upright(Pictures.Draw(900, 500, canvas =>
        {
            using var portrait = SKImage.FromEncodedData(Pictures.Portrait);
            canvas.Clear(SKColors.Gray);
            canvas.DrawImage(portrait, new SKRect(0, 0, 200, 200), Smooth);
            canvas.DrawImage(portrait, new SKRect(220, 0, 720, 500), Smooth);
            canvas.DrawImage(portrait, new SKRect(740, 0, 890, 150), Smooth);
        }));

        var all = await pipeline.See(image, 100, AttributeSet.None, Cancelled);
        var two = await pipeline.See(image, 2, AttributeSet.None, Cancelled);

        Assert.Equal(3, all.Count);
        Assert.True(all[0].Box.Area > all[1].Box.Area && all[1].Box.Area > all[2].Box.Area);
        Assert.Equal(all.Take(2).Select(face => face.Box), two.Select(face => face.Box));
        Assert.InRange(all[0].Box.Left, 220, 720);
    }

    // From the hairline to the chin and nothing else.
    [Fact]
    public async Task A_face_that_fills_the_frame_is_found()
    {
        var pipeline = Open();
        foreach (var edge in new[] { 100, 300, 1200, 4000 })
        {
            var scale = edge / 110f;
            var place = SKRect.Create(-172 * scale, -62 * scale, 512 * scale, 512 * scale);
            var image = Decode.Upright(Pictures.PortraitAt(edge, edge, place));

            var face = Assert.Single(await pipeline.See(image, 100, AttributeSet.None, Cancelled));
            Assert.InRange(face.Box.Width, 0.6f * edge, 1.1f * edge);
        }
    }

    // 3,000 pixels: decoded at half the scale first, of which this face needs no more.
    [Fact]
    public async Task A_coarser_scale_shows_the_same_face()
    {
        var pipeline = Open();
        var coarse = Decode.Upright(Pictures.PortraitAt(3000, 2000, new(500, 0, 2500, 2000)));
        var whole = new RgbImage(coarse.Width, coarse.Height, coarse.Pixels);

        var (a, b) = (await Seen(coarse), await Seen(whole));

        Assert.InRange(PixelBox.Iou(a.Face.Box, b.Face.Box), 0.97f, 1f);
        Assert.All(a.Face.Landmarks.Zip(b.Face.Landmarks), pair => Assert.InRange(
            Vector2.Distance(pair.First, pair.Second), 0, 0.02f * b.Face.Box.Height));
        Assert.InRange(Embedding.Cosine(a.Embedding, b.Embedding), 0.99f, 1.0001f);

        async Task<(FaceSeen Face, Embedding Embedding)> Seen(RgbImage image)
        {
            var faces = await pipeline.See(image, 100, AttributeSet.None, Cancelled);
            return (Assert.Single(faces), Assert.Single(await pipeline.Embed(image, faces, Cancelled)));
        }
    }

    [Fact]
    public async Task An_empty_picture_has_no_face_and_a_cancelled_call_no_answer()
    {
        var pipeline = Open();
        var image = Decode.Upright(Pictures.Empty());

        Assert.Empty(await pipeline.See(image, 100, AttributeSet.None, Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => pipeline.See(image, 100, AttributeSet.None, new CancellationToken(canceled: true)));
    }

    private static byte[] Turned(byte[] jpeg) => MadeImages.WithOrientation(Pictures.Draw(512, 512, canvas =>
    {
        // A quarter turn against the clock in the file; orientation 6 turns it back.
        using var portrait = SKImage.FromEncodedData(jpeg);
        canvas.RotateDegrees(-90, 256, 256);
        canvas.DrawImage(portrait, new SKRect(0, 0, 512, 512), Smooth);
    }), orientation: 6);

    private static async Task<Embedding> Embed(FacePipeline pipeline, byte[] file)
    {
        var image = await pipeline.Decode(file, Cancelled);
        var faces = await pipeline.See(image, 1, AttributeSet.None, Cancelled);
        return Assert.Single(await pipeline.Embed(image, faces, Cancelled));
    }

    private FacePipeline Open()
    {
        var weights = TestFolders.RequireWeights();
        ModelFile Model(string id, string file) => new(id, Path.Combine(weights, file));
        T Keep<T>(T model)
            where T : IDisposable
        {
            opened.Add(model);
            return model;
        }

        var yunet = Model("yunet-n", "yunet_n_dynamic.onnx");
        IFaceDetector detector = File.Exists(yunet.Path)
            ? Keep(new YuNetDetector(yunet))
            : Keep(new RfbDetector(Model("rfb-320", "fr_detect.onnx")));
        return new(
            new(detector, DetectionPlan.Default, threads: 2),
            Keep(new LandmarkNet68(Model("landmarks-68", "fr_landmark.onnx"))),
            Keep(new MobileFaceNetEmbedder(Model("mobilefacenet-512", "fr_feature.onnx"))),
            Keep(new AttributeReader(AttributeModels.From(_ => null))),
            concurrency: 2);
    }
}

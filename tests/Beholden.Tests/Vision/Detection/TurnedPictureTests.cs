using System.Numerics;
using Beholden.Tests.Support;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Tests.Vision.Detection;

public sealed class TurnedPictureTests : IDisposable
{
    private static readonly float[] Angles = [30, -30, 45, -45, 90, 180];
    private readonly List<IDisposable> opened = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => opened.ForEach(model => model.Dispose());

    [Fact]
    public void A_quarter_turn_moves_every_pixel_and_changes_none()
    {
        var image = new RgbImage(3, 2, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 10))]);

        var turned = TurnedPicture.Of(image, 90, sidePixelsMax: 100).Image;

        Assert.Equal((2, 3), (turned.Width, turned.Height));
        for (var i = 0; i < 6; i++)
        {
            var (x, y) = (1 - (i / 3), i % 3); // Clockwise: the top row becomes the right column.
            Assert.Equal(image.Pixels[(3 * i)..((3 * i) + 3)], turned.Pixels[(((y * 2) + x) * 3)..][..3]);
        }
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-135)]
    [InlineData(180)]
    public void There_and_back_is_the_same_place(float degrees)
    {
        var image = new RgbImage(400, 300, new byte[400 * 300 * 3]);
        var turned = TurnedPicture.Of(image, degrees, sidePixelsMax: 200);

        var there = turned.There(new(50, 40, 60, 60));
        var back = turned.Back(new FoundFace(there, 0.9f, [new(there.Left + 30, there.Top + 30)]));

        Assert.True(PixelBox.Iou(back.Box, new(50, 40, 60, 60)) > 0.99f, $"{back.Box}");
        Assert.Equal(-degrees, back.Tilt!.Value.RollDegrees);
        Assert.Equal(60, back.Tilt.Value.Width, 0.01f);
    }

    // Needs the detector with points, which say how the face lies.
    [Fact]
    public async Task A_turned_face_is_found_and_described_where_it_lies()
    {
        var image = Decode.Upright(Pictures.PortraitAt(600, 600, new(60, 60, 540, 540)));
        var pipeline = Open("yunet-n", DetectionPlan.Rotated);
        var (upright, own) = await See(pipeline, image);
        foreach (var degrees in Angles)
        {
            var turned = TurnedPicture.Of(image, degrees, sidePixelsMax: 10_000);
            var (seen, embedding) = await See(pipeline, turned.Image);

            Assert.True(PixelBox.Iou(seen.Box, turned.There(upright.Box)) > 0.5f, $"{degrees}: {seen.Box}");
            var off = seen.AlignmentPoints.Zip(upright.AlignmentPoints)
                .Max(pair => Vector2.Distance(turned.Back(pair.First), pair.Second));
            Assert.True(off < 0.1f * upright.Box.Width, $"{degrees}: landmarks are {off} pixels off.");
            var cosine = Embedding.Cosine(embedding, own);
            Assert.True(cosine > 0.8f, $"{degrees}: the face resembles itself by {cosine} only.");
            var roll = Math.Abs(seen.Pose.RollDegrees - upright.Pose.RollDegrees - degrees) % 360;
            Assert.True(Math.Min(roll, 360 - roll) < 12, $"{degrees}: roll {seen.Pose.RollDegrees}");
        }
    }

    private static async Task<(FaceSeen Face, Embedding Embedding)> See(FacePipeline pipeline, RgbImage image)
    {
        var faces = await pipeline.See(image, 1, AttributeSet.None, Cancelled);
        var face = Assert.Single(faces);
        return (face, Assert.Single(await pipeline.Embed(image, faces, Cancelled)));
    }

    private FacePipeline Open(string detectorName, DetectionPlan plan)
    {
        ModelFile Model(string id, string file) => new(id, Path.Combine(TestFolders.RequireWeights(), file));
        T Keep<T>(T model)
            where T : IDisposable
        {
            opened.Add(model);
            return model;
        }

        return new(
            new(Keep(FaceFinderTests.Open(detectorName)), plan, threads: 1),
            Keep(new LandmarkNet68(Model("landmarks-68", "fr_landmark.onnx"))),
            Keep(new MobileFaceNetEmbedder(Model("mobilefacenet-512", "fr_feature.onnx"))),
            Keep(new AttributeReader(AttributeModels.From(
                id => id == "head-pose" ? Model(id, "fr_pose.onnx") : null))),
            concurrency: 1);
    }
}

using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Tests.Vision.Faces;

public sealed class AttributeReaderTests
{
    private static readonly RgbImage Picture = AttributeBench.Waves(160, seed: 1);
    private static readonly FaceSeen Face = AttributeBench.Face(new(30, 20, 90, 110));

    [Fact]
    public void Attributes_that_nobody_asked_for_stay_null()
    {
        using var reader = new AttributeReader(AttributeBench.AllModels());
        Assert.Equal(new FaceAttributes(), reader.Describe(Picture, Face, AttributeSet.None).Attributes);
    }

    [Theory]
    [InlineData(AttributeSet.Age)]
    [InlineData(AttributeSet.Gender)]
    [InlineData(AttributeSet.Smile)]
    [InlineData(AttributeSet.EyesOpen)]
    [InlineData(AttributeSet.MouthOpen)]
    [InlineData(AttributeSet.Emotions)]
    [InlineData(AttributeSet.Occluded)]
    public void Only_what_is_asked_for_is_filled(AttributeSet asked)
    {
        using var reader = new AttributeReader(AttributeBench.AllModels());
        Assert.Equal(asked, Filled(reader.Describe(Picture, Face, asked).Attributes));
    }

    [Fact]
    public void Everything_is_filled_when_everything_is_asked_for()
    {
        using var reader = new AttributeReader(AttributeBench.AllModels());
        var face = reader.Describe(Picture, Face, AttributeSet.All);

        Assert.Equal(AttributeSet.All, Filled(face.Attributes));
        Assert.NotEqual(Face.Quality, face.Quality);
        Assert.NotEqual(default, face.Pose);
    }

    [Fact]
    public void A_network_that_is_not_installed_leaves_its_answers_null()
    {
        using var reader = new AttributeReader(new());
        var face = reader.Describe(Picture, Face, AttributeSet.All);

        Assert.Equal(AttributeSet.MouthOpen | AttributeSet.Occluded, reader.Supported);
        Assert.Equal(reader.Supported, Filled(face.Attributes));
        Assert.Equal(Face.Pose, face.Pose);
    }

    [Fact]
    public void Emotions_come_surest_first_and_sum_to_a_hundred()
    {
        using var reader = new AttributeReader(AttributeBench.AllModels());
        var emotions = reader.Describe(Picture, Face, AttributeSet.Emotions).Attributes.Emotions!;

        Assert.Equal(Enum.GetValues<Emotion>(), emotions.Select(e => e.Type).Order());
        Assert.Equal(100, emotions.Sum(e => e.ConfidencePercent), 0.01);
        Assert.Equal(emotions.OrderByDescending(e => e.ConfidencePercent), emotions);
    }

    [Fact]
    public void A_mirror_turns_yaw_and_roll_about_and_leaves_pitch()
    {
        using var reader = new AttributeReader(new() { HeadPose = AttributeBench.Weight("head-pose") });
        using var detector = new YuNetDetector(AttributeBench.Weight("yunet-n"));
        var finder = new FaceFinder(detector, DetectionPlan.Default, threads: 1);
        var differences = new List<(float Yaw, float Pitch, float Roll)>();
        var turned = 0f;
        foreach (var file in AttributeBench.SharedPictures("faces/lfw/images", 60))
        {
            var image = Decode.Upright(File.ReadAllBytes(file));
            var cancelled = TestContext.Current.CancellationToken;
            if (finder.Find(image, cancelled) is not [var found, ..])
            {
                continue;
            }

            var mirrored = found.Box with { Left = image.Width - found.Box.Right };
            var here = Pose(reader, image, found.Box);
            var there = Pose(reader, AttributeBench.Mirror(image), mirrored);
            turned = Math.Max(turned, Math.Abs(here.YawDegrees));
            differences.Add((
                here.YawDegrees + there.YawDegrees,
                here.PitchDegrees - there.PitchDegrees,
                here.RollDegrees + there.RollDegrees));
        }

        Assert.True(differences.Count > 50, $"Only {differences.Count} faces were found.");
        Assert.True(turned > 20, "No face was turned enough for the test to mean anything.");
        Assert.True(differences.Average(d => Math.Abs(d.Yaw)) < 2, "Yaw does not turn about.");
        Assert.True(differences.Average(d => Math.Abs(d.Pitch)) < 2, "Pitch changes.");
        Assert.True(differences.Average(d => Math.Abs(d.Roll)) < 2, "Roll does not turn about.");
    }

    private static HeadPose Pose(AttributeReader reader, RgbImage image, PixelBox box) =>
        reader.Describe(image, AttributeBench.Face(box), AttributeSet.None).Pose;

    private static AttributeSet Filled(FaceAttributes a) =>
        (a.Age is null ? 0 : AttributeSet.Age)
        | (a.Gender is null ? 0 : AttributeSet.Gender)
        | (a.Smile is null ? 0 : AttributeSet.Smile)
        | (a.EyesOpen is null ? 0 : AttributeSet.EyesOpen)
        | (a.MouthOpen is null ? 0 : AttributeSet.MouthOpen)
        | (a.Emotions is null ? 0 : AttributeSet.Emotions)
        | (a.Occluded is null ? 0 : AttributeSet.Occluded);
}

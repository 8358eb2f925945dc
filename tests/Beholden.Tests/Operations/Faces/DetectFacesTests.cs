using System.Text.Json.Nodes;
using Beholden.Tests.Support;
using SkiaSharp;

namespace Beholden.Tests.Operations.Faces;

/// <summary>DetectFaces through the front door: signed HTTP in, awsJson out, real models.</summary>
public sealed class DetectFacesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_portrait_shows_one_face_where_it_is()
    {
        var faces = await Detect(Pictures.Portrait);

        var box = Assert.Single(faces)!["BoundingBox"]!;
        // The face of the 512-pixel portrait, read off it by eye: x 175 to 275, y 60 to 190.
        Assert.InRange((float)box["Left"]!, 0.30f, 0.40f);
        Assert.InRange((float)box["Top"]!, 0.08f, 0.20f);
        Assert.InRange((float)box["Width"]!, 0.14f, 0.26f);
        Assert.InRange((float)box["Height"]!, 0.18f, 0.32f);
    }

    [Fact]
    public async Task By_default_a_face_has_five_landmarks_pose_quality_and_nothing_guessed()
    {
        var face = Assert.Single(await Detect(Pictures.Portrait))!.AsObject();

        Assert.Equal(
            ["BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"],
            face.Select(member => member.Key).Order());
        Assert.Equal(
            ["eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose"],
            face["Landmarks"]!.AsArray().Select(mark => (string)mark!["Type"]!));
    }

    [Fact]
    public async Task All_attributes_bring_thirty_landmarks_and_a_smile()
    {
        var face = Assert.Single(await Detect(Pictures.Portrait, "ALL"))!;

        var names = face["Landmarks"]!.AsArray().Select(mark => (string)mark!["Type"]!).ToList();
        Assert.Equal(30, names.Distinct().Count());
        Assert.Equal(30, names.Count);
        Assert.True((bool)face["Smile"]!["Value"]!, "The portrait smiles.");
        Assert.True((bool)face["EyesOpen"]!["Value"]!, "Her eyes are open.");
        Assert.Equal("HAPPY", (string)face["Emotions"]![0]!["Type"]!);
    }

    [Fact]
    public async Task A_single_attribute_is_added_to_the_default_ones()
    {
        var face = Assert.Single(await Detect(Pictures.Portrait, "GENDER"))!.AsObject();

        Assert.Equal(
            ["BoundingBox", "Confidence", "Gender", "Landmarks", "Pose", "Quality"],
            face.Select(member => member.Key).Order());
    }

    [Fact]
    public async Task Landmarks_lie_as_a_face_has_them()
    {
        var face = Assert.Single(await Detect(Pictures.Portrait, "ALL"))!;
        var at = face["Landmarks"]!.AsArray().ToDictionary(
            mark => (string)mark!["Type"]!, mark => ((float)mark!["X"]!, (float)mark["Y"]!));

        Assert.True(at["eyeLeft"].Item1 < at["eyeRight"].Item1, "eyeLeft is at the image's left.");
        Assert.True(at["leftEyeBrowUp"].Item2 < at["eyeLeft"].Item2, "Brows lie above eyes.");
        Assert.True(at["nose"].Item2 < at["mouthUp"].Item2, "The nose lies above the mouth.");
        Assert.True(at["mouthUp"].Item2 < at["mouthDown"].Item2, "Lips are ordered.");
        Assert.True(at["mouthDown"].Item2 < at["chinBottom"].Item2, "The chin is lowest.");
        Assert.True(at["upperJawlineLeft"].Item1 < at["upperJawlineRight"].Item1, "Jaw left to right.");
    }

    [Fact]
    public async Task A_picture_without_a_face_is_no_error()
        => Assert.Empty(await Detect(Pictures.Empty()));

    [Fact]
    public async Task A_face_that_leaves_the_picture_keeps_its_box_outside_it()
    {
        // The portrait shifted so that the left third of the face is cut off.
        var cut = Pictures.PortraitAt(320, 512, SKRect.Create(-205, 0, 512, 512));

        var box = Assert.Single(await Detect(cut))!["BoundingBox"]!;

        Assert.InRange((float)box["Left"]!, -0.2f, 0.02f);
        Assert.True((float)box["Left"]! + (float)box["Width"]! > 0.1f);
    }

    private async Task<JsonArray> Detect(byte[] picture, params string[] attributes)
    {
        var input = new JsonObject { ["Image"] = Pictures.Image(picture) };
        if (attributes.Length > 0)
        {
            input["Attributes"] = new JsonArray([.. attributes.Select(name => (JsonNode)name)]);
        }

        return (await server.Call("DetectFaces", input))["FaceDetails"]!.AsArray();
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary>
/// <c>beholden detect IMAGE --draw OUT.jpg</c>: the faces of a picture, as a table or drawn.
/// </summary>
internal static class DetectVerb
{
    public static Command Create()
    {
        var image = new Argument<FileInfo>("IMAGE") { Description = "A JPEG or PNG picture" };
        var draw = new Option<FileInfo?>("--draw")
        {
            Description = "Write the picture with boxes and landmarks here, as JPEG",
        };
        var all = new Option<bool>("--all")
        {
            Description = "Ask for every attribute, not only the default ones",
        };
        var json = JsonOption.Create();
        var server = new ServerOptions();
        var verb = new Command("detect", "Find the faces of a picture") { image, draw, all, json };
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            var file = parsed.GetRequiredValue(image);
            var picture = await PictureFile.Read(file, cancelled);
            await using var connection = await server.Connect(parsed, cancelled);
            var answer = await connection.Client.Call("DetectFaces", new()
            {
                ["Image"] = picture,
                ["Attributes"] = new JsonArray(parsed.GetValue(all) ? "ALL" : "DEFAULT"),
            }, cancelled);
            if (parsed.GetValue(draw) is { } target)
            {
                await Draw(file, answer["FaceDetails"]!.AsArray(), target, cancelled);
            }

            Show(answer, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return verb;
    }

    private static async Task Draw(
        FileInfo file, JsonArray faces, FileInfo target, CancellationToken cancelled)
    {
        var pixels = Decode.Upright(await File.ReadAllBytesAsync(file.FullName, cancelled));
        var marks = faces.Select(face => new FaceMark(
            Box(face!["BoundingBox"]!, pixels),
            [.. face["Landmarks"]!.AsArray().Select(point => new System.Numerics.Vector2(
                (float)point!["X"]! * pixels.Width, (float)point["Y"]! * pixels.Height))]));
        await File.WriteAllBytesAsync(
            target.FullName, Vision.Images.Draw.Jpeg(pixels, [.. marks]), cancelled);
    }

    private static PixelBox Box(JsonNode box, RgbImage image) => new(
        (float)box["Left"]! * image.Width, (float)box["Top"]! * image.Height,
        (float)box["Width"]! * image.Width, (float)box["Height"]! * image.Height);

    private static void Show(JsonObject answer, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(answer.ToJsonString());
            return;
        }

        var table = new Table()
            .AddColumns("Confidence", "Left", "Top", "Width", "Height", "Yaw", "Brightness", "Sharpness");
        foreach (var face in answer["FaceDetails"]!.AsArray())
        {
            var box = face!["BoundingBox"]!;
            table.AddRow(
                Number(face["Confidence"]), Number(box["Left"], 3), Number(box["Top"], 3),
                Number(box["Width"], 3), Number(box["Height"], 3), Number(face["Pose"]!["Yaw"]),
                Number(face["Quality"]!["Brightness"]),
                Number(face["Quality"]!["Sharpness"]));
        }

        AnsiConsole.Write(table);
    }

    private static string Number(JsonNode? value, int digits = 1)
        => ((float)value!).ToString($"F{digits}");
}

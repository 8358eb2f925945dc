using System.Text.Json.Nodes;
using Beholden.Tests.Support;
using Beholden.Vision.Images;

namespace Beholden.Tests.Redacting;

/// <summary><c>Beholden.RedactImage</c> through signed HTTP.</summary>
[Collection(OneServer.Name)]
public sealed class RedactImageTests(ServerFixture server)
{
    [Fact]
    public async Task The_cover_is_black_and_the_sidecar_says_where()
    {
        var answer = await server.Call("Beholden.RedactImage", new() { ["Image"] = Portrait });

        var image = Decode.Upright(Convert.FromBase64String((string)answer["Image"]!["Bytes"]!));
        var covered = answer["Sidecar"]!["Covered"]!.AsArray();
        Assert.NotEmpty(covered);
        foreach (var cover in covered.Select(one => one!["Cover"]!))
        {
            var x = (int)((float)cover["Left"]! + ((float)cover["Width"]! / 2));
            var y = (int)((float)cover["Top"]! + ((float)cover["Height"]! / 2));
            Assert.True(image.Pixels[((y * image.Width) + x) * 3] < 8, $"{x}, {y} is not black.");
        }

        Assert.Equal(0, (int)answer["Sidecar"]!["Check"]!["StillFound"]!);
        Assert.Empty(answer["Sidecar"]!["Left"]!.AsArray());
    }

    [Fact]
    public async Task Wrong_input_is_named()
    {
        await Refused("ValidationException", "'Image'", []);
        await Refused("ValidationException", "'Image'", new() { ["Image"] = new JsonObject() });
        await Refused("ValidationException", "'Style'", new() { ["Image"] = Portrait, ["Style"] = "BLUR" });
        await Refused("ValidationException", "'Cells'", new() { ["Image"] = Portrait, ["Cells"] = 2 });
        await Refused("ValidationException", "'Cells'", new()
        {
            ["Image"] = Portrait,
            ["Style"] = "PIXELATED",
            ["Cells"] = 65,
        });
        await Refused("ValidationException", "'Only'", new() { ["Image"] = Portrait, ["Only"] = "c/her" });
        await Refused("ValidationException", "COLLECTION/USERID", new()
        {
            ["Image"] = Portrait,
            ["Only"] = new JsonArray("her"),
        });
        await Refused("ValidationException", "10 collections", new()
        {
            ["Image"] = Portrait,
            ["Except"] = new JsonArray([.. Enumerable.Range(0, 11).Select(n => (JsonNode)$"c{n}/her")]),
        });
        await Refused(
            "InvalidImageFormatException", "format",
            new() { ["Image"] = Pictures.Image("no picture"u8.ToArray()) });
        await Refused(
            "InvalidParameterException", "at least 80",
            new() { ["Image"] = Pictures.Image(Pictures.Empty(40, 40)) });
        await Refused(
            "ResourceNotFoundException", "nowhere",
            new() { ["Image"] = Portrait, ["Except"] = new JsonArray("nowhere/her") });
    }

    private static JsonObject Portrait => Pictures.Image(Pictures.Portrait);

    private async Task Refused(string code, string part, JsonObject input)
    {
        var refusal = await server.Refusal("Beholden.RedactImage", input);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }
}

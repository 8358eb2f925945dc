using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Beholden.Tests.Support;
using Beholden.Tests.Vision.Images;
using SkiaSharp;

namespace Beholden.Tests.Redacting;

/// <summary><c>beholden redact</c>, beside one server.</summary>
public sealed class RedactVerbTests : BesideServer
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    public async Task A_face_is_covered_in_the_same_format_and_no_longer_found(SKEncodedImageFormat format)
    {
        var picture = Path.Combine(Pictured, "in");
        await Save("in", Pictures.PortraitAt(500, 400, SKRect.Create(50, 0, 400, 400), format));
        var target = Path.Combine(Pictured, "out");

        var done = await Beholden.Json(0, "redact", picture, target);

        Assert.Equal(1, (int)done["images"]!);
        Assert.True((int)done["covered"]! >= 1);
        using var codec = SKCodec.Create(target);
        Assert.Equal((format, 500, 400), (codec.EncodedFormat, codec.Info.Width, codec.Info.Height));
        Assert.Empty((await Beholden.Json(0, "detect", target))["FaceDetails"]!.AsArray());
        var sidecar = JsonNode.Parse(File.ReadAllText($"{target}.json"))!;
        Assert.Equal(Hash(picture), (string)sidecar["InputSha256"]!);
        Assert.Equal(Hash(target), (string)sidecar["OutputSha256"]!);
        Assert.Equal("SOLID", (string)sidecar["Covered"]![0]!["Style"]!);
        Assert.Empty(Directory.GetFiles(Pictured, "*.partial"));
    }

    [Fact]
    public async Task Nothing_of_the_files_metadata_or_embedded_pictures_survives()
    {
        var secret = "leak-7b1f"u8.ToArray();
        var jpeg = Pictures.Portrait;
        byte[] exif = [.. "Exif\0\0II*\0"u8, .. secret, .. Pictures.Empty(160, 120)];
        byte[] xmp = [.. "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>"u8, .. secret];
        byte[] mpf = [.. "MPF\0II*\0"u8, .. secret];
        byte[] icc = [.. "ICC_PROFILE\0\u0001\u0001"u8, .. secret];
        byte[] file =
        [
            .. jpeg.AsSpan(0, 2), .. Segment(0xE1, exif), .. Segment(0xE1, xmp), .. Segment(0xE2, mpf),
            .. Segment(0xE2, icc), .. Segment(0xFE, secret), .. jpeg.AsSpan(2), .. jpeg, .. secret,
        ];
        var picture = await Save("tagged.jpg", file);
        var target = Path.Combine(Pictured, "clean.jpg");

        await Beholden.Json(0, "redact", picture, target);

        var output = await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken);
        Assert.Equal(-1, output.AsSpan().IndexOf(secret));
        foreach (var name in new[] { "Exif", "xmpmeta", "MPF", "ICC_PROFILE" })
        {
            Assert.Equal(-1, output.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name)));
        }

        Assert.Equal(0, output.AsSpan(1).IndexOf((byte[])[0xD8, 0xFF]));
        Assert.Equal(0, output.AsSpan().LastIndexOf((byte[])[0xFF, 0xD8, 0xFF]));
        Assert.True(output.AsSpan().EndsWith((byte[])[0xFF, 0xD9]));
    }

    [Fact]
    public async Task Nothing_of_the_text_in_a_png_survives()
    {
        var png = Pictures.PortraitAt(400, 400, SKRect.Create(0, 0, 400, 400), SKEncodedImageFormat.Png);
        var secret = "leak-7b1f"u8.ToArray();
        byte[] text = [.. "tEXtComment\0"u8, .. secret];
        const int afterHeader = 33; // Signature and IHDR.
        byte[] file =
        [
            .. png.AsSpan(0, afterHeader), 0, 0, 0, (byte)(text.Length - 4), .. text, 0, 0, 0, 0,
            .. png.AsSpan(afterHeader), .. secret,
        ];
        BinaryPrimitives.WriteUInt32BigEndian(
            file.AsSpan(afterHeader + 4 + text.Length), MadeImages.Crc(text));
        var picture = await Save("tagged.png", file);
        var target = Path.Combine(Pictured, "clean.png");

        await Beholden.Json(0, "redact", picture, target);

        var output = await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken);
        Assert.Equal(-1, output.AsSpan().IndexOf(secret));
        Assert.Equal(-1, output.AsSpan().IndexOf("tEXt"u8));
    }

    [Fact]
    public async Task Fine_cells_are_refused_and_nothing_is_written()
    {
        var picture = await Save("her.jpg", Pictures.Portrait);
        var target = Path.Combine(Pictured, "fine.jpg");

        CommandLine.RequireSentence(
            await Beholden.Run("redact", picture, target, "--pixelated", "--cells", "64"),
            "No picture is given out");

        Assert.False(File.Exists(target) || File.Exists($"{target}.json"));
        await Beholden.Json(0, "redact", picture, target, "--pixelated");
    }

    [Fact]
    public async Task A_folder_is_resumed_and_done_anew_when_asked_or_wished_otherwise()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Pictured, "in")).FullName;
        await Save("in/a.jpg", Pictures.Portrait);
        await Save("in/b.jpg", Pictures.Empty());
        await Save("in/broken.jpg", "no picture"u8.ToArray());
        var target = Path.Combine(Pictured, "out");

        var first = await Beholden.Json(1, "redact", folder, target);
        var second = await Beholden.Json(1, "redact", folder, target);
        var other = await Beholden.Json(1, "redact", folder, target, "--pixelated");
        var forced = await Beholden.Json(1, "redact", folder, target, "--pixelated", "--force");

        Assert.Equal((2, 0), Counts(first));
        Assert.Equal((0, 2), Counts(second));
        Assert.Equal((2, 0), Counts(other));
        Assert.Equal((2, 0), Counts(forced));
        Assert.False(File.Exists(Path.Combine(target, "broken.jpg")));
    }

    [Fact]
    public async Task People_are_left_or_covered_as_named_and_the_searches_are_entered()
    {
        var picture = await Save("in/her.jpg", Pictures.Portrait);
        await Beholden.Json(0, "index", Path.GetDirectoryName(picture)!, "--collection", "people");
        var match = await Beholden.Json(0, "search", picture, "--collection", "people");
        var her = $"people/{(string)match["FaceMatches"]![0]!["Face"]!["FaceId"]!}";
        var target = Path.Combine(Pictured, "out.jpg");

        var except = await Beholden.Json(0, "redact", picture, target, "--except", her);
        Assert.True((int)except["left"]! >= 1);
        var sidecar = JsonNode.Parse(File.ReadAllText($"{target}.json"))!;
        Assert.Equal($"told to be {her}", (string)sidecar["Left"]![0]!["Reason"]!);
        Assert.NotEmpty(sidecar["Entries"]!.AsArray());
        Assert.NotEmpty((await Beholden.Json(0, "detect", target))["FaceDetails"]!.AsArray());

        var only = await Beholden.Json(0, "redact", picture, target, "--only", her);
        Assert.True((int)only["covered"]! >= 1);
        Assert.Empty((await Beholden.Json(0, "detect", target))["FaceDetails"]!.AsArray());
        CommandLine.RequireSentence(
            await Beholden.Run("redact", picture, target, "--only", "people/nobody"), "nobody");
        CommandLine.RequireSentence(
            await Beholden.Run("redact", picture, target, "--only", "nowhere/x"), "nowhere does not exist");
        CommandLine.RequireSentence(
            await Beholden.Run("redact", picture, target, "--only", her, "--except", her), "beside Except");
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_sentence()
    {
        var picture = await Save("her.jpg", Pictures.Portrait);
        var text = await Save("text.jpg", "no picture"u8.ToArray());
        var large = await Save("large.jpg", new byte[(5 * 1024 * 1024) + 1]);
        var target = Path.Combine(Pictured, "out.jpg");

        CommandLine.RequireSentence(await Beholden.Run("redact", picture, picture), "OUT is IN");
        var cells = await Beholden.Run("redact", picture, target, "--cells", "2");
        Assert.True(cells.Code != 0 && cells.Error.Contains("--cells is of", StringComparison.Ordinal));
        CommandLine.RequireSentence(await Beholden.Run("redact", Pictured, target), "one in the other");
        CommandLine.RequireSentence(await Beholden.Run("redact", $"{text}.no", target), "There is no file");
        CommandLine.RequireSentence(await Beholden.Run("redact", text, target), "InvalidImageFormat");
        CommandLine.RequireSentence(await Beholden.Run("redact", large, target), "larger than 5 MiB");
        Assert.False(File.Exists(target));
    }

    private static (int, int) Counts(JsonObject done) => ((int)done["images"]!, (int)done["doneBefore"]!);

    private static string Hash(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static byte[] Segment(byte marker, byte[] body) =>
        [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];
}

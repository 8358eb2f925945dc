using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Tests.Support;
using SkiaSharp;

namespace Beholden.Tests.Server;

/// <summary>Bad input gets the documented error, and the server is as it was.</summary>
public sealed class BadInputTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private static readonly string[] DocumentedForImages =
        ["InvalidImageFormatException", "InvalidParameterException", "ImageTooLargeException"];

    private readonly RawRequests raw = new(server.Address, server.Host.OwnerSecret);

    public void Dispose() => raw.Dispose();

    [Fact]
    public async Task An_empty_image_breaks_the_length_rule()
    {
        var refusal = await Detect([]);
        Assert.Equal("ValidationException", refusal.Type);
        Assert.Contains("image.bytes", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_of_six_megabytes_breaks_the_length_rule()
        => Assert.Equal("ValidationException", (await Detect(new byte[6_000_000])).Type);

    [Theory]
    [InlineData("GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;")]
    [InlineData("<!doctype html><html><body>hello</body></html>")]
    [InlineData("x")]
    public async Task What_is_neither_JPEG_nor_PNG_is_refused(string content)
        => Assert.Equal(
            "InvalidImageFormatException", (await Detect(Encoding.Latin1.GetBytes(content))).Type);

    [Fact]
    public async Task A_truncated_image_is_refused()
    {
        var answer = await Detect(Pictures.Portrait[..(Pictures.Portrait.Length / 3)]);
        Assert.Equal("InvalidImageFormatException", answer.Type);
    }

    [Fact]
    public async Task An_image_below_80_pixels_is_refused_and_one_of_80_is_read()
    {
        Assert.Equal("InvalidParameterException", (await Detect(Pictures.Empty(79, 79))).Type);
        Assert.Equal("InvalidParameterException", (await Detect(Pictures.Empty(79, 200))).Type);
        Assert.Equal(200, (await Detect(Pictures.Empty(80, 80))).Status);
    }

    [Fact]
    public async Task A_bomb_of_20000_by_20000_pixels_is_refused_from_its_header()
    {
        // A process of its own: other tests allocate in this one at the same time.
        using var data = new TemporaryFolder();
        using var alone = await ServerProcess.Start(data.Path, TestFolders.RequireWeights());
        using var bare = new RawRequests(alone.Address, OwnerKey.Secret(data.Path));
        Assert.Equal(200, (await Detect(bare, Pictures.Portrait)).Status);
        var beforeMb = alone.PeakMb();

        Assert.Equal("ImageTooLargeException", (await Detect(bare, PngBomb(20_000))).Type);

        // The pixels would take 1.2 GB; the request itself, as text and bytes, takes a few MB.
        Assert.InRange(alone.PeakMb() - beforeMb, 0, 200);
    }

    [Fact]
    public async Task An_image_with_one_byte_flipped_is_answered_or_refused_as_documented()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var flipped = Pictures.Portrait.ToArray();
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            var answer = await Detect(flipped);
            Assert.True(
                answer.Status == 200 || DocumentedForImages.Contains(answer.Type),
                $"flip {i}: {answer.Status} {answer.Body.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Exactly_one_of_bytes_and_object_is_asked_for()
    {
        var both = new JsonObject
        {
            ["Image"] = new JsonObject
            {
                ["Bytes"] = Convert.ToBase64String(Pictures.Portrait),
                ["S3Object"] = new JsonObject { ["Bucket"] = "bucket", ["Name"] = "name" },
            },
        };
        Assert.Equal("InvalidParameterException", (await Send("DetectFaces", both)).Type);
        Assert.Equal(
            "InvalidParameterException",
            (await Send("DetectFaces", new() { ["Image"] = new JsonObject() })).Type);
    }

    [Theory]
    [InlineData("no-such-bucket", "photo.jpg")]
    [InlineData("bucket", "no-such-object.jpg")]
    [InlineData("bucket", "../credentials")]
    [InlineData("..", "credentials")]
    public async Task An_object_that_is_not_there_is_refused(string bucket, string name)
    {
        Directory.CreateDirectory(Path.Combine(server.DataFolder, "buckets", "bucket"));
        var input = new JsonObject
        {
            ["Image"] =
                new JsonObject { ["S3Object"] = new JsonObject { ["Bucket"] = bucket, ["Name"] = name } },
        };

        var answer = await Send("DetectFaces", input);

        // A bucket of two characters breaks the contract's length rule before anybody looks for it.
        Assert.Equal(bucket == ".." ? "ValidationException" : "InvalidS3ObjectException", answer.Type);
    }

    [Fact]
    public async Task An_object_in_a_bucket_is_read()
    {
        var folder = Directory.CreateDirectory(Path.Combine(server.DataFolder, "buckets", "photos", "2026"));
        await File.WriteAllBytesAsync(
            Path.Combine(folder.FullName, "her.jpg"),
            Pictures.Portrait,
            TestContext.Current.CancellationToken);

        var answer = await Send("DetectFaces", new()
        {
            ["Image"] = new JsonObject
            {
                ["S3Object"] = new JsonObject { ["Bucket"] = "photos", ["Name"] = "2026/her.jpg" },
            },
        });

        Assert.Single(answer.Body["FaceDetails"]!.AsArray());
    }

    [Fact]
    public async Task Deep_JSON_is_refused()
    {
        var deep = Encoding.ASCII.GetBytes(new string('[', 100_000) + new string(']', 100_000));
        Assert.Equal("SerializationException", (await raw.Send("RekognitionService.DetectFaces", deep)).Type);

        var nested = string.Concat(Enumerable.Repeat("{\"Image\":", 5_000)) + "1" + new string('}', 5_000);
        Assert.Equal(
            "SerializationException",
            (await raw.Send("RekognitionService.DetectFaces", Encoding.ASCII.GetBytes(nested))).Type);
    }

    private Task<RawAnswer> Detect(byte[] picture) => Detect(raw, picture);

    private static Task<RawAnswer> Detect(RawRequests to, byte[] picture)
        => Send(to, "DetectFaces", new() { ["Image"] = Pictures.Image(picture) });

    private Task<RawAnswer> Send(string operation, JsonObject input) => Send(raw, operation, input);

    private static Task<RawAnswer> Send(RawRequests to, string operation, JsonObject input)
        => to.Send($"RekognitionService.{operation}", Encoding.UTF8.GetBytes(input.ToJsonString()));

    /// <summary>A correct PNG of one colour: large in pixels, small in bytes.</summary>
    private static byte[] PngBomb(int edgePixels)
    {
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n\u001a\n"u8]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, edgePixels);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), edgePixels);
        header[8] = 8; // Bits a sample; colour type, compression, filter and interlace stay 0: grey.
        Chunk(png, "IHDR", header);

        using var pixels = new MemoryStream();
        using (var packed = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[edgePixels + 1];
            for (var y = 0; y < edgePixels; y++)
            {
                packed.Write(row);
            }
        }

        Chunk(png, "IDAT", pixels.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        png.Write(number);
    }
}

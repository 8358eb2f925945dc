using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;

namespace Beholden.Bench;

/// <summary>The calls of a day, mixed: pictures of four sizes, one call in fifty with a broken one.</summary>
internal sealed class SoakCalls(ApiClient client)
{
    private const string Collection = "soak";

    // Reached within minutes; from then on each addition is followed by a deletion.
    private const int FacesMax = 500;

    private static readonly (int Width, int Height)[] Sizes =
        [(250, 250), (640, 480), (1280, 960), (1920, 1080)];

    private readonly byte[][] pictures =
    [
        .. Sizes.Select(size => BenchPictures.Jpeg(size.Width, size.Height)),
    ];

    private readonly List<string> kept = [];
    private readonly ConcurrentQueue<string> passing = new();

    public async Task Prepare()
    {
        await Call("CreateCollection", []);
        foreach (var picture in pictures)
        {
            kept.AddRange(await Index(picture));
        }
    }

    /// <summary>One call, drawn from the mix.</summary>
    /// <exception cref="ApiRefusal">Turned away, or an answer that this call must not get.</exception>
    public async Task One(Random random)
    {
        var picture = pictures[random.Next(pictures.Length)];
        await (random.Next(100) switch
        {
            < 40 => Call("DetectFaces", new() { ["Image"] = BenchPictures.Image(picture) }),
            < 50 => Call("DetectFaces", new()
            {
                ["Image"] = BenchPictures.Image(picture),
                ["Attributes"] = new JsonArray("ALL"),
            }),
            < 60 => Call("CompareFaces", new()
            {
                ["SourceImage"] = BenchPictures.Image(pictures[0]),
                ["TargetImage"] = BenchPictures.Image(picture),
            }),
            < 75 => Call("SearchFacesByImage", new() { ["Image"] = BenchPictures.Image(picture) }),
            < 83 => Call("SearchFaces", new() { ["FaceId"] = kept[random.Next(kept.Count)] }),
            < 93 => IndexPassing(Unique(picture, random)),
            < 98 => Call("ListFaces", new() { ["MaxResults"] = 100 }),
            _ => Broken(picture),
        });
    }

    private async Task IndexPassing(byte[] picture)
    {
        foreach (var faceId in await Index(picture))
        {
            passing.Enqueue(faceId);
        }

        while (passing.Count > FacesMax && passing.TryDequeue(out var oldest))
        {
            await Call("DeleteFaces", new() { ["FaceIds"] = new JsonArray(oldest) });
        }
    }

    private async Task<IEnumerable<string>> Index(byte[] picture)
    {
        var answer = await Call("IndexFaces", new() { ["Image"] = BenchPictures.Image(picture) });
        return answer["FaceRecords"]!.AsArray().Select(record => (string)record!["Face"]!["FaceId"]!);
    }

    private async Task Broken(byte[] picture)
    {
        try
        {
            var half = BenchPictures.Image(picture[..(picture.Length / 2)]);
            await Call("DetectFaces", new() { ["Image"] = half });
        }
        catch (ApiRefusal refusal) when (refusal.Code == "InvalidImageFormatException")
        {
            return;
        }

        throw new InvalidOperationException("A broken picture was answered.");
    }

    private Task<JsonObject> Call(string operation, JsonObject input)
    {
        if (operation is not ("DetectFaces" or "CompareFaces"))
        {
            input["CollectionId"] = Collection;
        }

        return client.Call(operation, input, CancellationToken.None);
    }

    /// <summary>The same picture under another digest: a JPEG comment follows the start marker.</summary>
    private static byte[] Unique(byte[] jpeg, Random random)
    {
        var note = new byte[8];
        random.NextBytes(note);
        return [.. jpeg[..2], 0xFF, 0xFE, 0, (byte)(note.Length + 2), .. note, .. jpeg[2..]];
    }
}

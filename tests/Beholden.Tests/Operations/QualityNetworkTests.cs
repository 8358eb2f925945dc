using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Commands.Eval;
using Beholden.Tests.Support;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Tests.Operations;

/// <summary>A server that judges faces by a quality network of a user's.</summary>
public sealed class QualityNetworkTests : IDisposable
{
    // Enough for the network to see, and not for the bar of sharpness.
    private const float BlurPixels = 1;

    private readonly WeightsCopy weights = new(isFilled: true);
    private readonly TemporaryFolder data = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string CardPath => Path.Combine(weights.Folder, "mine.quality.json");

    public void Dispose()
    {
        weights.Dispose();
        data.Dispose();
    }

    [Fact]
    public async Task Its_score_is_read_on_the_crop_that_is_embedded()
    {
        await AddNorm();
        using var room = Measured();
        var (image, face) = await See(room, Pictures.Portrait);

        var crop = FaceCrops.ByFivePoints(image, face);
        using var embedder = Sessions.Open(WeightsCopy.Packaged("fr_feature.onnx"));
        var pixels = MobileFaceNetEmbedder.Input(crop, ColourOrder.Bgr);
        using var tensor = Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(
            pixels, [1, 3, 112, 112]);
        using var run = new Microsoft.ML.OnnxRuntime.RunOptions();
        using var results = embedder.Run(run, embedder.InputNames, [tensor], embedder.OutputNames);
        var length = Math.Sqrt(results[0].GetTensorDataAsSpan<float>().ToArray().Sum(v => (double)v * v));

        Assert.Equal(length, room.Quality!.Network.Score(image, face), length / 10_000);
    }

    [Fact]
    public async Task It_drops_a_face_that_the_packaged_score_lets_pass_and_none_keeps_it()
    {
        await AddNorm();
        var blurred = Blurred();
        await using (var packaged = await Start(new()))
        {
            using var client = Client(packaged);
            Assert.Empty((await Index(client, "before", blurred, "HIGH")).Reasons);
        }

        await WriteCard(blurred);
        await using var host = await Start(new() { QualityId = "mine" });
        using var judged = Client(host);
        Assert.Equal((1, []), await Index(judged, "sharp", Pictures.Portrait, "HIGH"));
        Assert.Equal((1, []), await Index(judged, "kept", blurred, "NONE"));
        Assert.Equal((1, []), await Index(judged, "medium", blurred, "MEDIUM"));
        var (kept, reasons) = await Index(judged, "dropped", blurred, "HIGH");
        Assert.Equal((0, "LOW_FACE_QUALITY"), (kept, Assert.Single(reasons)));

        await RequireSearchesJudge(judged, blurred);
    }

    private static async Task RequireSearchesJudge(ApiClient client, byte[] blurred)
    {
        var byImage = new JsonObject
        {
            ["CollectionId"] = "sharp",
            ["Image"] = Pictures.Image(blurred),
            ["QualityFilter"] = "HIGH",
        };
        var users = await client.Call("SearchUsersByImage", (JsonObject)byImage.DeepClone(), Cancelled);
        Assert.Equal(
            "LOW_FACE_QUALITY",
            (string?)Assert.Single(users["UnsearchedFaces"]!.AsArray())!["Reasons"]!.AsArray().Single());
        var refused = await Assert.ThrowsAsync<ApiRefusal>(
            () => client.Call("SearchFacesByImage", (JsonObject)byImage.DeepClone(), Cancelled));
        Assert.Contains("no faces in the image", refused.Message, StringComparison.Ordinal);
        var compared = await Assert.ThrowsAsync<ApiRefusal>(() => client.Call("CompareFaces", new()
        {
            ["SourceImage"] = Pictures.Image(Pictures.Portrait),
            ["TargetImage"] = Pictures.Image(blurred),
            ["QualityFilter"] = "HIGH",
        }, Cancelled));
        Assert.Equal("InvalidParameterException", compared.Code);

        byImage["QualityFilter"] = "NONE";
        var found = await client.Call("SearchFacesByImage", byImage, Cancelled);
        Assert.Single(found["FaceMatches"]!.AsArray());
    }

    [Fact]
    public async Task No_server_starts_without_its_card_or_with_a_wrong_one()
    {
        await AddNorm();
        await weights.Add(weights.Another("fr_detect.onnx", "finder.onnx"), "--licence", "MIT");
        CommandLine.RequireSentence(
            await Serve("--quality", "mine"), "beholden eval quality DIR --quality mine");
        CommandLine.RequireSentence(await Serve("--quality", "absent"), "There is no quality network absent");
        CommandLine.RequireSentence(await Serve("--quality", "finder"), "is no quality network");
        CommandLine.RequireSentence(await Serve("--detector", "mine"), "is no detector");

        await WriteCard(Blurred());
        var sound = await File.ReadAllTextAsync(CardPath, Cancelled);
        (string Sound, string Wrong, string Part)[] changes =
        [
            ("ediffiqa/", "ediffiqa/0", "The quality card is of ediffiqa/0"),
            ("\"version\": 1", "\"version\": 2", "is of version 1 only"),
            ("\"faces\": 100", "\"faces\": 0", "is of version 1 only"),
            ("\"correlation\": 0.5", "\"correlation\": -0.5", "is of version 1 only"),
            ("\"auto\": 1", "\"auto\": 1000", "is of version 1 only"),
            ("\"auto\": 0.34", "\"auto\": 0.9", "is of version 1 only"),
            ("\"faces\"", "\"people\"", "is no quality card"),
            ("}", "", "is no quality card"),
        ];
        foreach (var (right, wrong, part) in changes)
        {
            var at = sound.IndexOf(right, StringComparison.Ordinal);
            Assert.True(at >= 0, right);
            await File.WriteAllTextAsync(
                CardPath, sound[..at] + wrong + sound[(at + right.Length)..], Cancelled);
            var refused = await Assert.ThrowsAsync<Failure>(() => Start(new() { QualityId = "mine" }));
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(CardPath, sound, Cancelled);
        await using (var host = await Start(new() { QualityId = "mine" }))
        {
            Assert.NotNull(host.Address);
        }

        var file = Directory.GetFiles(weights.Folder, "mine-*.onnx").Single();
        await File.AppendAllTextAsync(file, "x", Cancelled);
        CommandLine.RequireSentence(await Serve("--quality", "mine"), "than it had when mine was added");
    }

    private Task AddNorm() => weights.Add(
        weights.Written("mine.onnx", NormNetwork.Bytes()), "--licence", "MIT");

    private FaceRoom Measured() => FaceRoom.Open(
        weights.Folder, DetectionPlan.Default, new() { QualityId = "mine", IsQualityMeasured = true });

    private static async Task<(RgbImage Image, FaceSeen Face)> See(FaceRoom room, byte[] picture)
    {
        var image = await room.Pipeline.Decode(picture, Cancelled);
        return (image, Assert.Single(await room.Pipeline.See(image, 10, AttributeSet.None, Cancelled)));
    }

    private static byte[] Blurred()
    {
        var large = Pictures.PortraitAt(1000, 1000, new(0, 0, 1000, 1000));
        return Draw.Jpeg(Worsening.Blurred(Decode.Upright(large), BlurPixels), []);
    }

    /// <summary>A card by which the blurred face misses HIGH alone.</summary>
    private async Task WriteCard(byte[] blurred)
    {
        using var room = Measured();
        var (good, poor) = (await Score(room, Pictures.Portrait), await Score(room, blurred));
        Assert.True(good > poor, $"{good} and {poor}");
        var card = new QualityCard(
            QualityCard.VersionServed, room.Quality!.Contract, "yunet-n", "Made by a test", "None",
            Faces: 100, Correlation: 0.5,
            new(1, 1, 1, (good + poor) / 2), QualityScore.WorseBelow, new(0, 0, 0, 0));
        await File.WriteAllTextAsync(CardPath, card.ToJson(), Cancelled);
    }

    private static async Task<float> Score(FaceRoom room, byte[] picture)
    {
        var (image, face) = await See(room, picture);
        return room.Quality!.Network.Score(image, face);
    }

    private static async Task<(int Kept, string[] Reasons)> Index(
        ApiClient client, string collection, byte[] picture, string filter)
    {
        await client.Call("CreateCollection", new() { ["CollectionId"] = collection }, Cancelled);
        var answer = await client.Call("IndexFaces", new()
        {
            ["CollectionId"] = collection,
            ["Image"] = Pictures.Image(picture),
            ["QualityFilter"] = filter,
        }, Cancelled);
        return (
            answer["FaceRecords"]!.AsArray().Count,
            [.. answer["UnindexedFaces"]!.AsArray().SelectMany(face => face!["Reasons"]!.AsArray())
                .Select(reason => (string)reason!)]);
    }

    private Task<ServerHost> Start(FaceNetworks networks) => weights.Start(data.Path, networks);

    private static ApiClient Client(ServerHost host) => WeightsCopy.Client(host);

    private Task<Setup.Ended> Serve(params string[] options) => weights.Serve(data.Path, options);
}

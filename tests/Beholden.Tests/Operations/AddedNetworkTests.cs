using System.Net;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Operations;
using Beholden.Tests.Support;
using Beholden.Vision.Faces;

namespace Beholden.Tests.Operations;

/// <summary>A server that detects or embeds by a network of a user's.</summary>
public sealed class AddedNetworkTests : IDisposable
{
    private readonly WeightsCopy weights = new(isFilled: true);
    private readonly TemporaryFolder data = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        weights.Dispose();
        data.Dispose();
    }

    [Fact]
    public async Task An_added_detector_finds_faces_and_an_altered_one_stops_the_start()
    {
        await weights.Add(weights.Another("fr_detect.onnx", "mine.onnx"), "--licence", "MIT");
        await using (var host = await Start(new() { DetectorId = "mine" }))
        {
            using var client = Client(host);
            var answer = await client.Call(
                "DetectFaces", new() { ["Image"] = Pictures.Image(Pictures.Portrait) }, Cancelled);
            Assert.Single(answer["FaceDetails"]!.AsArray());
        }

        var file = Directory.GetFiles(weights.Folder, "mine-*.onnx").Single();
        await File.AppendAllTextAsync(file, "x", Cancelled);
        var refused = await Assert.ThrowsAsync<Failure>(() => Start(new() { DetectorId = "mine" }));
        Assert.Contains("than it had when mine was added", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_with_what_is_absent_of_another_kind_or_not_licensed_is_one_sentence()
    {
        await weights.Add(
            weights.Another("fr_feature.onnx", "mine.onnx"), "--layout", "arcface-bgr",
            "--licence", "CC-BY-NC-4.0");

        CommandLine.RequireSentence(await Serve("--detector", "absent"), "There is no detector absent");
        CommandLine.RequireSentence(await Serve("--embedder", "../mine"), "There is no embedder ../mine");
        CommandLine.RequireSentence(await Serve("--detector", "mine", "--use", "research"), "is no detector");
        CommandLine.RequireSentence(await Serve("--embedder", "mine"), "--use research");
        var wrong = await Serve("--load-models", "never");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("must be start or first-use", wrong.Error, StringComparison.Ordinal);
        await using var host = await Start(
            new() { EmbedderId = "mine", Use = Beholden.Vision.Models.ModelUse.Research });
        Assert.NotNull(host.Address);
    }

    [Fact]
    public async Task Embeddings_of_two_networks_never_meet()
    {
        var packaged = await Start(new());
        using (var client = Client(packaged))
        {
            await client.Call("CreateCollection", new() { ["CollectionId"] = "before" }, Cancelled);
            await client.Call("CreateUser", OfUser("before"), Cancelled);
            var indexed = await client.Call("IndexFaces", OfImage("before"), Cancelled);
            Assert.Single(indexed["FaceRecords"]!.AsArray());
            Assert.Equal("7.0", (string?)indexed["FaceModelVersion"]);
        }

        await packaged.DisposeAsync();
        await weights.Add(
            weights.Another("fr_feature.onnx", "mine.onnx"), "--layout", "arcface-bgr", "--licence", "MIT");
        await using var host = await Start(new() { EmbedderId = "mine" });
        using var other = Client(host);

        var faceId = Guid.NewGuid().ToString();
        (string Operation, JsonObject Input)[] comparisons =
        [
            ("IndexFaces", OfImage("before")),
            ("SearchFacesByImage", OfImage("before")),
            ("SearchUsersByImage", OfImage("before")),
            ("SearchFaces", new() { ["CollectionId"] = "before", ["FaceId"] = faceId }),
            ("SearchUsers", OfUser("before")),
            ("AssociateFaces", WithFace(OfUser("before"), faceId)),
        ];
        foreach (var (operation, input) in comparisons)
        {
            var refusal = await Assert.ThrowsAsync<ApiRefusal>(() => other.Call(operation, input, Cancelled));
            Assert.Equal("InvalidParameterException", refusal.Code);
            Assert.Contains("another face model", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Single((await other.Call(
            "ListFaces", new() { ["CollectionId"] = "before" }, Cancelled))["Faces"]!.AsArray());
        await other.Call("CreateCollection", new() { ["CollectionId"] = "after" }, Cancelled);
        var made = await other.Call("IndexFaces", OfImage("after"), Cancelled);
        Assert.Matches(@"^7\.0\.\d+$", (string?)made["FaceModelVersion"]);
        var found = await other.Call("SearchFacesByImage", OfImage("after"), Cancelled);
        Assert.Single(found["FaceMatches"]!.AsArray());
    }

    [Fact]
    public async Task An_embedder_that_nobody_measured_says_so_and_takes_its_own_card_only()
    {
        await weights.Add(
            weights.Another("fr_feature.onnx", "mine.onnx"), "--layout", "arcface-bgr", "--licence", "MIT");
        var contract = "";
        await using (var host = await Start(new() { EmbedderId = "mine" }))
        {
            contract = host.Room<FaceModel>().Contract;
            using var http = new HttpClient();
            var answer = await http.GetAsync(new Uri(host.Address, "/calibration"), Cancelled);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
            Assert.Contains("no calibration", (string?)told["message"], StringComparison.Ordinal);
            Assert.Equal(contract, (string?)told["contract"]);
            Assert.Equal(80, host.Room<Similarity>().Percent(0.6f), 0.001f);
        }

        var path = Path.Combine(weights.Folder, "mine.calibration.json");
        var card = CalibrationCard.Load(CalibrationCard.BesideExecutable);
        await File.WriteAllTextAsync(path, card.ToJson(), Cancelled);
        var refused = await Assert.ThrowsAsync<Failure>(() => Start(new() { EmbedderId = "mine" }));
        Assert.Contains("The calibration card is of", refused.Message, StringComparison.Ordinal);

        var own = card with { Contract = contract };
        await File.WriteAllTextAsync(path, own.ToJson(), Cancelled);
        await using var measured = await Start(new() { EmbedderId = "mine" });
        using var client = new HttpClient();
        Assert.Equal(
            own.ToJson(), await client.GetStringAsync(new Uri(measured.Address, "/calibration"), Cancelled));
    }

    private static JsonObject OfImage(string collection) => new()
    {
        ["CollectionId"] = collection,
        ["Image"] = Pictures.Image(Pictures.Portrait),
    };

    private static JsonObject OfUser(string collection) => new()
    {
        ["CollectionId"] = collection,
        ["UserId"] = "ada",
    };

    private static JsonObject WithFace(JsonObject input, string faceId)
    {
        input["FaceIds"] = new JsonArray(faceId);
        return input;
    }

    private Task<ServerHost> Start(FaceNetworks networks) => weights.Start(data.Path, networks);

    private static ApiClient Client(ServerHost host) => WeightsCopy.Client(host);

    private Task<Setup.Ended> Serve(params string[] options) => weights.Serve(data.Path, options);
}

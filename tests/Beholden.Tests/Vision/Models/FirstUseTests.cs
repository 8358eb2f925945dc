using System.Text.Json.Nodes;
using Beholden.Tests.Support;
using Beholden.Vision.Models;

namespace Beholden.Tests.Vision.Models;

/// <summary>Networks that are loaded by their first use.</summary>
public sealed class FirstUseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static string Weights => Path.Combine(TestFolders.RequireWeights(), "fr_eye.onnx");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Many_first_users_open_it_once()
    {
        var file = Weights;
        var opened = 0;
        using var network = new NetworkSession(
            "eye", ModelLoading.FirstUse,
            () =>
            {
                Interlocked.Increment(ref opened);
                return Sessions.Open(new ModelFile("eye", file));
            },
            _ => { });
        Assert.False(network.IsOpen);

        var sessions = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => network.Session)));

        Assert.Equal(1, opened);
        Assert.Single(sessions.Distinct());
    }

    [Fact]
    public void A_failed_first_use_is_tried_again()
    {
        var file = Weights;
        var checks = 0;
        using var network = new NetworkSession(
            "eye", ModelLoading.FirstUse, () => Sessions.Open(new ModelFile("eye", file)),
            _ =>
            {
                if (++checks == 1)
                {
                    throw new InvalidDataException("once");
                }
            });

        Assert.Throws<InvalidDataException>(() => network.Session);
        Assert.False(network.IsOpen);
        Assert.NotNull(network.Session);
        Assert.Equal(2, checks);
    }

    [Fact]
    public void At_the_start_it_is_open_and_after_the_end_it_is_not_opened()
    {
        var file = Weights;
        var open = () => Sessions.Open(new ModelFile("eye", file));
        using (var network = new NetworkSession("eye", ModelLoading.Start, open, _ => { }))
        {
            Assert.True(network.IsOpen);
        }

        var late = new NetworkSession("eye", ModelLoading.FirstUse, open, _ => { });
        late.Dispose();
        Assert.Throws<ObjectDisposedException>(() => late.Session);
    }

    [Fact]
    public void A_file_that_changed_after_the_start_is_not_loaded()
    {
        var path = Path.Combine(folder.Path, "fr_feature.onnx");
        File.Copy(Path.Combine(TestFolders.RequireWeights(), "fr_feature.onnx"), path);
        var catalogue = Catalogue.Load(Catalogue.BesideExecutable);
        var file = catalogue.Require("mobilefacenet-512", folder.Path);
        using var embedder = new MobileFaceNetEmbedder(file with { Loading = ModelLoading.FirstUse });
        var crop = new byte[112 * 112 * 3];
        crop.AsSpan(0, crop.Length / 2).Fill(200);

        File.AppendAllText(path, "x");
        var refused = Assert.Throws<InvalidDataException>(() => embedder.Embed(crop));
        Assert.Contains("was altered after the start", refused.Message, StringComparison.Ordinal);

        File.Copy(Path.Combine(TestFolders.Weights, "fr_feature.onnx"), path, overwrite: true);
        Assert.Equal(1, embedder.Embed(crop).Unit.ToArray().Sum(value => value * value), 0.001f);
    }

    [Fact]
    public async Task A_server_that_loads_on_first_use_answers_as_one_that_loads_at_start()
    {
        var weights = TestFolders.RequireWeights();
        using var ready = await ServerProcess.Start(Path.Combine(folder.Path, "a"), weights);
        using var lazy = await ServerProcess.Start(
            Path.Combine(folder.Path, "b"), weights, "--load-models", "first-use");
        Assert.True(lazy.MemoryMb() < ready.MemoryMb(), $"{lazy.MemoryMb()} against {ready.MemoryMb()} MB");

        using var gone = new CancellationTokenSource();
        using var first = lazy.Client();
        var abandoned = first.Call("DetectFaces", Everything(), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => Detect(i == 0 ? ready : lazy)));
        Assert.All(answers, answer => Assert.Equal(answers[0].ToJsonString(), answer.ToJsonString()));
        Assert.Single(answers[0]["FaceDetails"]!.AsArray());
    }

    private static JsonObject Everything() => new()
    {
        ["Image"] = Pictures.Image(Pictures.Portrait),
        ["Attributes"] = new JsonArray("ALL"),
    };

    private static async Task<JsonObject> Detect(ServerProcess server)
    {
        using var client = server.Client();
        return await client.Call("DetectFaces", Everything(), TestContext.Current.CancellationToken);
    }
}

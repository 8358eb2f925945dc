using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Bench;

/// <summary>
/// DetectFaces over HTTP, default attributes, one JPEG again and again: one client, then eight.
/// </summary>
internal static class DetectHttp
{
    private const int WarmUps = 10, Calls = 200, CallsOfPhoto = 40, ClientsMany = 8;

    /// <summary>One face in a picture of 640×480.</summary>
    public static Task<Figures> Small() => Run(BenchPictures.Jpeg(640, 480), faces: 1, Calls);

    /// <summary>A photo with a camera's number of pixels.</summary>
    public static Task<Figures> Photo(int width, int height, int across, bool isClose = false) => Run(
        BenchPictures.Photo(width, height, across, isClose),
        across * Math.Max(1, height / (width / across)),
        CallsOfPhoto);

    private static async Task<Figures> Run(byte[] picture, int faces, int calls)
    {
        var data = BenchFolders.Temporary();
        try
        {
            using var server = await ServerProcess.Start(data.FullName, BenchFolders.Weights);
            using var client = server.Client();
            var input = new JsonObject { ["Image"] = BenchPictures.Image(picture) };
            await Calling(client, input, faces, WarmUps);

            var processorMs = server.ProcessorMs();
            var times = await Calling(client, input, faces, calls);
            processorMs = server.ProcessorMs() - processorMs;
            var perSecondMany = await ManyClients(server, input, faces, calls / 4);
            return new(times, 1000 * times.Count / times.Sum(), server.PeakMb())
            {
                More = [new("processorMsPerCall", processorMs / calls), new("perSecond8", perSecondMany)],
            };
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <returns>Milliseconds of each call, one after the other.</returns>
    private static async Task<List<double>> Calling(ApiClient client, JsonObject input, int faces, int calls)
    {
        var times = new List<double>();
        for (var call = 0; call < calls; call++)
        {
            var watch = Stopwatch.StartNew();
            var answer = await client.Call("DetectFaces", input, CancellationToken.None);
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (answer["FaceDetails"]!.AsArray().Count != faces)
            {
                throw new InvalidOperationException($"The picture should show {faces}.");
            }
        }

        return times;
    }

    /// <returns>Answers a second of all clients together.</returns>
    private static async Task<double> ManyClients(
        ServerProcess server, JsonObject input, int faces, int calls)
    {
        var clients = Enumerable.Range(0, ClientsMany).Select(_ => server.Client()).ToList();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(clients.Select(client => Calling(client, input, faces, calls)));
        var perSecond = ClientsMany * calls / watch.Elapsed.TotalSeconds;
        clients.ForEach(client => client.Dispose());
        return perSecond;
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Bench;

/// <summary>
/// DetectFaces over HTTP, default attributes, a 640×480 JPEG with one face: one client, then eight.
/// </summary>
internal static class DetectHttp
{
    private const int WarmUps = 20, Calls = 200, ClientsMany = 8, CallsOfEach = 60;

    public static async Task<Figures> Run()
    {
        var data = BenchFolders.Temporary();
        try
        {
            using var server = await ServerProcess.Start(data.FullName, BenchFolders.Weights);
            using var client = server.Client();
            var input = new JsonObject { ["Image"] = BenchPictures.Image(BenchPictures.Jpeg(640, 480)) };
            await Calling(client, input, WarmUps);

            var processorMs = server.ProcessorMs();
            var times = await Calling(client, input, Calls);
            processorMs = server.ProcessorMs() - processorMs;
            var perSecondMany = await ManyClients(server, input);
            return new(times, 1000 * times.Count / times.Sum(), server.PeakMb())
            {
                More = [new("processorMsPerCall", processorMs / Calls), new("perSecond8", perSecondMany)],
            };
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <returns>Milliseconds of each call, one after the other.</returns>
    private static async Task<List<double>> Calling(ApiClient client, JsonObject input, int calls)
    {
        var times = new List<double>();
        for (var call = 0; call < calls; call++)
        {
            var watch = Stopwatch.StartNew();
            var answer = await client.Call("DetectFaces", input, CancellationToken.None);
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (answer["FaceDetails"]!.AsArray().Count != 1)
            {
                throw new InvalidOperationException("The picture should show one face.");
            }
        }

        return times;
    }

    /// <returns>Answers a second of all clients together.</returns>
    private static async Task<double> ManyClients(ServerProcess server, JsonObject input)
    {
        var clients = Enumerable.Range(0, ClientsMany).Select(_ => server.Client()).ToList();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(clients.Select(client => Calling(client, input, CallsOfEach)));
        var perSecond = ClientsMany * CallsOfEach / watch.Elapsed.TotalSeconds;
        clients.ForEach(client => client.Dispose());
        return perSecond;
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Tests.Support;

namespace Beholden.Bench;

/// <summary>
/// From the start of the process to its ready line, on a folder that exists; then one DetectFaces call.
/// </summary>
internal static class StartServer
{
    private const int Starts = 10;

    /// <param name="loading">As <c>--load-models</c> takes it.</param>
    public static async Task<Figures> Run(string loading)
    {
        var data = BenchFolders.Temporary();
        try
        {
            List<double> startsMs = [], memoryMb = [], firstCallsMs = [], memoryAfterMb = [];
            var peakMb = 0.0;
            var input = new JsonObject { ["Image"] = BenchPictures.Image(BenchPictures.Jpeg(640, 480)) };
            for (var i = 0; i <= Starts; i++)
            {
                var watch = Stopwatch.StartNew();
                using var server = await ServerProcess.Start(
                    data.FullName, BenchFolders.Weights, "--load-models", loading);
                var startMs = watch.Elapsed.TotalMilliseconds;
                if (i == 0)
                {
                    continue; // Made the folder.
                }

                startsMs.Add(startMs);
                memoryMb.Add(server.MemoryMb());
                using var client = server.Client();
                watch.Restart();
                await client.Call("DetectFaces", input, CancellationToken.None);
                firstCallsMs.Add(watch.Elapsed.TotalMilliseconds);
                memoryAfterMb.Add(server.MemoryMb());
                peakMb = Math.Max(peakMb, server.PeakMb());
            }

            return new(startsMs, 1000 * Starts / startsMs.Sum(), peakMb)
            {
                More =
                [
                    new("memoryAtReadyMb", Median(memoryMb)),
                    new("firstCallMs", Median(firstCallsMs)),
                    new("memoryAfterCallMb", Median(memoryAfterMb)),
                ],
            };
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

using System.Text.Json.Nodes;
using Beholden.Tests.Support;

namespace Beholden.Bench;

/// <summary><c>beholden index</c> on LFW's images, 250×250 pixels, into a new collection.</summary>
internal static class IndexFolder
{
    public static async Task<Figures> Run()
    {
        var folder = BenchFolders.Lfw();
        var data = BenchFolders.Temporary();
        try
        {
            var peakMb = 0.0;
            var (exitCode, output) = await ServerProcess.RunVerb(
                [
                    "index", folder, "--collection", "bench", "--json",
                    "--data", data.FullName, "--weights", BenchFolders.Weights,
                ],
                process => peakMb = Math.Max(peakMb, process.HasExited ? 0 : ServerProcess.PeakMb(process)));
            var told = JsonNode.Parse(output)!;
            if (exitCode != 0 || (int)told["images"]! == 0)
            {
                throw new InvalidOperationException($"beholden index ended with {exitCode}: {output}");
            }

            // One run has no calls to time; what a picture costs on average stands in for each.
            var perSecond = (double)told["imagesPerSecond"]!;
            return new([1000 / perSecond], perSecond, peakMb);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}

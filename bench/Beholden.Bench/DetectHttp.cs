using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Tests.Support;
using SkiaSharp;

namespace Beholden.Bench;

/// <summary>DetectFaces over HTTP, default attributes, a 640×480 JPEG with one face, one client.</summary>
internal static class DetectHttp
{
    private const int WarmUps = 20, Calls = 200, JpegQuality = 90;

    public static async Task<Figures> Run()
    {
        var data = BenchFolders.Temporary();
        try
        {
            using var server = await ServerProcess.Start(data.FullName, BenchFolders.Weights);
            using var client = server.Client();
            var input = new JsonObject
            {
                ["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(Picture()) },
            };
            var times = new List<double>();
            for (var call = 0; call < WarmUps + Calls; call++)
            {
                var watch = Stopwatch.StartNew();
                var answer = await client.Call("DetectFaces", input, CancellationToken.None);
                if (call >= WarmUps)
                {
                    times.Add(watch.Elapsed.TotalMilliseconds);
                }

                if (answer["FaceDetails"]!.AsArray().Count != 1)
                {
                    throw new InvalidOperationException("The picture should show one face.");
                }
            }

            return new(times, 1000 * times.Count / times.Sum(), server.PeakMb());
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>The portrait, 480 pixels high, in the middle of a grey 640×480 picture.</summary>
    private static byte[] Picture()
    {
        using var portrait = SKBitmap.Decode(BenchFolders.Portrait);
        using var surface = SKSurface.Create(new SKImageInfo(640, 480));
        surface.Canvas.Clear(SKColors.Gray);
        using var picture = SKImage.FromBitmap(portrait);
        surface.Canvas.DrawImage(
            picture, new SKRect(80, 0, 560, 480), new SKSamplingOptions(SKFilterMode.Linear));
        using var drawn = surface.Snapshot();
        return drawn.Encode(SKEncodedImageFormat.Jpeg, JpegQuality).ToArray();
    }
}

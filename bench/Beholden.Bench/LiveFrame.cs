using System.Diagnostics;
using Beholden.Server;
using Beholden.Vision.Detection;
using Beholden.Vision.Images;

namespace Beholden.Bench;

/// <summary>The looks at one frame of a live stream, 640 by 480 pixels with a face, over all turns.</summary>
internal static class LiveFrame
{
    private const int Rounds = 15, Turns = 7;

    public static Figures Run()
    {
        using var room = FaceRoom.Open(BenchFolders.Weights, DetectionPlan.Fast, new());
        var finder = new FaceFinder(room.Finder.Detector, DetectionPlan.Fast, threads: 1);
        var image = Decode.Upright(BenchPictures.Jpeg(640, 480));
        var (times, upright) = (new List<double>(), new List<double>());
        for (var frame = 0; frame < Turns * Rounds; frame++)
        {
            var begun = Stopwatch.GetTimestamp();
            var found = finder.FindInFrame(image, frame, finder.Detector.SecondScoreMin, default);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            if (found.Count == 0)
            {
                throw new InvalidOperationException("The face was not found.");
            }

            begun = Stopwatch.GetTimestamp();
            finder.Find(image, finder.Detector.SecondScoreMin, default);
            upright.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        times = times[Turns..];
        return new(times, 1000 / times.Average(), 0)
        {
            More = [new("uprightMs", upright[Turns..].Order().ElementAt(upright.Count / 2))],
        };
    }
}

using System.Diagnostics;
using System.Text.Json;
using Beholden.Server;
using Beholden.Vision.Detection;
using Beholden.Vision.Images;

namespace Beholden.Bench.Peers;

/// <summary>Our own part of the comparison, in a process of its own like the others'.</summary>
internal static class OurFaces
{
    private const float ScoreFloor = 0.05f;
    private const int WarmUpPhotos = 3;

    /// <param name="detectorId">As <see cref="FaceRoom.YuNet"/>.</param>
    /// <param name="planName">As a <see cref="DetectionPlan"/> calls itself.</param>
    public static async Task<int> Run(
        string listPath, string outPath, string detectorId, string planName)
    {
        var plan = DetectionPlan.All.Single(one => one.Name == planName);
        using var room = FaceRoom.Open(BenchFolders.Weights, plan, new() { DetectorId = detectorId });
        var photos = JsonSerializer.Deserialize<List<PeerPhoto>>(
            await File.ReadAllTextAsync(listPath), JsonSerializerOptions.Web)!;
        var answers = new List<PeerAnswer>();
        foreach (var photo in photos.Take(WarmUpPhotos).Concat(photos))
        {
            var image = Decode.Upright(await File.ReadAllBytesAsync(photo.Path));
            var start = Stopwatch.GetTimestamp();
            var faces = room.Finder.Find(image, CancellationToken.None);
            var durationMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var candidates = room.Finder.Find(image, ScoreFloor, CancellationToken.None);
            answers.Add(new(
                photo.Name, durationMs,
                [.. faces.Select(PeerFace.From)], [.. candidates.Select(PeerFace.From)]));
        }

        var version = typeof(FaceRoom).Assembly.GetName().Version!.ToString(3);
        var name = $"Beholden {detectorId} {planName}";
        await new PeerFile(name, version, "ONNX Runtime", answers[WarmUpPhotos..]).Write(outPath);
        return 0;
    }
}

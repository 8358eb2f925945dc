using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Server.Commands.Eval;
using Beholden.Tests.Support;

namespace Beholden.Bench.Peers;

/// <summary>
/// The same photos for our detectors and other people's, one after the other in one run, one thread each:
/// faces found, wrong answers, time and memory, judged by one judge.
/// </summary>
internal static class PeerFaces
{
    private const string Measurement = "faces";
    private const float HeightMin = 20;

    private sealed record Participant(
        string Program, IReadOnlyList<string> Before, IReadOnlyList<string> After);

    /// <param name="write">Also write the committed measurement that the page is made of.</param>
    public static async Task<int> Run(bool json, bool write)
    {
        var wider = BenchFolders.Wider();
        var truth = WiderTruth.Read(Path.Combine(wider, "wider_dev_gt.txt"));
        var scratch = BenchFolders.Temporary();
        try
        {
            var list = Path.Combine(scratch.FullName, "photos.json");
            await File.WriteAllTextAsync(list, JsonSerializer.Serialize(
                truth.Select(one => new PeerPhoto(one.Name, Path.Combine(wider, "images", one.Name))),
                JsonSerializerOptions.Web));
            var rows = new JsonArray();
            foreach (var participant in Participants())
            {
                var answers = Path.Combine(scratch.FullName, "answers.json");
                var peakMb = await Ask(participant, list, answers);
                rows.Add(Row(truth, await PeerFile.Read(answers), peakMb, json));
            }

            await Tell(Figures(truth, rows), json, write);
            return 0;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static IEnumerable<Participant> Participants()
    {
        var peers = Path.Combine(BenchFolders.Checkout, "bench", "peers");
        string Script(string name) => Path.Combine(peers, name);
        yield return new(Environment.ProcessPath!, ["our-faces"], [FaceRoom.YuNet, "default"]);
        yield return new(Environment.ProcessPath!, ["our-faces"], [FaceRoom.YuNet, "fast"]);
        yield return new(Environment.ProcessPath!, ["our-faces"], [FaceRoom.Rfb, "default"]);
        yield return new("node", [Script("face_api.mjs")], ["ssd"]);
        yield return new("node", [Script("face_api.mjs")], ["tiny"]);
        yield return new("node", [Script("human.mjs")], []);
        yield return new("/usr/bin/python3", [Script("opencv_cascades.py")], ["haar"]);
        yield return new("/usr/bin/python3", [Script("opencv_cascades.py")], ["lbp"]);
    }

    /// <returns>The most memory the process held, in MB.</returns>
    private static async Task<double> Ask(Participant participant, string list, string answers)
    {
        File.Delete(answers);
        using var process = Process.Start(
            participant.Program, [.. participant.Before, list, answers, .. participant.After]);
        var peakMb = 0.0;
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!process.HasExited)
        {
            peakMb = Math.Max(peakMb, ServerProcess.PeakMb(process));
            await look.WaitForNextTickAsync();
        }

        return process.ExitCode == 0 ? peakMb : throw new MissingDataException(
            $"{participant.Program} {string.Join(' ', participant.Before)} ended with {process.ExitCode}.");
    }

    private static JsonObject Row(
        IReadOnlyList<WiderImage> truth, PeerFile peer, double peakMb, bool json)
    {
        var usual = truth.Zip(peer.Photos, (one, answer) => Judged(one, answer, answer.Faces)).ToList();
        var all = truth.Zip(peer.Photos, (one, answer) => Judged(one, answer, answer.Candidates)).ToList();
        var (precision, recall) = DetectionScore.At(usual, HeightMin, scoreMin: float.MinValue);
        var times = peer.Photos.Select(answer => answer.DurationMs).Order().ToList();
        var row = new JsonObject
        {
            ["name"] = peer.Name,
            ["version"] = peer.Version,
            ["backEnd"] = peer.BackEnd,
            ["threads"] = 1,
            ["p50Ms"] = Math.Round(times[times.Count / 2], 1),
            ["p25Ms"] = Math.Round(times[times.Count / 4], 1),
            ["p75Ms"] = Math.Round(times[times.Count * 3 / 4], 1),
            ["peakMb"] = Math.Round(peakMb),
            ["recall20px"] = Math.Round(recall, 4),
            ["precision20px"] = Math.Round(precision, 4),
            ["ap50px"] = Math.Round(DetectionScore.AveragePrecision(all, 50), 4),
            ["ap30px"] = Math.Round(DetectionScore.AveragePrecision(all, 30), 4),
            ["ap10px"] = Math.Round(DetectionScore.AveragePrecision(all, 10), 4),
        };
        if (!json)
        {
            Console.WriteLine(string.Join("  ", row.Select(one => $"{one.Key} {one.Value}")));
        }

        return row;
    }

    private static (WiderImage, IReadOnlyList<Vision.Models.FoundFace>) Judged(
        WiderImage truth, PeerAnswer answer, IReadOnlyList<PeerFace> faces) =>
        truth.Name == answer.Name
            ? (truth, [.. faces.Select(face => face.Found)])
            : throw new InvalidDataException($"Expected {truth.Name}, got {answer.Name}.");

    private static JsonObject Figures(IReadOnlyList<WiderImage> truth, JsonArray rows) => new()
    {
        ["photos"] = truth.Count,
        ["faces20px"] = truth.Sum(one => one.Faces.Count(f => !f.Invalid && f.Box.Height >= HeightMin)),
        ["processor"] = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
            .Split(':')[1].Trim() ?? "unknown",
        ["systems"] = rows,
    };

    private static async Task Tell(JsonObject figures, bool json, bool write)
    {
        if (json)
        {
            Console.WriteLine(figures.ToJsonString());
        }

        if (write)
        {
            var path = Path.Combine(BenchFolders.Checkout, "docs", "measurements", Measurement + ".json");
            await File.WriteAllTextAsync(
                path, figures.ToJsonString(new() { WriteIndented = true }) + "\n");
        }
    }
}

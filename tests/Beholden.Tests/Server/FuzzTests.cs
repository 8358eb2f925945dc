using System.Text;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Tests.Support;

namespace Beholden.Tests.Server;

/// <summary>10,000 broken bodies against a server process of its own, whose memory is watched.</summary>
public sealed class FuzzTests
{
    private const int Bodies = 10_000, WarmUpBodies = 1_500, BodiesAtOnce = 8;
    private const int MoreRoundsMax = 5, MoreBodies = 500;

    // What a warmed-up server's memory moves by from one collection of garbage to the next.
    private const double MovesMbMax = 64;

    private static readonly string[] Known =
    [
        .. FuzzedInputs.Documented,
        "InvalidImageFormatException", "ImageTooLargeException",
    ];

    [Fact]
    public async Task Fuzzed_bodies_get_documented_errors_and_the_memory_comes_back()
    {
        using var data = new TemporaryFolder();
        using var server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights());
        using var raw = new RawRequests(server.Address, OwnerKey.Secret(data.Path));
        await Send(raw, "CreateCollection", new() { ["CollectionId"] = "fuzzed" });
        await Fuzz(raw, WarmUpBodies, seed: 1);
        var beforeMb = server.MemoryMb();

        await Fuzz(raw, Bodies, seed: 2);

        // Garbage goes with one of the next collections; what has leaked stays.
        for (var more = 0; more < MoreRoundsMax && server.MemoryMb() - beforeMb > MovesMbMax; more++)
        {
            await Fuzz(raw, MoreBodies, seed: 3 + more);
        }

        Assert.InRange(server.MemoryMb() - beforeMb, double.MinValue, MovesMbMax);
        var detected = await Send(
            raw, "DetectFaces", new() { ["Image"] = Pictures.Image(Pictures.Portrait) });
        Assert.Single(detected.Body["FaceDetails"]!.AsArray());
    }

    private static Task Fuzz(RawRequests raw, int count, int seed)
    {
        var bodies = FuzzedInputs.Make("fuzzed", count, seed).Select((fuzzed, i) => (fuzzed, i));
        var options = new ParallelOptions { MaxDegreeOfParallelism = BodiesAtOnce };
        return Parallel.ForEachAsync(bodies, options, async (one, _) =>
        {
            var answer = await raw.Send($"RekognitionService.{one.fuzzed.Operation}", one.fuzzed.Body);
            Assert.True(
                answer.Status == 200 || (answer.Status == 400 && Known.Contains(answer.Type)),
                $"body {one.i} of seed {seed}, {one.fuzzed.Operation}: {answer.Status} {answer.Type} "
                + Encoding.UTF8.GetString(one.fuzzed.Body));
        });
    }

    private static Task<RawAnswer> Send(RawRequests raw, string operation, JsonObject input)
        => raw.Send($"RekognitionService.{operation}", Encoding.UTF8.GetBytes(input.ToJsonString()));
}

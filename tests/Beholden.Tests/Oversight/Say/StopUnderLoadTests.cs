using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Say;

/// <summary>The stop switch while searches come and a folder is indexed.</summary>
public sealed class StopUnderLoadTests
{
    private const int SearchesPerSecond = 50, Files = 300;
    private const string Collection = "busy";
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(4), After = TimeSpan.FromSeconds(3);

    private readonly ConcurrentBag<(TimeSpan Ended, int Status)> searches = [];

    [Fact]
    public async Task The_last_identification_is_answered_within_two_seconds_of_a_stop()
    {
        using var data = new TemporaryFolder();
        using var photos = new TemporaryFolder();
        for (var file = 0; file < Files; file++)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(photos.Path, $"{file:d3}.jpg"), Pictures.Portrait,
                TestContext.Current.CancellationToken);
        }

        using var server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights());
        using var calls = new SayCalls(server.Address, OwnerKey.Secret(data.Path));
        await calls.Send("CreateCollection", new() { ["CollectionId"] = Collection });
        var face = (string)(await calls.Send("IndexFaces", new()
        {
            ["CollectionId"] = Collection,
            ["Image"] = Pictures.Image(Pictures.Portrait),
        })).Body["FaceRecords"]![0]!["Face"]!["FaceId"]!;
        var indexing = new CommandLine(data.Path).Run("index", photos.Path, "--collection", Collection);
        var clock = Stopwatch.StartNew();
        var running = Search(calls, face, clock, Before + After);
        await Task.Delay(Before, TestContext.Current.CancellationToken);

        var sent = clock.Elapsed;
        Assert.False(indexing.IsCompleted, "The folder was indexed before the stop: nothing was shown.");
        var stopped = await calls.Send(
            "Beholden.Stop", new() { ["Scope"] = "all", ["Name"] = "", ["Reason"] = "drill" });
        await running;

        Assert.Equal(200, stopped.Status);
        Assert.Contains(searches, one => one.Status == 200 && one.Ended < sent);
        Assert.Contains(searches, one => one.Status == 400 && one.Ended > sent);
        var last = searches.Where(one => one.Status == 200).Max(one => one.Ended) - sent;
        Assert.True(last <= StopMax, $"Candidates came {last.TotalSeconds:F2} s after the stop was sent.");
        Assert.NotEqual(0, (await indexing).Code);
        server.KillNow();
        await EachIntentHasOneEnd(data.Path);
    }

    /// <summary>A search that the stop ended is denied, and not failed besides.</summary>
    private static async Task EachIntentHasOneEnd(string dataFolder)
    {
        var entries = await SayLog.Verified(dataFolder);
        var intents = entries.Where(one => one.Value.Kind == "intent").Select(one => one.Key).ToHashSet();
        var ends = entries.Values.Where(one => one.Of is { } of && intents.Contains(of)).ToList();
        Assert.Equal(intents.Order(), ends.Select(one => one.Of!.Value).Order());
        Assert.Contains(ends, one => one.Kind == "denial");
    }

    /// <summary>So many searches a second, whether the earlier ones were answered or not.</summary>
    private async Task Search(SayCalls calls, string face, Stopwatch clock, TimeSpan total)
    {
        var all = new List<Task>();
        for (var n = 0; clock.Elapsed < total; n++)
        {
            all.Add(One());
            var next = TimeSpan.FromSeconds((n + 1.0) / SearchesPerSecond) - clock.Elapsed;
            await Task.Delay(
                next > TimeSpan.Zero ? next : TimeSpan.Zero, TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(all);

        async Task One()
        {
            var answer = await calls.Send(
                "SearchFaces", new() { ["CollectionId"] = Collection, ["FaceId"] = face });
            searches.Add((clock.Elapsed, answer.Status));
        }
    }
}

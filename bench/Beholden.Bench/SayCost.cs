using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Bench;

/// <summary>
/// What deciding and entering costs: the same calls in turn to a server with a ledger and to one without, so
/// that whatever else the machine does falls on both.
/// </summary>
internal static class SayCost
{
    private const int WarmUps = 10, Detections = 400, Searches = 400, Faces = 20_000;

    // Of the median of the pairs: resampled so often, it no longer moves in its second digit.
    private const int Resamples = 2_000;

    public static async Task<Figures> Run()
    {
        var (with, without) = (BenchFolders.Temporary(), BenchFolders.Temporary());
        try
        {
            await SearchFill.Fill(with.FullName, Faces);
            await SearchFill.Fill(without.FullName, Faces);
            return await Measure(with.FullName, without.FullName);
        }
        finally
        {
            with.Delete(recursive: true);
            without.Delete(recursive: true);
        }
    }

    private static async Task<Figures> Measure(string with, string without)
    {
        using var on = await ServerProcess.Start(with, BenchFolders.Weights);
        using var off = await ServerProcess.Start(without, BenchFolders.Weights, "--ledger", "off");
        using var entered = on.Client();
        using var plain = off.Client();
        var picture = new JsonObject { ["Image"] = BenchPictures.Image(BenchPictures.Jpeg(640, 480)) };
        var detect = await InTurn(entered, plain, "DetectFaces", Detections, _ => picture);
        var search = await InTurn(entered, plain, "SearchFaces", Searches, call => new()
        {
            ["CollectionId"] = SearchFill.Collection,
            ["FaceId"] = SearchFill.FaceId(call, 0),
        });
        var differences = search.On.Zip(search.Off, (one, other) => one - other).ToList();
        var ratios = detect.On.Zip(detect.Off, (one, other) => one / other).ToList();
        var (detectMedians, searchMedians) = (Interval95(ratios), Interval95(differences));
        return new(search.On, 1000 * search.On.Count / search.On.Sum(), on.PeakMb())
        {
            More =
            [
                new("detectP50OnMs", At(detect.On, 0.5)), new("detectP50OffMs", At(detect.Off, 0.5)),
                new("detectCostPercent", 100 * ((At(detect.On, 0.5) / At(detect.Off, 0.5)) - 1)),
                new("detectPairs", Detections), new("detectPairMedianPercent", 100 * (At(ratios, 0.5) - 1)),
                new("detectPairLow95Percent", 100 * (detectMedians.Low - 1)),
                new("detectPairHigh95Percent", 100 * (detectMedians.High - 1)),
                new("detectPairP25Percent", 100 * (At(ratios, 0.25) - 1)),
                new("detectPairP75Percent", 100 * (At(ratios, 0.75) - 1)),
                new("searchP50OnMs", At(search.On, 0.5)), new("searchP50OffMs", At(search.Off, 0.5)),
                new("searchCostMs", At(search.On, 0.5) - At(search.Off, 0.5)),
                new("searchPairMedianMs", At(differences, 0.5)),
                new("searchPairLow95Ms", searchMedians.Low), new("searchPairHigh95Ms", searchMedians.High),
                new("searchPairP25Ms", At(differences, 0.25)), new("searchPairP75Ms", At(differences, 0.75)),
            ],
        };
    }

    /// <summary>Milliseconds of each call; who is first changes from call to call.</summary>
    private static async Task<(List<double> On, List<double> Off)> InTurn(
        ApiClient on, ApiClient off, string operation, int calls, Func<int, JsonObject> input)
    {
        var (timesOn, timesOff) = (new List<double>(), new List<double>());
        for (var call = -WarmUps; call < calls; call++)
        {
            var asked = input(call + WarmUps);
            var isOnFirst = call % 2 == 0;
            var first = await Time(isOnFirst ? on : off, operation, asked);
            var second = await Time(isOnFirst ? off : on, operation, asked);
            if (call >= 0)
            {
                timesOn.Add(isOnFirst ? first : second);
                timesOff.Add(isOnFirst ? second : first);
            }
        }

        return (timesOn, timesOff);
    }

    private static async Task<double> Time(ApiClient client, string operation, JsonObject input)
    {
        var watch = Stopwatch.StartNew();
        await client.Call(operation, input, CancellationToken.None);
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Where the median lies with 95 %: percentiles of medians of resampled pairs.</summary>
    private static (double Low, double High) Interval95(List<double> pairs)
    {
        var random = new Random(1);
        var medians = Enumerable.Range(0, Resamples)
            .Select(_ => At([.. pairs.Select(_ => pairs[random.Next(pairs.Count)])], 0.5)).ToList();
        return (At(medians, 0.025), At(medians, 0.975));
    }

    private static double At(List<double> values, double share) =>
        values.Order().ElementAt((int)(share * (values.Count - 1)));
}

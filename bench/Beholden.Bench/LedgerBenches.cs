using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server.Persons;

namespace Beholden.Bench;

/// <summary>The ledger alone: how fast entries are on the disk, each with a record.</summary>
internal static class LedgerBenches
{
    private const int AppendsTotal = 20_000, AppendsAlone = 2_000, ResultsOfRecord = 10;

    /// <param name="callers">How many append at once.</param>
    /// <param name="isPair">Whether an intent and then an outcome are appended, as a search does.</param>
    public static async Task<Figures> Append(int callers, bool isPair)
    {
        var folder = BenchFolders.Temporary();
        try
        {
            await using var log = await LedgerLog.Open(
                folder.FullName, RandomNumberGenerator.GetBytes(32), TimeProvider.System,
                CancellationToken.None);
            var each = (callers == 1 ? AppendsAlone : AppendsTotal) / callers / (isPair ? 2 : 1);
            await Run(log, callers, each / 10, isPair);
            var whole = Stopwatch.StartNew();
            var times = await Run(log, callers, each, isPair);
            var entries = times.Count * (isPair ? 2 : 1);
            return new Figures([.. times], entries / whole.Elapsed.TotalSeconds, PeakMb());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Looking a person up in the sealed records: the whole log, time after time.</summary>
    public static async Task<Figures> FindPerson()
    {
        const int times = 5;
        var folder = BenchFolders.Temporary();
        try
        {
            await using var log = await LedgerLog.Open(
                folder.FullName, RandomNumberGenerator.GetBytes(32), TimeProvider.System,
                CancellationToken.None);
            await Run(log, callers: 64, AppendsTotal / 64, isPair: true);
            var (records, found) = (new PersonRecords(log), new List<double>());
            var whole = Stopwatch.StartNew();
            for (var n = 0; n < times; n++)
            {
                var watch = Stopwatch.StartNew();
                await records.Find(
                    "us-east-1/staff", new HashSet<string> { $"{Guid.NewGuid()}" }, CancellationToken.None);
                found.Add(watch.Elapsed.TotalMilliseconds);
            }

            return new Figures([.. found], times * log.Size / whole.Elapsed.TotalSeconds, PeakMb());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double PeakMb()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1e6;
    }

    private static async Task<ConcurrentBag<double>> Run(LedgerLog log, int callers, int each, bool isPair)
    {
        var times = new ConcurrentBag<double>();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var n = 0; n < each; n++)
            {
                var watch = Stopwatch.StartNew();
                if (isPair)
                {
                    await log.Append(Entry("intent"), null, CancellationToken.None);
                }

                await log.Append(Entry("outcome"), Record(), CancellationToken.None);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        })));
        return times;
    }

    private static LedgerEntry Entry(string kind) => new()
    {
        Time = TimeProvider.System.GetUtcNow(),
        Kind = kind,
        Operation = "SearchFacesByImage",
        Purpose = "personal",
        Key = "BHAAAAAAAAAAAAAAAAAA",
        Collection = "us-east-1/staff",
        CollectionRoot = new('a', 64),
        CollectionSize = 100_000,
        ModelHash = new('b', 64),
        CalibrationHash = new('c', 64),
        Threshold = "99.0",
        Decision = "allow",
        Rules = ["floor-99", "purpose"],
    };

    private static LedgerRecord Record() => new(new()
    {
        ["answer"] = new JsonObject
        {
            ["FaceMatches"] = new JsonArray([.. Enumerable.Range(0, ResultsOfRecord).Select(
                _ => new JsonObject { ["FaceId"] = $"{Guid.NewGuid()}", ["Similarity"] = "99.5" })]),
        },
    });
}

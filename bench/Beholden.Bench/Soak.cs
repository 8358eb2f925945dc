using System.Collections.Concurrent;
using System.Diagnostics;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Bench;

/// <summary>
/// Mixed calls at twice what the server can do, for minutes on end: it may turn calls away, and nothing else
/// may go wrong. Calls are sent by the clock, whether or not earlier ones were answered.
/// </summary>
internal static class Soak
{
    public const int MinutesDefault = 60;

    private const int ClientsOfMeasure = 8, Overload = 2, Seed = 60;
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    public static async Task<Figures> Run(int minutes)
    {
        var data = BenchFolders.Temporary();
        try
        {
            using var server = await ServerProcess.Start(data.FullName, BenchFolders.Weights);
            using var client = server.Client(triesMax: 1);
            var calls = new SoakCalls(client);
            await calls.Prepare();
            var capacity = await Capacity(calls);
            Console.Error.WriteLine($"Capacity {capacity:F1} calls a second; {Overload} times that is sent.");

            var seen = new Seen();
            var length = TimeSpan.FromMinutes(minutes);
            var watching = Watch(server, seen, length);
            await Send(calls, seen, Overload * capacity, length);
            await watching;
            return seen.Figures(capacity, length, server.PeakMb());
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <returns>Calls a second that the server answers when each client waits for its answer.</returns>
    private static async Task<double> Capacity(SoakCalls calls)
    {
        var answered = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, ClientsOfMeasure).Select(async client =>
        {
            var random = new Random(Seed + client);
            while (watch.Elapsed < Measure)
            {
                await calls.One(random);
                Interlocked.Increment(ref answered);
            }
        }));
        return answered / watch.Elapsed.TotalSeconds;
    }

    private static async Task Send(SoakCalls calls, Seen seen, double perSecond, TimeSpan length)
    {
        var random = new Random(Seed - 1);
        var underWay = new ConcurrentDictionary<Task, bool>();
        var watch = Stopwatch.StartNew();
        var due = TimeSpan.Zero;
        while (watch.Elapsed < length)
        {
            // Independent callers: the pauses between their calls are exponential.
            due += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond);
            if (due > watch.Elapsed)
            {
                await Task.Delay(due - watch.Elapsed);
            }

            var call = seen.Time(calls, random.Next());
            underWay[call] = true;
            _ = call.ContinueWith(done => underWay.TryRemove(done, out _), TaskScheduler.Default);
        }

        await Task.WhenAll(underWay.Keys);
    }

    private static async Task Watch(ServerProcess server, Seen seen, TimeSpan length)
    {
        var watch = Stopwatch.StartNew();
        var told = 0;
        while (watch.Elapsed < length)
        {
            await Task.Delay(LookEvery);
            seen.Memory.Add((watch.Elapsed, server.MemoryMb()));
            if ((int)watch.Elapsed.TotalMinutes > told)
            {
                told = (int)watch.Elapsed.TotalMinutes;
                Console.Error.WriteLine($"Minute {told}: {seen}, {seen.Memory[^1].Mb:F0} MB");
            }
        }
    }

    /// <summary>What has come of the calls so far.</summary>
    private sealed class Seen
    {
        private readonly ConcurrentBag<double> times = [];
        private readonly ConcurrentDictionary<string, int> failures = new();
        private int turnedAway;

        public List<(TimeSpan At, double Mb)> Memory { get; } = [];

        public async Task Time(SoakCalls calls, int seed)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                await calls.One(new Random(seed));
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
            catch (ApiRefusal refusal) when (refusal.Code == "ThrottlingException")
            {
                Interlocked.Increment(ref turnedAway);
            }
            catch (Exception e) when (e is ApiRefusal or HttpRequestException or TaskCanceledException)
            {
                failures.AddOrUpdate(e.Message, 1, (_, before) => before + 1);
            }
        }

        public override string ToString() =>
            $"{times.Count} answered, {turnedAway} turned away, {failures.Values.Sum()} failed"
            + string.Concat(failures.Select(one => $" ({one.Value}: {one.Key})"));

        public Figures Figures(double capacity, TimeSpan length, double peakMb)
        {
            // A short run has nothing to settle; the first sixth stands in for the first minutes.
            var settled = Settling < length / 2 ? Settling : length / 6;
            var window = length / 12;
            var early = Median(Memory.Where(one => one.At >= settled && one.At < settled + window));
            var late = Median(Memory.Where(one => one.At >= length - window));
            return new([.. times], times.Count / length.TotalSeconds, peakMb)
            {
                More =
                [
                    new("minutes", length.TotalMinutes), new("capacityPerSecond", capacity),
                    new("turnedAway", turnedAway), new("failed", failures.Values.Sum()),
                    new("settledMb", early), new("endMb", late),
                    new("growthPercent", 100 * ((late / early) - 1)),
                ],
            };
        }

        private static double Median(IEnumerable<(TimeSpan At, double Mb)> some)
        {
            var sorted = some.Select(one => one.Mb).Order().ToList();
            return sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
        }
    }
}

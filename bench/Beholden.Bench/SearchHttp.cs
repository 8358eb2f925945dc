using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;

namespace Beholden.Bench;

/// <summary>
/// SearchFaces over HTTP in a collection of generated faces, default threshold and maximum: how long a
/// start takes to its first answer, one client, eight clients, and the memory that a face costs.
/// </summary>
internal static class SearchHttp
{
    private const int WarmUps = 20, Calls = 200, ClientsMany = 8, CallsOfEach = 60, Starts = 3, Seed = 1;
    private static readonly TimeSpan SnapshotMax = TimeSpan.FromMinutes(5);

    public static async Task<Figures> Run(int facesTotal)
    {
        var (empty, full) = (BenchFolders.Temporary(), BenchFolders.Temporary());
        try
        {
            var filling = Stopwatch.StartNew();
            await SearchFill.Fill(full.FullName, facesTotal);
            await SearchFill.Fill(empty.FullName, 0);
            Console.Error.WriteLine($"stored {facesTotal} faces in {filling.Elapsed.TotalSeconds:F1} s");
            var firstStart = await Build(full.FullName, facesTotal);
            return await Measure(empty.FullName, full.FullName, facesTotal, firstStart);
        }
        finally
        {
            empty.Delete(recursive: true);
            full.Delete(recursive: true);
        }
    }

    private static async Task<Figures> Measure(string empty, string full, int facesTotal, double firstStart)
    {
        var random = new Random(Seed);
        var (without, with) = (new List<double>(), new List<double>());
        var (starts, startsProcessor) = (new List<double>(), new List<double>());
        for (var start = 1; start < Starts; start++)
        {
            without.Add(await MemoryOfEmpty(empty));
            var watch = Stopwatch.StartNew();
            using var some = await ServerProcess.Start(full, BenchFolders.Weights);
            using var once = some.Client();
            await Calling(once, facesTotal, random, 1);
            starts.Add(watch.Elapsed.TotalSeconds);
            startsProcessor.Add(some.ProcessorMs() / 1000);
            await Calling(once, facesTotal, random, WarmUps + Calls);
            with.Add(some.MemoryMb());
        }

        without.Add(await MemoryOfEmpty(empty));
        var last = Stopwatch.StartNew();
        using var server = await ServerProcess.Start(full, BenchFolders.Weights);
        using var client = server.Client();
        await Calling(client, facesTotal, random, 1);
        starts.Add(last.Elapsed.TotalSeconds);
        startsProcessor.Add(server.ProcessorMs() / 1000);
        await Calling(client, facesTotal, random, WarmUps);
        var processorMs = server.ProcessorMs();
        var times = await Calling(client, facesTotal, random, Calls);
        processorMs = server.ProcessorMs() - processorMs;
        with.Add(server.MemoryMb());
        var perSecondMany = await ManyClients(server, facesTotal);
        double[] costs = [.. with.SelectMany(
            one => without.Select(none => (one - none) * 1e6 / facesTotal)).Order()];
        return new(times, 1000 * times.Count / times.Sum(), server.PeakMb())
        {
            More =
            [
                new("faces", facesTotal), new("perSecond8", perSecondMany),
                new("processorMsPerCall", processorMs / Calls),
                new("startS", starts.Order().ElementAt(Starts / 2)), new("startSMin", starts.Min()),
                new("startSMax", starts.Max()), new("firstStartS", firstStart),
                new("startProcessorS", startsProcessor.Order().ElementAt(Starts / 2)),
                new("bytesPerFace", costs[costs.Length / 2]), new("bytesPerFaceMin", costs[0]),
                new("bytesPerFaceMax", costs[^1]), new("emptyMb", without.Order().ElementAt(Starts / 2)),
            ],
        };
    }

    /// <summary>The first start has no snapshot: it reads the database, and then writes one.</summary>
    /// <returns>Seconds from the start to the first answer.</returns>
    private static async Task<double> Build(string folder, int facesTotal)
    {
        var watch = Stopwatch.StartNew();
        using var server = await ServerProcess.Start(folder, BenchFolders.Weights);
        using var client = server.Client();
        await Calling(client, facesTotal, new Random(Seed), 1);
        var seconds = watch.Elapsed.TotalSeconds;
        var snapshots = new DirectoryInfo(Path.Combine(folder, "indexes"));
        long before = -1;
        for (var size = 0L; size != before && watch.Elapsed < SnapshotMax; before = size, size = Size())
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        Console.Error.WriteLine($"the snapshot has {before / 1e6:F0} MB");
        return seconds;

        long Size() => snapshots.EnumerateFiles().Sum(file => file.Length);
    }

    /// <summary>The same server after as many calls, of which none finds the face it names.</summary>
    private static async Task<double> MemoryOfEmpty(string folder)
    {
        using var server = await ServerProcess.Start(folder, BenchFolders.Weights);
        using var client = server.Client();
        for (var call = 0; call < WarmUps + Calls; call++)
        {
            try
            {
                await client.Call("SearchFaces", Asked(0, 0), CancellationToken.None);
            }
            catch (ApiRefusal refusal) when (refusal.Code == "InvalidParameterException")
            {
                continue;
            }

            throw new InvalidOperationException("A search for a face that is not there should be refused.");
        }

        return server.MemoryMb();
    }

    /// <returns>Milliseconds of each call, one after the other.</returns>
    private static async Task<List<double>> Calling(
        ApiClient client, int facesTotal, Random random, int calls)
    {
        var times = new List<double>();
        for (var call = 0; call < calls; call++)
        {
            var identity = random.Next(facesTotal / SearchFill.FacesPerIdentity);
            var asked = Asked(identity, random.Next(SearchFill.FacesPerIdentity));
            var watch = Stopwatch.StartNew();
            var answer = await client.Call("SearchFaces", asked, CancellationToken.None);
            times.Add(watch.Elapsed.TotalMilliseconds);
            Require(answer, identity);
        }

        return times;
    }

    /// <returns>Answers a second of all clients together.</returns>
    private static async Task<double> ManyClients(ServerProcess server, int facesTotal)
    {
        var clients = Enumerable.Range(0, ClientsMany).Select(_ => server.Client()).ToList();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(clients.Select((client, n) =>
            Calling(client, facesTotal, new Random(Seed + 1 + n), CallsOfEach)));
        var perSecond = ClientsMany * CallsOfEach / watch.Elapsed.TotalSeconds;
        clients.ForEach(client => client.Dispose());
        return perSecond;
    }

    private static JsonObject Asked(int identity, int face) => new()
    {
        ["CollectionId"] = SearchFill.Collection,
        ["FaceId"] = SearchFill.FaceId(identity, face),
    };

    /// <summary>The other faces of the identity are found; of strangers there may be a few.</summary>
    private static void Require(JsonObject answer, int identity)
    {
        var found = answer["FaceMatches"]!.AsArray()
            .Count(match => ((string)match!["Face"]!["ExternalImageId"]!)
                .StartsWith($"person-{identity}:", StringComparison.Ordinal));
        if (found < SearchFill.FacesPerIdentity - 1)
        {
            throw new InvalidOperationException(
                $"The search found {found} of {SearchFill.FacesPerIdentity - 1} faces.");
        }
    }
}

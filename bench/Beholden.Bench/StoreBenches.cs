using System.Collections.Concurrent;
using System.Diagnostics;
using Beholden.Store;

namespace Beholden.Bench;

/// <summary>The store without HTTP and without models: how fast it keeps and finds faces.</summary>
internal static class StoreBenches
{
    private const string Contract = "made/512";
    private const int FacesTotal = 100_000, FacesPerCall = 1_000, Searches = 200, WarmUps = 10;
    private const int AddsPerWriter = 250, RoundsOfEach = 5, SearchesPerRound = 1_000;

    private static readonly CollectionName Name = new("bench", "faces");
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>Adds of one face each, every one on the disk before it is answered.</summary>
    public static Task<Figures> Add(int writers) => InFolder(async folder =>
    {
        await using var database = await Open(folder);
        var faces = new FaceStore(database);
        var times = new ConcurrentBag<double>();
        var whole = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var vectors = new MadeVectors(writer);
            for (var n = 0; n < AddsPerWriter; n++)
            {
                var face = Face($"{writer}-{n}", vectors.Next());
                var watch = Stopwatch.StartNew();
                await Keep(faces, [face]);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        })));
        return new Figures([.. times], times.Count / whole.Elapsed.TotalSeconds, PeakMb());
    });

    /// <summary>Searches among 100,000 faces for the 80 nearest, rows of the found ones read.</summary>
    public static Task<Figures> Search() => InFolder(async folder =>
    {
        await using (var database = await Open(folder))
        {
            var vectors = new MadeVectors(seed: 1);
            var loading = Stopwatch.StartNew();
            for (var first = 0; first < FacesTotal; first += FacesPerCall)
            {
                var part = Enumerable.Range(first, FacesPerCall).Select(n => Face($"{n}", vectors.Next()));
                await Keep(new FaceStore(database), [.. part]);
            }

            Console.Error.WriteLine($"stored {FacesTotal} faces in {loading.Elapsed.TotalSeconds:F1} s");
        }

        await using var reopened = await Database.Open(folder, CancellationToken.None);
        var faces = new FaceStore(reopened);
        var building = Stopwatch.StartNew();
        await faces.Warm(Name, CancellationToken.None);
        Console.Error.WriteLine($"built the index in {building.Elapsed.TotalSeconds:F2} s");

        var queries = new MadeVectors(seed: 1);
        var times = new List<double>();
        for (var n = 0; n < WarmUps + Searches; n++)
        {
            var query = queries.Next();
            var watch = Stopwatch.StartNew();
            var hits = await faces.Search(Name, query, 80, 0.3f, null, CancellationToken.None);
            if (n >= WarmUps)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            if (hits.Count == 0 || hits[0].Face.FaceId != $"{n}")
            {
                throw new InvalidOperationException("A stored face should be its own nearest.");
            }
        }

        return new Figures(times, 1000 * times.Count / times.Sum(), PeakMb());
    });

    /// <summary>
    /// Searches of a small collection while another task adds to it without a pause; and, to compare with,
    /// while it adds to another folder, where it can only be in the way of the processor and the disk.
    /// </summary>
    public static Task<Figures> SearchBesideAdds() => InFolder(mine => InFolder(async other =>
    {
        await using var searched = await Open(mine);
        await using var elsewhere = await Open(other);
        var random = new MadeVectors(seed: 2);
        await Keep(new FaceStore(searched), [.. Enumerable.Range(0, FacesPerCall)
            .Select(n => Face($"{n}", random.Next()))]);
        await new FaceStore(searched).Warm(Name, CancellationToken.None);
        var (beside, apart) = (new List<double>(), new List<double>());
        for (var round = 0; round < 2 * RoundsOfEach; round++)
        {
            var (written, times) = round % 2 == 0 ? (searched, beside) : (elsewhere, apart);
            using var ended = new CancellationTokenSource();
            var writer = Task.Run(() => AddUntil(new FaceStore(written), round, ended.Token));
            times.AddRange(await Searching(new FaceStore(searched), random));
            await ended.CancelAsync();
            await writer;
        }

        return new Figures(beside, 1000 * beside.Count / beside.Sum(), PeakMb())
        {
            More = [.. Shares.SelectMany(share => new KeyValuePair<string, double>[]
            {
                new($"besideP{share.Name}Ms", At(beside, share.Of)),
                new($"apartP{share.Name}Ms", At(apart, share.Of)),
                new($"blockedP{share.Name}Ms", At(beside, share.Of) - At(apart, share.Of)),
            })],
        };
    }));

    private static readonly (string Name, double Of)[] Shares = [("50", 0.5), ("99", 0.99), ("999", 0.999)];

    private static double At(List<double> times, double share) =>
        times.Order().ElementAt((int)(share * (times.Count - 1)));

    private static async Task AddUntil(FaceStore faces, int round, CancellationToken ended)
    {
        var vectors = new MadeVectors(round);
        for (var n = 0; !ended.IsCancellationRequested; n++)
        {
            await Keep(faces, [Face($"{round}-{n}", vectors.Next())]);
        }
    }

    private static async Task<List<double>> Searching(FaceStore faces, MadeVectors vectors)
    {
        var times = new List<double>();
        for (var n = 0; n < SearchesPerRound; n++)
        {
            var query = vectors.Next();
            var watch = Stopwatch.StartNew();
            await faces.Search(Name, query, 5, 0.3f, null, CancellationToken.None);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private static async Task<Figures> InFolder(Func<string, Task<Figures>> bench)
    {
        var folder = BenchFolders.Temporary();
        try
        {
            return await bench(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Database> Open(string folder)
    {
        var database = await Database.Open(folder, CancellationToken.None);
        await new CollectionStore(database).Create(
            Name, Contract, "7.0", new Dictionary<string, string>(), Now, CancellationToken.None);
        return database;
    }

    private static Task<int> Keep(FaceStore faces, IReadOnlyList<NewFace> some) => faces.Add(
        Name, Contract, "personal", FaceBasis.Unstated, some, Now, CancellationToken.None);

    private static NewFace Face(string faceId, float[] embedding) =>
        new(faceId, faceId, null, 0.1f, 0.1f, 0.5f, 0.5f, 99, embedding);

    private static double PeakMb()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}

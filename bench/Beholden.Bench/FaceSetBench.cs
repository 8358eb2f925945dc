using System.Diagnostics;
using Beholden.Store;

namespace Beholden.Bench;

/// <summary>The Merkle root over a large collection: what it costs at first, and after a change.</summary>
internal static class FaceSetBench
{
    private const string Contract = "made/1";
    private const int FacesPerCall = 1_000, Changes = 200;

    private static readonly CollectionName Name = new("bench", "faces");
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    // The root knows nothing of vectors, so the shortest will do.
    private static readonly float[] Vector = [1];

    /// <summary>Times are of a root after one face was added.</summary>
    public static async Task<Figures> Run(int faces)
    {
        var folder = BenchFolders.Temporary();
        try
        {
            await Fill(folder.FullName, faces);
            return await Measure(folder.FullName, faces);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task Fill(string folder, int faces)
    {
        await using var database = await Database.Open(folder, CancellationToken.None);
        await new CollectionStore(database).Create(
            Name, Contract, "7.0", new Dictionary<string, string>(), Now, CancellationToken.None);
        foreach (var part in Enumerable.Range(0, faces).Chunk(FacesPerCall))
        {
            await Add(new FaceStore(database), [.. part.Select(_ => $"{Guid.NewGuid()}")]);
        }
    }

    private static async Task<Figures> Measure(string folder, int faces)
    {
        await using var database = await Database.Open(folder, CancellationToken.None);
        var store = new FaceStore(database);
        var addsAlone = await AddsUntil(store, Task.Delay(TimeSpan.FromSeconds(2)));
        var bytesBefore = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var first = Task.Run(() => store.Root(Name, CancellationToken.None));
        var addsBeside = await AddsUntil(store, first);
        var firstMs = watch.Elapsed.TotalMilliseconds;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - bytesBefore;
        var (times, adds, unchanged) = (new List<double>(), new List<double>(), new List<double>());
        for (var n = 0; n < Changes; n++)
        {
            adds.Add(await Timed(() => Add(store, [$"{Guid.NewGuid()}"])));
            times.Add(await Timed(() => store.Root(Name, CancellationToken.None)));
            unchanged.Add(await Timed(() => store.Root(Name, CancellationToken.None)));
        }

        using var process = Process.GetCurrentProcess();
        return new(times, 1000 * times.Count / times.Sum(), process.PeakWorkingSet64 / 1e6)
        {
            More =
            [
                new("firstRootMs", firstMs),
                new("unchangedP50Ms", Median(unchanged)),
                new("bytesPerFace", bytes / (double)faces),
                new("addAloneP50Ms", Median(addsAlone)),
                new("addAloneMaxMs", addsAlone.Max()),
                new("addBesideFirstP50Ms", Median(addsBeside)),
                new("addBesideFirstMaxMs", addsBeside.Max()),
                new("addWithSetP50Ms", Median(adds)),
            ],
        };
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static async Task<List<double>> AddsUntil(FaceStore store, Task ended)
    {
        var times = new List<double>();
        do
        {
            times.Add(await Timed(() => Add(store, [$"{Guid.NewGuid()}"])));
        }
        while (!ended.IsCompleted);
        await ended;
        return times;
    }

    private static async Task<double> Timed(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static Task<int> Add(FaceStore store, IReadOnlyList<string> faceIds) => store.Add(
        Name, Contract, "personal", FaceBasis.Unstated,
        [.. faceIds.Select(id => new NewFace(id, id, null, 0.1f, 0.1f, 0.5f, 0.5f, 99, Vector))], Now,
        CancellationToken.None);
}

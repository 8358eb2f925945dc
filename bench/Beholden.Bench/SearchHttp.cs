using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Store;
using Beholden.Tests.Support;
using Beholden.Vision.Faces;

namespace Beholden.Bench;

/// <summary>
/// SearchFaces over HTTP in a collection of 100,000 generated faces: 20,000 identities of five faces each,
/// default threshold and maximum, one client.
/// </summary>
internal static class SearchHttp
{
    private const int Identities = 20_000, FacesPerIdentity = 5, FacesPerCommit = 1_000;
    private const int WarmUps = 20, Calls = 200, Seed = 100_000;
    private const string Collection = "bench";

    // Cosine between two faces of one identity: about 1 / (1 + spread²), 0.74.
    private const float Spread = 0.6f;

    public static async Task<Figures> Run()
    {
        var data = BenchFolders.Temporary();
        try
        {
            var faceIds = await Fill(data.FullName);
            using var server = await ServerProcess.Start(data.FullName, BenchFolders.Weights);
            using var client = server.Client();
            var random = new Random(Seed + 1);
            var times = new List<double>();
            for (var call = 0; call < WarmUps + Calls; call++)
            {
                var faceId = faceIds[random.Next(faceIds.Count)];
                var watch = Stopwatch.StartNew();
                var answer = await client.Call("SearchFaces", Asked(faceId), CancellationToken.None);
                if (call >= WarmUps)
                {
                    times.Add(watch.Elapsed.TotalMilliseconds);
                }

                Require(answer);
            }

            return new(times, 1000 * times.Count / times.Sum(), server.PeakMb());
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static JsonObject Asked(string faceId)
        => new() { ["CollectionId"] = Collection, ["FaceId"] = faceId };

    /// <summary>The other faces of the identity are found; of strangers there may be a few.</summary>
    private static void Require(JsonObject answer)
    {
        var found = answer["FaceMatches"]!.AsArray().Count;
        if (found < FacesPerIdentity - 1)
        {
            throw new InvalidOperationException($"The search found {found} of {FacesPerIdentity - 1} faces.");
        }
    }

    /// <summary>Writes the faces through the store, as IndexFaces would, and gives their ids.</summary>
    private static async Task<List<string>> Fill(string dataFolder)
    {
        const string contract = "generated";
        var name = new CollectionName(ApiClient.RegionDefault, Collection);
        var now = TimeProvider.System.GetUtcNow();
        await using var database = await Database.Open(dataFolder, CancellationToken.None);
        await new CollectionStore(database).Create(
            name, contract, "7.0", new Dictionary<string, string>(), now, CancellationToken.None);
        var faces = new FaceStore(database);
        var faceIds = new List<string>();
        foreach (var some in Generated(new Random(Seed)).Chunk(FacesPerCommit))
        {
            await faces.Add(
                name, contract, KeyStore.PurposeDefault, "generated", some, now, CancellationToken.None);
            faceIds.AddRange(some.Select(face => face.FaceId));
        }

        return faceIds;
    }

    private static IEnumerable<NewFace> Generated(Random random)
    {
        for (var identity = 0; identity < Identities; identity++)
        {
            var centre = Direction(random);
            for (var face = 0; face < FacesPerIdentity; face++)
            {
                var id = new byte[16];
                random.NextBytes(id);
                yield return new(
                    new Guid(id).ToString(), $"image-{identity}-{face}", $"person-{identity}:{face}",
                    0.25f, 0.25f, 0.5f, 0.5f, 99f, Near(centre, random));
            }
        }
    }

    /// <summary>A unit vector of coordinates that are drawn alike.</summary>
    private static float[] Direction(Random random)
    {
        var vector = new float[Embedding.Dimension];
        for (var at = 0; at < vector.Length; at++)
        {
            vector[at] = random.NextSingle() - 0.5f;
        }

        return Unit(vector);
    }

    private static float[] Near(float[] centre, Random random)
    {
        var vector = Direction(random);
        TensorPrimitives.MultiplyAdd(vector, Spread, centre, vector);
        return Unit(vector);
    }

    private static float[] Unit(float[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }
}

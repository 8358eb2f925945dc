using System.Numerics.Tensors;
using Beholden.Server.Commands;
using Beholden.Store;
using Beholden.Tests.Support;
using Beholden.Vision.Faces;

namespace Beholden.Bench;

/// <summary>
/// A collection of generated faces, five for each identity, written through the store as IndexFaces does.
/// </summary>
internal static class SearchFill
{
    public const string Collection = "bench";
    public const int FacesPerIdentity = 5;

    private const int IdentitiesPerCommit = 400, Seed = 100_000;

    // Cosine between two faces of one identity: about 1 / (1 + spread²), 0.74.
    private const float Spread = 0.6f;

    /// <param name="facesTotal">0 for an empty collection.</param>
    public static async Task Fill(string dataFolder, int facesTotal)
    {
        // The server makes it, so that it is of the server's own embeddings.
        using (var server = await ServerProcess.Start(dataFolder, BenchFolders.Weights))
        using (var client = server.Client())
        {
            await client.Call(
                "CreateCollection", new() { ["CollectionId"] = Collection }, CancellationToken.None);
        }

        var name = new CollectionName(ApiClient.RegionDefault, Collection);
        var now = TimeProvider.System.GetUtcNow();
        await using var database = await Database.Open(dataFolder, CancellationToken.None);
        var collection = await new CollectionStore(database).Describe(name, CancellationToken.None);
        var contract = collection.EmbeddingContract;
        var faces = new FaceStore(database);
        var firsts = Enumerable.Range(0, facesTotal / FacesPerIdentity)
            .Where(identity => identity % IdentitiesPerCommit == 0);
        await Parallel.ForEachAsync(firsts, async (first, cancelled) =>
        {
            var random = new Random(Seed + first);
            var last = Math.Min(first + IdentitiesPerCommit, facesTotal / FacesPerIdentity);
            var some = Enumerable.Range(first, last - first).SelectMany(identity => Faces(identity, random));
            await faces.Add(
                name, contract, "personal", FaceBasis.Unstated, [.. some], now, cancelled);
        });
    }

    /// <summary>The id of a face of an identity, both counted from 0.</summary>
    public static string FaceId(int identity, int face) =>
        new Guid(identity, (short)face, 0, [0x8b, 1, 2, 3, 4, 5, 6, 7]).ToString();

    private static List<NewFace> Faces(int identity, Random random)
    {
        var centre = Direction(random);
        return [.. Enumerable.Range(0, FacesPerIdentity).Select(face => new NewFace(
            FaceId(identity, face), $"image-{identity}-{face}", $"person-{identity}:{face}",
            0.25f, 0.25f, 0.5f, 0.5f, 99f, Near(centre, random)))];
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

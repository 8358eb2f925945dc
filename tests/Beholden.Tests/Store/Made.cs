using Beholden.Store;

namespace Beholden.Tests.Store;

/// <summary>Vectors and faces that are made up, from a seed.</summary>
internal static class Made
{
    public const string Contract = "sha256:1/prep:1/512";

    public static CollectionName Staff { get; } = new("eu-central-1", "staff");

    /// <returns>A unit vector in a direction as likely as any other.</returns>
    public static float[] Unit(Random random, int dimension = 512)
    {
        var vector = new float[dimension];
        for (var at = 0; at < dimension; at++)
        {
            vector[at] = Gaussian(random);
        }

        return Normalised(vector);
    }

    /// <returns>A unit vector near another: cosine about 1 / sqrt(1 + spread²).</returns>
    public static float[] Near(Random random, float[] centre, float spread)
    {
        var step = spread / MathF.Sqrt(centre.Length);
        return Normalised([.. centre.Select(value => value + (step * Gaussian(random)))]);
    }

    public static NewFace Face(string faceId, float[] embedding) =>
        new(faceId, "image-of-" + faceId, null, 0.1f, 0.2f, 0.3f, 0.4f, 99.5f, embedding);

    public static async Task<Folder> FolderWithCollection()
    {
        var folder = await Folder.Make();
        await folder.Collections.Create(
            Staff, Contract, "7.0", new Dictionary<string, string>(), Folder.Now, Folder.Cancelled);
        return folder;
    }

    public static Task Add(this Folder folder, params NewFace[] faces) => folder.Faces.Add(
        Staff, Contract, "personal", FaceBasis.Unstated, faces, Folder.Now, Folder.Cancelled);

    private static float[] Normalised(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    // Box and Muller's transform.
    private static float Gaussian(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble()));
}

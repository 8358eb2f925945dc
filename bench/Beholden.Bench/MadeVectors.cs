namespace Beholden.Bench;

/// <summary>Unit vectors like embeddings: people in random directions, a few pictures near each.</summary>
internal sealed class MadeVectors(int seed)
{
    public const int Dimension = 512;

    // Of one person's pictures: cosine about 1 / (1 + spread²) = 0.64 with each other.
    private const float Spread = 0.75f;
    private const int PicturesPerPerson = 5;

    private readonly Random random = new(seed);
    private float[] person = [];
    private int made;

    public float[] Next()
    {
        if (made++ % PicturesPerPerson == 0)
        {
            person = Unit(new float[Dimension], 1);
        }

        return Unit(person, Spread);
    }

    /// <summary>One more picture of the person that the last vector was of.</summary>
    /// <param name="seedOfPicture">Decides the picture; the vectors that follow stay as they are.</param>
    public float[] Another(int seedOfPicture) => Unit(person, Spread, new Random(seedOfPicture));

    private float[] Unit(float[] centre, float spread) => Unit(centre, spread, random);

    private static float[] Unit(float[] centre, float spread, Random random)
    {
        var step = spread / Math.Sqrt(Dimension);
        var vector = new float[Dimension];
        double squares = 0;
        for (var at = 0; at < Dimension; at++)
        {
            vector[at] = (float)(centre[at] + (step * Gaussian(random)));
            squares += vector[at] * vector[at];
        }

        var length = Math.Sqrt(squares);
        return [.. vector.Select(value => (float)(value / length))];
    }

    // Box and Muller's transform.
    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble());
}

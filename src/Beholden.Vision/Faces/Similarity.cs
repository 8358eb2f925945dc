namespace Beholden.Vision.Faces;

/// <summary>Cosine similarity of two embeddings as a percentage, 0..100.</summary>
/// <remarks>
/// The corners are cosines that 10 %, 1 %, 0.1 %, 0.01 % and 0.001 % of 5.9 million pairs of different
/// people reach, all pairs of LFW's DevTrain images: 10, 50, 80, 95 and 99 percent. Below, half of such
/// pairs lie under 1; above, six in ten pairs of one person lie over 99.9. The table and the command that
/// prints it: docs/decisions/0002-similarity.md.
/// </remarks>
public static class Similarity
{
    private static readonly PiecewiseLinear Map = new(
        (-1f, 0f),
        (0f, 1f),
        (0.13f, 10f),
        (0.243f, 50f),
        (0.335f, 80f),
        (0.41f, 95f),
        (0.473f, 99f),
        (0.66f, 99.9f),
        (1f, 100f));

    /// <param name="cosine">-1..1; rounding beyond is taken as the end.</param>
    public static float Percent(float cosine) => Map.At(cosine);

    /// <summary>The inverse of <see cref="Percent"/>.</summary>
    /// <param name="percent">0..100.</param>
    public static float CosineAt(float percent) => Map.Inverse(percent);
}

namespace Beholden.Vision.Faces;

/// <summary>Cosine similarity of two embeddings as a percentage, 0..100.</summary>
/// <remarks>
/// The corners are the calibration card's: the cosines that 10 %, 1 %, 0.1 %, 0.01 % and 0.001 % of pairs of
/// different people reach are 10, 50, 80, 95 and 99 percent (docs/decisions/0002-similarity.md).
/// </remarks>
/// <param name="corners">From (-1, 0) to (1, 100), growing.</param>
public sealed class Similarity(IReadOnlyList<MapCorner> corners)
{
    private readonly PiecewiseLinear map =
        new([.. corners.Select(corner => (corner.Cosine, corner.Percent))]);

    /// <param name="cosine">-1..1; rounding beyond is taken as the end.</param>
    public float Percent(float cosine) => map.At(cosine);

    /// <summary>The inverse of <see cref="Percent"/>.</summary>
    /// <param name="percent">0..100.</param>
    public float CosineAt(float percent) => map.Inverse(percent);
}

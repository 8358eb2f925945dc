using System.Numerics.Tensors;
using Beholden.Store.Vectors;

namespace Beholden.Store;

/// <summary>Vectors of length 1, which is what every embedding here is.</summary>
internal static class UnitVector
{
    /// <exception cref="ArgumentException">Not of length 1, within a thousandth.</exception>
    public static void Require(ReadOnlySpan<float> vector, string parameter)
    {
        // Written so that a length that is not a number is refused too.
        if (vector.IsEmpty || !(MathF.Abs(TensorPrimitives.Norm(vector) - 1) <= Scan.LengthTolerance))
        {
            throw new ArgumentException("Not a vector of length 1.", parameter);
        }
    }

    /// <returns>
    /// The mean of unit vectors, normalised again; zeros where they cancel out, which is near to nothing.
    /// </returns>
    public static float[] Mean(IReadOnlyList<float[]> vectors)
    {
        var sum = new double[vectors[0].Length];
        foreach (var vector in vectors)
        {
            for (var at = 0; at < sum.Length; at++)
            {
                sum[at] += vector[at];
            }
        }

        var length = TensorPrimitives.Norm(sum);
        return [.. sum.Select(value => length > 0 ? (float)(value / length) : 0f)];
    }
}

using System.Numerics.Tensors;

namespace Beholden.Vision.Faces;

/// <summary>
/// A face as a direction: a unit vector of 512 numbers. Faces of one person point the same way.
/// </summary>
public sealed class Embedding
{
    public const int Dimension = 512;
    private readonly float[] unit;

    private Embedding(float[] unit) => this.unit = unit;

    /// <summary>Shape [512], length 1.</summary>
    public ReadOnlyMemory<float> Unit => unit;

    /// <exception cref="InvalidDataException">A zero, non-finite or wrongly sized vector.</exception>
    public static Embedding FromRaw(ReadOnlySpan<float> raw)
    {
        var norm = TensorPrimitives.Norm(raw);
        if (raw.Length != Dimension || !float.IsFinite(norm) || norm < 1e-6f)
        {
            throw new InvalidDataException(
                $"The embedding model returned {raw.Length} numbers of length {norm}.");
        }

        var unit = new float[Dimension];
        TensorPrimitives.Divide(raw, norm, unit);
        return new(unit);
    }

    /// <summary>The direction between several of one face.</summary>
    /// <exception cref="InvalidDataException">They cancel each other.</exception>
    public static Embedding Mean(IReadOnlyList<Embedding> of)
    {
        var sum = new float[Dimension];
        foreach (var one in of)
        {
            TensorPrimitives.Add(sum, one.unit, sum);
        }

        return FromRaw(sum);
    }

    /// <summary>Cosine similarity, -1..1.</summary>
    public static float Cosine(Embedding a, Embedding b) => TensorPrimitives.Dot<float>(a.unit, b.unit);
}

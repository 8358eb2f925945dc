namespace Beholden.Vision.Faces;

/// <summary>A growing curve through given points, straight between them, constant beyond the ends.</summary>
/// <param name="knots">At least two; both coordinates grow from each to the next.</param>
internal sealed class PiecewiseLinear(params (float X, float Y)[] knots)
{
    public float At(float x)
    {
        var i = 1;
        while (i < knots.Length - 1 && x > knots[i].X)
        {
            i++;
        }

        var (low, high) = (knots[i - 1], knots[i]);
        return Between(low.Y, high.Y, (x - low.X) / (high.X - low.X));
    }

    /// <summary>The x whose y is given.</summary>
    public float Inverse(float y)
    {
        var i = 1;
        while (i < knots.Length - 1 && y > knots[i].Y)
        {
            i++;
        }

        var (low, high) = (knots[i - 1], knots[i]);
        return Between(low.X, high.X, (y - low.Y) / (high.Y - low.Y));
    }

    private static float Between(float low, float high, float share) =>
        share <= 0 ? low : share >= 1 ? high : low + ((high - low) * share);
}

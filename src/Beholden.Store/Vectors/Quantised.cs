namespace Beholden.Store.Vectors;

/// <summary>
/// How a row of floats becomes codes: value = code × scale, one scale per row, so that the largest value
/// of the row uses the whole range.
/// </summary>
internal static class Quantised
{
    /// <param name="codes">As long as <paramref name="values"/>.</param>
    /// <returns>The scale, and the length of the difference between the row and what its codes say.</returns>
    public static (float Scale, float Residual) Row(ReadOnlySpan<float> values, Span<sbyte> codes)
    {
        var scale = Largest(values) / sbyte.MaxValue;
        double squares = 0;
        for (var at = 0; at < values.Length; at++)
        {
            codes[at] = (sbyte)Code(values[at], scale, sbyte.MaxValue);
            var off = values[at] - ((double)codes[at] * scale);
            squares += off * off;
        }

        return (scale, RoundUp(Math.Sqrt(squares)));
    }

    /// <summary>The query's codes may be finer, up to what an int still adds without overflow.</summary>
    public static (float Scale, float Residual) Query(ReadOnlySpan<float> values, Span<short> codes)
    {
        var codeMax = Math.Min(short.MaxValue, int.MaxValue / (sbyte.MaxValue * values.Length));
        var scale = Largest(values) / codeMax;
        double squares = 0;
        for (var at = 0; at < values.Length; at++)
        {
            codes[at] = (short)Code(values[at], scale, codeMax);
            var off = values[at] - ((double)codes[at] * scale);
            squares += off * off;
        }

        return (scale, RoundUp(Math.Sqrt(squares)));
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    // A row of zeros has scale 0; its codes are zeros and its residual is 0.
    private static float Code(float value, float scale, int codeMax) =>
        scale == 0 ? 0 : Math.Clamp(MathF.Round(value / scale), -codeMax, codeMax);

    // A residual is one side of a bound: storing it as a float must not make it smaller.
    private static float RoundUp(double residual) => MathF.BitIncrement((float)residual);
}

namespace Beholden.Vision.Faces;

/// <summary>Cosine similarity as a percentage, 0..100.</summary>
public static class Similarity
{
    private static readonly (float Cosine, float Percent)[] Knots =
        [(-1f, 0f), (0f, 1f), (0.35f, 80f), (0.45f, 99f), (1f, 100f)];

    public static float Percent(float cosine)
    {
        for (var i = 1; i < Knots.Length; i++)
        {
            if (cosine <= Knots[i].Cosine)
            {
                var (a, b) = (Knots[i - 1], Knots[i]);
                return a.Percent + ((b.Percent - a.Percent) * (cosine - a.Cosine) / (b.Cosine - a.Cosine));
            }
        }

        return 100f;
    }

    public static float CosineAt(float percent)
    {
        for (var i = 1; i < Knots.Length; i++)
        {
            if (percent <= Knots[i].Percent)
            {
                var (a, b) = (Knots[i - 1], Knots[i]);
                return a.Cosine + ((b.Cosine - a.Cosine) * (percent - a.Percent) / (b.Percent - a.Percent));
            }
        }

        return 1f;
    }
}

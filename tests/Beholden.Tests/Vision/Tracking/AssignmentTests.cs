using Beholden.Vision.Tracking;
using CsCheck;

namespace Beholden.Tests.Vision.Tracking;

public sealed class AssignmentTests
{
    private static readonly Gen<float[,]> Gains = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6])
        .SelectMany((rows, columns) => Gen.Int[0, 20].Select(gain => gain / 20f).Array2D[rows, columns]);

    [Fact]
    public void Is_as_good_as_the_best_of_all_pairings() => Gains.Sample(gains =>
    {
        var columnOf = Assignment.Best(gains);

        var used = columnOf.Where(column => column >= 0).ToList();
        Assert.Equal(used.Count, used.Distinct().Count());
        Assert.Equal(Math.Min(gains.GetLength(0), gains.GetLength(1)), used.Count);
        var sum = columnOf.Select((column, row) => column < 0 ? 0 : gains[row, column]).Sum();
        Assert.Equal(NaiveBest(gains, 0, []), sum, 0.0001f);
    });

    /// <summary>Tries every pairing. No gain is negative, so no row is better left out.</summary>
    private static float NaiveBest(float[,] gains, int row, HashSet<int> used)
    {
        if (row == gains.GetLength(0))
        {
            return 0;
        }

        var best = NaiveBest(gains, row + 1, used);
        for (var column = 0; column < gains.GetLength(1); column++)
        {
            if (used.Add(column))
            {
                best = Math.Max(best, gains[row, column] + NaiveBest(gains, row + 1, used));
                used.Remove(column);
            }
        }

        return best;
    }
}

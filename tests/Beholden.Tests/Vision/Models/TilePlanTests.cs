using Beholden.Vision.Models;

namespace Beholden.Tests.Vision.Models;

public sealed class TilePlanTests
{
    [Theory]
    [InlineData(250, 250, 1)]
    [InlineData(320, 240, 1)]
    [InlineData(321, 100, 5)]
    [InlineData(1024, 768, 5)]
    [InlineData(768, 1462, 14)]
    [InlineData(4096, 4096, 30)]
    public void Tiles_cover_the_picture_and_none_leaves_it(int width, int height, int tiles)
    {
        var plan = TilePlan.For(width, height);

        Assert.Equal(tiles, plan.Count);
        Assert.Equal(new(0, 0, width, height), plan[0]);
        foreach (var tile in plan)
        {
            Assert.InRange(tile.Left, 0, width);
            Assert.InRange(tile.Top, 0, height);
            Assert.InRange(tile.Right, 1, width + 0.01f);
            Assert.InRange(tile.Bottom, 1, height + 0.01f);
        }

        // The grids reach the far corner, and each next tile starts inside the one before.
        foreach (var grid in plan.Skip(1).GroupBy(tile => tile.Width))
        {
            var row = grid.Where(tile => tile.Top == 0).OrderBy(tile => tile.Left).ToList();
            Assert.Equal(width, row[^1].Right, 0.01f);
            Assert.All(row.Zip(row.Skip(1)), pair => Assert.True(pair.Second.Left < pair.First.Right));
        }
    }
}

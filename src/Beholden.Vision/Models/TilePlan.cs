using Beholden.Vision.Faces;

namespace Beholden.Vision.Models;

/// <summary>
/// Which parts of a picture a small fixed-size detector looks at: the whole, then finer grids.
/// </summary>
internal static class TilePlan
{
    // Neighbouring tiles share a quarter of their length, so that a face cut by one is whole in the next.
    private const float Overlap = 0.25f;

    // A picture of the network's own size gains nothing from tiles.
    private const int WholeSidePixelsMax = 320;

    // WIDER's 1,024-pixel photos were measured with 2 by 2 tiles of 585 pixels (decision page 0014). Larger
    // pictures get as many tiles as keep that; 5 by 5 reach 2,340 pixels and bound the time.
    private const int TileSidePixels = 585;
    private const int TilesPerSideMax = 5;

    /// <returns>Pixels of the picture, none reaches outside it.</returns>
    public static IReadOnlyList<PixelBox> For(int width, int height)
    {
        var longest = Math.Max(width, height);
        var tiles = new List<PixelBox> { new(0, 0, width, height) };
        if (longest <= WholeSidePixelsMax)
        {
            return tiles;
        }

        AddGrid(width, height, 2, tiles);
        var perSide = Enumerable.Range(2, TilesPerSideMax - 1)
            .FirstOrDefault(n => longest * Share(n) <= TileSidePixels + 1, TilesPerSideMax);
        if (perSide > 2)
        {
            AddGrid(width, height, perSide, tiles);
        }

        return tiles;
    }

    /// <summary>A tile's part of the side: n tiles of length t cover t * (n - (n - 1) * overlap).</summary>
    private static float Share(int perSide) => 1 / (perSide - ((perSide - 1) * Overlap));

    private static void AddGrid(int width, int height, int perSide, List<PixelBox> tiles)
    {
        var (tileWidth, tileHeight) = (width * Share(perSide), height * Share(perSide));
        for (var i = 0; i < perSide * perSide; i++)
        {
            tiles.Add(new(
                i % perSide * tileWidth * (1 - Overlap),
                i / perSide * tileHeight * (1 - Overlap),
                tileWidth,
                tileHeight));
        }
    }
}

using Beholden.Vision.Faces;

namespace Beholden.Vision.Models;

/// <summary>Which parts of a picture a small fixed-size detector looks at: the whole, then finer grids.</summary>
internal static class TilePlan
{
    // Neighbouring tiles share a quarter of their length, so that a face cut by one is whole in the next.
    private const float Overlap = 0.25f;
    private const int WholeSidePixelsMax = 320;

    public static IReadOnlyList<PixelBox> For(int width, int height)
    {
        var tiles = new List<PixelBox> { new(0, 0, width, height) };
        if (Math.Max(width, height) > WholeSidePixelsMax)
        {
            AddGrid(width, height, 2, tiles);
        }

        return tiles;
    }

    internal static void AddGrid(int width, int height, int perSide, List<PixelBox> tiles)
    {
        // n tiles of length t that overlap by a share o cover t * (n - (n - 1) * o).
        var share = 1 / (perSide - ((perSide - 1) * Overlap));
        var (tileWidth, tileHeight) = (width * share, height * share);
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

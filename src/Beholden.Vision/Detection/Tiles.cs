using Beholden.Vision.Faces;
using Beholden.Vision.Models;

namespace Beholden.Vision.Detection;

/// <summary>Cuts what a level looks at into parts that a detector takes in one run.</summary>
internal static class Tiles
{
    // Network pixels that neighbours share, and that a hint has around it: a small face is whole in one.
    private const float Overlap = 56;
    private const float Margin = 64;

    /// <summary>The whole picture, in evenly laid tiles.</summary>
    public static List<Look> Everything(int width, int height, float zoom, Sight sight)
    {
        var across = Starts(width * zoom, sight.TileWidth);
        var down = Starts(height * zoom, sight.TileHeight);
        var size = (Width: Math.Min(width, sight.TileWidth / zoom),
            Height: Math.Min(height, sight.TileHeight / zoom));
        return [.. down.SelectMany(top => across.Select(left => new Look(
            new(left / zoom, top / zoom, size.Width, size.Height), zoom)))];
    }

    /// <summary>The surroundings of hints: one part, halved while it is too large for one run.</summary>
    public static List<Look> Around(
        IReadOnlyList<PixelBox> hints, int width, int height, float zoom, Sight sight)
    {
        var looks = new List<Look>();
        var open = new Stack<IReadOnlyList<PixelBox>>([hints]);
        while (open.TryPop(out var group))
        {
            if (group.Count == 0)
            {
                continue;
            }

            var region = Surroundings(group, Margin / zoom, width, height);
            var (tooWide, tooHigh) = (
                region.Width * zoom / sight.TileWidth, region.Height * zoom / sight.TileHeight);
            if (Math.Max(tooWide, tooHigh) <= 1 || group.Count == 1)
            {
                looks.Add(new(region, zoom));
                continue;
            }

            var isWide = tooWide >= tooHigh;
            var middle = group.Average(box => Centre(box, isWide));
            var (first, second) = (
                group.Where(box => Centre(box, isWide) <= middle).ToList(),
                group.Where(box => Centre(box, isWide) > middle).ToList());
            if (second.Count == 0)
            {
                looks.Add(new(region, zoom));
                continue;
            }

            open.Push(second);
            open.Push(first);
        }

        return looks;
    }

    private static float Centre(PixelBox box, bool isWide) =>
        isWide ? box.Left + (box.Width / 2) : box.Top + (box.Height / 2);

    private static PixelBox Surroundings(
        IReadOnlyList<PixelBox> group, float margin, int width, int height)
    {
        var left = Math.Clamp(group.Min(box => box.Left) - margin, 0, width - 1);
        var top = Math.Clamp(group.Min(box => box.Top) - margin, 0, height - 1);
        var right = Math.Clamp(group.Max(box => box.Right) + margin, left + 1, width);
        var bottom = Math.Clamp(group.Max(box => box.Bottom) + margin, top + 1, height);
        return new(left, top, right - left, bottom - top);
    }

    private static float[] Starts(float length, int tile)
    {
        if (length <= tile)
        {
            return [0];
        }

        var count = (int)Math.Ceiling((length - Overlap) / (tile - Overlap));
        return [.. Enumerable.Range(0, count).Select(i => i * (length - tile) / (count - 1))];
    }
}

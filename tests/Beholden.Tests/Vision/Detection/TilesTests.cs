using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using CsCheck;

namespace Beholden.Tests.Vision.Detection;

public sealed class TilesTests
{
    // Network pixels within which every face must be whole in some look: the overlap, less what is cut.
    private const float Small = 48;

    private static readonly Sight Sight = new()
    {
        FirstWidth = 320,
        FirstHeight = 240,
        ZoomFirstMax = 1,
        TileWidth = 320,
        TileHeight = 240,
        BlindLevels = 1,
        Step = 2,
        ZoomMax = 1,
        HeightMin = 12,
        HeightMax = 64,
        HintHeightMax = 32,
        HintScoreMin = 0.2f,
        MsPerMegapixel = 40,
        IouMax = 0.4f,
    };

    private static readonly Gen<(int Width, int Height, float Zoom)> Pictures =
        Gen.Select(Gen.Int[80, 4096], Gen.Int[80, 4096], Gen.Float[0.3f, 1.2f]);

    [Fact]
    public void Wherever_a_small_face_is_some_tile_has_it_whole() => Gen
        .Select(Pictures, Gen.Float[0, 1], Gen.Float[0, 1])
        .Sample((picture, across, down) =>
        {
            var (width, height, zoom) = picture;
            var edge = Math.Min(Small / zoom, Math.Min(width, height));
            var face = new PixelBox(across * (width - edge), down * (height - edge), edge, edge);

            var tiles = Tiles.Everything(width, height, zoom, Sight);

            Assert.All(tiles, tile => AssertFits(tile, width, height));
            Assert.Contains(tiles, tile => Holds(tile.Region, face));
        });

    [Fact]
    public void Each_hint_is_whole_in_a_look_with_its_surroundings() => Gen
        .Select(Pictures, Gen.Select(Gen.Float[0, 1], Gen.Float[0, 1]).List[1, 80])
        .Sample((picture, places) =>
        {
            var (width, height, zoom) = picture;
            var edge = Math.Min(Small / zoom, Math.Min(width, height) / 2f);
            var hints = places
                .Select(at => new PixelBox(at.Item1 * (width - edge), at.Item2 * (height - edge), edge, edge))
                .ToList();

            var looks = Tiles.Around(hints, width, height, zoom, Sight);

            Assert.All(looks, look => AssertFits(look, width, height));
            Assert.All(hints, hint => Assert.Contains(looks, look => Holds(look.Region, hint)));
        });

    [Fact]
    public void No_hint_no_look() => Assert.Empty(Tiles.Around([], 1000, 1000, 1, Sight));

    [Fact]
    public void Far_hints_are_looked_at_one_by_one_and_not_what_lies_between()
    {
        var looks = Tiles.Around([new(10, 10, 20, 20), new(3900, 3000, 20, 20)], 4000, 3200, 1, Sight);

        Assert.Equal(2, looks.Count);
        Assert.True(looks.Sum(look => look.Region.Area) < 2 * 150 * 150);
    }

    private static void AssertFits(Look look, int width, int height)
    {
        var region = look.Region;
        Assert.True(region.Left >= 0 && region.Top >= 0);
        Assert.True(region.Right <= width + 0.01f && region.Bottom <= height + 0.01f);
        Assert.True(region.Width * look.Zoom <= Sight.TileWidth + 0.01f);
        Assert.True(region.Height * look.Zoom <= Sight.TileHeight + 0.01f);
    }

    private static bool Holds(PixelBox region, PixelBox face) =>
        face.Left >= region.Left - 0.01f && face.Top >= region.Top - 0.01f
        && face.Right <= region.Right + 0.01f && face.Bottom <= region.Bottom + 0.01f;
}

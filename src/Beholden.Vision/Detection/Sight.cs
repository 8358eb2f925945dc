namespace Beholden.Vision.Detection;

/// <summary>
/// How well a detector sees and what a run costs, as far as the planner asks. Sizes are pixels of the
/// network's input. Decision page 0018 has the measurements.
/// </summary>
public sealed record Sight
{
    /// <summary>The whole picture is first looked at no larger than this.</summary>
    public required int FirstWidth { get; init; }

    public required int FirstHeight { get; init; }

    /// <summary>Network pixels per picture pixel in the first look; 1 never grows a picture.</summary>
    public required float ZoomFirstMax { get; init; }

    /// <summary>Largest part of a picture in one later run.</summary>
    public required int TileWidth { get; init; }

    public required int TileHeight { get; init; }

    /// <summary>
    /// Sides of the input are multiples of this; null: the input always has the tile's size.
    /// </summary>
    public int? SizeStep { get; init; }

    /// <summary>Looks from the first on that cover the whole picture, hints or not. At least 1.</summary>
    public required int BlindLevels { get; init; }

    /// <summary>How much finer each level is than the one before.</summary>
    public required float Step { get; init; }

    /// <summary>Network pixels per picture pixel beyond which nothing more is seen.</summary>
    public required float ZoomMax { get; init; }

    /// <summary>A lower face is left to the next level, where there is one.</summary>
    public required float HeightMin { get; init; }

    /// <summary>A higher face is left to the levels before, where there are some.</summary>
    public required float HeightMax { get; init; }

    /// <summary>
    /// A higher face breaks into cheeks and chins, so the first look is taken once more at half its size;
    /// null where the network takes a face that fills its input.
    /// </summary>
    public float? WholeHeightMax { get; init; }

    /// <summary>A face up to this height calls for a finer look.</summary>
    public required float HintHeightMax { get; init; }

    /// <summary>Score from which an answer calls for a finer look.</summary>
    public required float HintScoreMin { get; init; }

    /// <summary>Milliseconds for a million input pixels on one core; see decision page 0018.</summary>
    public required float MsPerMegapixel { get; init; }

    /// <summary>Boxes that share more than this show the same face.</summary>
    public required float IouMax { get; init; }

    /// <summary>Numbers of one colour that the network is fed for a look.</summary>
    public float InputPixels(Look look) => SizeStep is { } step
        ? Padded(look.Region.Width * look.Zoom, step) * Padded(look.Region.Height * look.Zoom, step)
        : TileWidth * TileHeight;

    private static float Padded(float side, int step) => MathF.Ceiling(side / step) * step;
}

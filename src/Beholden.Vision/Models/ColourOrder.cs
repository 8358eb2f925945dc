namespace Beholden.Vision.Models;

/// <summary>The order of a network's colour planes.</summary>
public enum ColourOrder
{
    /// <summary>Blue, green, red.</summary>
    Bgr,

    /// <summary>Red, green, blue.</summary>
    Rgb,
}

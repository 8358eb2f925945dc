namespace Beholden.Vision.Images;

/// <summary>The header states more pixels than <see cref="Limits.SidePixelsMax"/> on a side.</summary>
public sealed class OversizedImageException(int width, int height) : Exception(
    $"Image dimensions {width} x {height} exceed the maximum of {Limits.SidePixelsMax} pixels.")
{
    /// <summary>As the header states, before the orientation is applied.</summary>
    public int Width { get; } = width;

    /// <summary>As the header states, before the orientation is applied.</summary>
    public int Height { get; } = height;
}

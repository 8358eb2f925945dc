namespace Beholden.Vision.Images;

/// <param name="Width">Pixels, of the upright picture.</param>
/// <param name="Height">Pixels, of the upright picture.</param>
public readonly record struct ImageSize(int Width, int Height);

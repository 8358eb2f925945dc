using Beholden.Vision.Faces;

namespace Beholden.Vision.Detection;

/// <summary>One run of a detector: a part of the picture at a size.</summary>
/// <param name="Region">Pixels of the picture, none outside it.</param>
/// <param name="Zoom">Pixels of the network for one pixel of the picture.</param>
public readonly record struct Look(PixelBox Region, float Zoom);

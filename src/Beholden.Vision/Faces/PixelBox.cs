namespace Beholden.Vision.Faces;

/// <summary>A bounding box in pixels of the upright image; may reach outside it.</summary>
/// <param name="Left">Pixels from the image's left edge to the box's left edge.</param>
/// <param name="Top">Pixels from the image's top edge to the box's top edge, y down.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct PixelBox(float Left, float Top, float Width, float Height)
{
    public float Right => Left + Width;

    public float Bottom => Top + Height;

    public float Area => Math.Max(0, Width) * Math.Max(0, Height);

    /// <summary>Intersection over union, 0..1; 0 when both are empty.</summary>
    public static float Iou(PixelBox a, PixelBox b)
    {
        var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        var shared = Math.Max(0, width) * Math.Max(0, height);
        var union = a.Area + b.Area - shared;
        return union > 0 ? shared / union : 0;
    }
}

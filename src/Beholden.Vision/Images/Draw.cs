using System.Numerics;
using Beholden.Vision.Faces;
using SkiaSharp;

namespace Beholden.Vision.Images;

/// <summary>What to draw of one face.</summary>
/// <param name="Landmarks">Any number of points, pixels of the picture.</param>
public sealed record FaceMark(PixelBox Box, IReadOnlyList<Vector2> Landmarks);

/// <summary>Shows on a picture what was found in it.</summary>
public static class Draw
{
    private const int JpegQualityPercent = 92;

    /// <summary>Boxes in yellow and landmarks in cyan on the picture; no metadata.</summary>
    /// <returns>A JPEG file.</returns>
    public static byte[] Jpeg(RgbImage image, IReadOnlyList<FaceMark> faces)
    {
        using var bitmap = Encode.ToBitmap(image);
        using (var canvas = new SKCanvas(bitmap))
        {
            // Lines of 1/400 of the longer side stay visible at any size.
            var thick = Math.Max(1f, Math.Max(image.Width, image.Height) / 400f);
            using var box = new SKPaint
            {
                Style = SKPaintStyle.Stroke,
                Color = SKColors.Yellow,
                StrokeWidth = thick,
                IsAntialias = true,
            };
            using var dot = new SKPaint { Color = SKColors.Cyan, IsAntialias = true };
            foreach (var face in faces)
            {
                canvas.DrawRect(face.Box.Left, face.Box.Top, face.Box.Width, face.Box.Height, box);
                foreach (var point in face.Landmarks)
                {
                    // Dots grow with the face, so that 68 of them do not cover a small one.
                    canvas.DrawCircle(point.X, point.Y, Math.Max(0.5f, face.Box.Height / 120f), dot);
                }
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, JpegQualityPercent);
        return data.ToArray();
    }
}

using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Detection;

/// <summary>Looks again at a picture in which no face was found.</summary>
/// <remarks>
/// It lays the picture, at most 320 pixels long, into the middle of a grey field: a face that
/// fills the frame gets the surroundings and the size that detectors were trained on. It accepts less,
/// since it runs only where nothing was found; decision page 0014 has the figures.
/// </remarks>
internal static class FramedLook
{
    private const int SecondSidePixelsMax = 320;
    private const int Grey = 127;

    // Each side of the field: half the picture, so that a full frame becomes half a frame.
    private const int MarginDivisor = 2;

    /// <returns>Best score first; boxes in pixels of <paramref name="image"/>.</returns>
    /// <param name="find">Finds the faces of the framed picture.</param>
    public static IReadOnlyList<FoundFace> Find(
        RgbImage image, Func<RgbImage, IReadOnlyList<FoundFace>> find)
    {
        var zoom = SecondSidePixelsMax / (float)Math.Max(image.Width, image.Height);
        var (width, height) = (Scaled(image.Width, zoom), Scaled(image.Height, zoom));
        var (left, top) = (width / MarginDivisor, height / MarginDivisor);
        var framed = Framed(Resize.To(image, width, height), left, top);
        var (across, down) = (image.Width / (float)width, image.Height / (float)height);
        return [.. find(framed)
            .Select(face => Moved(face, left, top, across, down))
            .Where(face => HasItsMiddleInside(face.Box, image))];
    }

    private static int Scaled(int side, float zoom) => Math.Max(1, (int)MathF.Round(side * zoom));

    private static RgbImage Framed(RgbImage image, int left, int top)
    {
        var (width, height) = (image.Width + (2 * left), image.Height + (2 * top));
        var pixels = new byte[width * height * 3];
        pixels.AsSpan().Fill(Grey);
        for (var y = 0; y < image.Height; y++)
        {
            image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3)
                .CopyTo(pixels.AsSpan((((top + y) * width) + left) * 3));
        }

        return new(width, height, pixels);
    }

    private static FoundFace Moved(FoundFace face, int left, int top, float across, float down) => face with
    {
        Box = new(
            (face.Box.Left - left) * across,
            (face.Box.Top - top) * down,
            face.Box.Width * across,
            face.Box.Height * down),
        Points = face.Points?.Select(p => new Vector2((p.X - left) * across, (p.Y - top) * down))
            .ToArray(),
    };

    /// <summary>Grey never holds a face, but a box may be drawn around its edge.</summary>
    private static bool HasItsMiddleInside(PixelBox box, RgbImage image)
    {
        var (x, y) = ((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2);
        return x >= 0 && y >= 0 && x <= image.Width && y <= image.Height;
    }
}

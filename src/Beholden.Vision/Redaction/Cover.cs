using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Redaction;

/// <summary>A rectangle of whole pixels within a picture.</summary>
public readonly record struct CoverBox(int Left, int Top, int Width, int Height);

/// <summary>Covers heads in a picture.</summary>
public static class Cover
{
    // Of the face's box, which reaches from the brows' top to the chin and from temple to temple: hair above,
    // ears at the sides, the chin's shadow below. Chosen, not measured.
    private const float AboveShare = 0.6f, BesideShare = 0.45f, BelowShare = 0.3f;

    // A face that lies has its hair at any side.
    private const float LyingShare = 0.6f;

    /// <summary>Where the cover of a face lies, cut at the picture's edges; null: all is outside.</summary>
    public static CoverBox? Around(FoundFace face, RgbImage image, float reach)
    {
        var (box, isLying) = (face.Box, face.Tilt is not null);
        var beside = box.Width * (isLying ? LyingShare : BesideShare) * reach;
        var above = box.Height * (isLying ? LyingShare : AboveShare) * reach;
        var below = box.Height * (isLying ? LyingShare : BelowShare) * reach;
        var left = (int)Math.Clamp(MathF.Floor(box.Left - beside), 0, image.Width);
        var top = (int)Math.Clamp(MathF.Floor(box.Top - above), 0, image.Height);
        var right = (int)Math.Clamp(MathF.Ceiling(box.Right + beside), 0, image.Width);
        var bottom = (int)Math.Clamp(MathF.Ceiling(box.Bottom + below), 0, image.Height);
        return right > left && bottom > top ? new(left, top, right - left, bottom - top) : null;
    }

    /// <summary>A new picture with the covers; the old one is not touched.</summary>
    /// <param name="covers">Each with the width of its face in pixels, above 0.</param>
    public static RgbImage Over(
        RgbImage image, IEnumerable<(CoverBox Box, float FaceWidth)> covers, CoverManner manner)
    {
        var pixels = (byte[])image.Pixels.Clone();
        foreach (var (box, faceWidth) in covers)
        {
            if (manner.Style == CoverStyle.Solid)
            {
                Fill(pixels, image.Width, box, 0, 0, 0);
                continue;
            }

            var edge = Math.Max(1, (int)MathF.Ceiling(faceWidth / manner.Cells));
            for (var top = 0; top < box.Height; top += edge)
            {
                for (var left = 0; left < box.Width; left += edge)
                {
                    Average(pixels, image.Width, new(
                        box.Left + left, box.Top + top,
                        Math.Min(edge, box.Width - left), Math.Min(edge, box.Height - top)));
                }
            }
        }

        return new(image.Width, image.Height, pixels);
    }

    private static void Average(byte[] pixels, int imageWidth, CoverBox cell)
    {
        long red = 0, green = 0, blue = 0;
        for (var y = cell.Top; y < cell.Top + cell.Height; y++)
        {
            var row = pixels.AsSpan(((y * imageWidth) + cell.Left) * 3, cell.Width * 3);
            for (var i = 0; i < row.Length; i += 3)
            {
                (red, green, blue) = (red + row[i], green + row[i + 1], blue + row[i + 2]);
            }
        }

        long count = (long)cell.Width * cell.Height, half = count / 2;
        Fill(
            pixels, imageWidth, cell, (byte)((red + half) / count), (byte)((green + half) / count),
            (byte)((blue + half) / count));
    }

    private static void Fill(byte[] pixels, int imageWidth, CoverBox box, byte red, byte green, byte blue)
    {
        for (var y = box.Top; y < box.Top + box.Height; y++)
        {
            var row = pixels.AsSpan(((y * imageWidth) + box.Left) * 3, box.Width * 3);
            for (var i = 0; i < row.Length; i += 3)
            {
                (row[i], row[i + 1], row[i + 2]) = (red, green, blue);
            }
        }
    }
}

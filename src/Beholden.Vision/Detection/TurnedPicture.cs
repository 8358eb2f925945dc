using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Detection;

/// <summary>A picture turned about its middle, black where it ends, and the way back.</summary>
/// <remarks>Places are pixels from the top left corner; pixel centres lie at halves.</remarks>
public sealed class TurnedPicture
{
    private readonly float degrees;
    private readonly float zoom;
    private readonly Matrix3x2 there;
    private readonly Matrix3x2 back;

    private TurnedPicture(RgbImage image, Matrix3x2 there, float degrees, float zoom)
    {
        (Image, this.there, this.degrees, this.zoom) = (image, there, degrees, zoom);
        Matrix3x2.Invert(there, out back);
    }

    public RgbImage Image { get; }

    /// <param name="degrees">Clockwise.</param>
    /// <param name="sidePixelsMax">A larger picture is shrunk first, so that its longer side is this.</param>
    public static TurnedPicture Of(RgbImage image, float degrees, int sidePixelsMax)
    {
        var zoom = Math.Min(1, sidePixelsMax / (float)Math.Max(image.Width, image.Height));
        var size = Across(new(image.Width * zoom, image.Height * zoom), degrees);
        var (width, height) = ((int)MathF.Ceiling(size.X - 0.01f), (int)MathF.Ceiling(size.Y - 0.01f));
        var there = Matrix3x2.CreateTranslation(-image.Width / 2f, -image.Height / 2f)
            * Matrix3x2.CreateScale(zoom)
            * Matrix3x2.CreateRotation(degrees * MathF.PI / 180)
            * Matrix3x2.CreateTranslation(width / 2f, height / 2f);
        return Of(image, there, degrees, zoom, width, height);
    }

    /// <summary>A square around one place.</summary>
    /// <param name="edge">Pixels of the picture.</param>
    public static TurnedPicture Around(
        RgbImage image, Vector2 middle, float edge, float degrees, int sidePixelsMax)
    {
        var zoom = Math.Min(1, sidePixelsMax / edge);
        var side = Math.Max(1, (int)MathF.Round(edge * zoom));
        var there = Matrix3x2.CreateTranslation(-middle)
            * Matrix3x2.CreateScale(zoom)
            * Matrix3x2.CreateRotation(degrees * MathF.PI / 180)
            * Matrix3x2.CreateTranslation(new Vector2(side / 2f));
        return Of(image, there, degrees, zoom, side, side);
    }

    /// <summary>From a place in the turned picture to the place in the picture.</summary>
    public Vector2 Back(Vector2 place) => Vector2.Transform(place, back);

    /// <summary>The upright box, in the turned picture, of a face that is upright in the picture.</summary>
    public PixelBox There(PixelBox box)
    {
        var middle = Vector2.Transform(Middle(box), there);
        var size = Around(new Vector2(box.Width, box.Height) * zoom, degrees);
        return new(middle.X - (size.X / 2), middle.Y - (size.Y / 2), size.X, size.Y);
    }

    /// <summary>A face of the turned picture, in the picture.</summary>
    public FoundFace Back(FoundFace face)
    {
        var box = face.Box;
        var middle = Back(Middle(box));
        var own = new Vector2(box.Width, box.Height) / zoom;
        var size = Around(own, degrees);
        return face with
        {
            Box = new(middle.X - (size.X / 2), middle.Y - (size.Y / 2), size.X, size.Y),
            Points = face.Points?.Select(Back).ToArray(),
            Tilt = new(-degrees, own.X, own.Y),
        };
    }

    /// <summary>
    /// The upright box around a turned face: that of the ellipse which fills its own box, since a face has
    /// no corners. The box of the corners would be up to 1.4 times as large.
    /// </summary>
    private static Vector2 Around(Vector2 size, float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        return new(
            MathF.Sqrt((size.X * cos * size.X * cos) + (size.Y * sin * size.Y * sin)),
            MathF.Sqrt((size.X * sin * size.X * sin) + (size.Y * cos * size.Y * cos)));
    }

    private static Vector2 Middle(PixelBox box) =>
        new(box.Left + (box.Width / 2), box.Top + (box.Height / 2));

    private static Vector2 Across(Vector2 size, float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var (s, c) = (Math.Abs(sin), Math.Abs(cos));
        return new((size.X * c) + (size.Y * s), (size.X * s) + (size.Y * c));
    }

    private static TurnedPicture Of(
        RgbImage image, Matrix3x2 there, float degrees, float zoom, int width, int height)
    {
        // The warp counts from pixel centres.
        var half = Matrix3x2.CreateTranslation(0.5f, 0.5f);
        Matrix3x2.Invert(half, out var centred);
        var pixels = Warp.Affine(image, half * there * centred, width, height);
        return new(new(width, height, pixels), there, degrees, zoom);
    }
}

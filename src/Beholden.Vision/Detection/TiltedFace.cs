using System.Numerics;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Detection;

/// <summary>
/// Describes a tilted face in a small picture that shows it upright, as every other network expects it, and
/// maps the answer back.
/// </summary>
internal static class TiltedFace
{
    // The widest cut that a network takes is 1.5 times the box; twice leaves room for a rough box.
    private const float EdgePerFace = 2;

    // Beyond 320 pixels of face no network here sees more.
    private const int EdgePixelsMax = 640;

    // The networks were fed faces tilted by less; decision page 0019.
    private const float RollDegreesMin = 30;

    /// <summary>How a face lies: as the look that found it was turned, or as its own eyes say.</summary>
    /// <returns>Null: upright enough for every network.</returns>
    public static Tilt? Of(FoundFace face)
    {
        var own = face.Tilt ?? new(0, face.Box.Width, face.Box.Height);
        var roll = RollDegrees(face, own);
        return Math.Abs(roll) < RollDegreesMin ? null : own with { RollDegrees = roll };
    }

    /// <param name="describe">Describes an upright face.</param>
    public static FaceSeen Describe(
        RgbImage image, FoundFace face, Tilt tilt, Func<RgbImage, FoundFace, FaceSeen> describe)
    {
        var box = face.Box;
        var middle = new Vector2(box.Left + (box.Width / 2), box.Top + (box.Height / 2));
        var roll = tilt.RollDegrees;
        var edge = EdgePerFace * Math.Max(tilt.Width, tilt.Height);
        var upright = TurnedPicture.Around(image, middle, edge, -roll, EdgePixelsMax);
        var zoom = upright.Image.Width / edge;
        var (width, height) = (tilt.Width * zoom, tilt.Height * zoom);
        var left = (upright.Image.Width - width) / 2;
        var top = (upright.Image.Height - height) / 2;
        var seen = describe(upright.Image, new(new(left, top, width, height), face.Score, Points: null));
        return seen with
        {
            Box = box,
            Landmarks = [.. seen.Landmarks.Select(upright.Back)],
            AlignmentPoints = [.. seen.AlignmentPoints.Select(upright.Back)],
            DetectorPoints = face.Points,
            Pose = seen.Pose with { RollDegrees = Within(seen.Pose.RollDegrees + roll) },
        };
    }

    /// <summary>From the line of the eyes where the detector has one, else from the look.</summary>
    private static float RollDegrees(FoundFace face, Tilt tilt)
    {
        if (face.Points is not { } points)
        {
            return tilt.RollDegrees;
        }

        var eyes = points[1] - points[0];
        return MathF.Atan2(eyes.Y, eyes.X) * 180 / MathF.PI;
    }

    private static float Within(float degrees) =>
        degrees > 180 ? degrees - 360 : degrees <= -180 ? degrees + 360 : degrees;
}

using System.Numerics;

namespace Beholden.Vision.Faces;

/// <summary>What the 68 landmarks alone tell. Indices are iBUG's, from 0.</summary>
internal static class FaceGeometry
{
    public const int EyeAtLeft = 36;
    public const int EyeAtRight = 42;

    // The package that carries the eye network cuts its squares so (lib/fr_eye.js, padding_rate).
    private const float EyeCropFactor = 1.6f;

    /// <summary>The square that the eye network takes.</summary>
    /// <param name="first">
    /// <see cref="EyeAtLeft"/> or <see cref="EyeAtRight"/>: the first of the eye's six points.
    /// </param>
    public static PixelBox EyeSquare(IReadOnlyList<Vector2> landmarks, int first)
    {
        var lids = landmarks[first + 1] + landmarks[first + 2] + landmarks[first + 4] + landmarks[first + 5];
        var centre = lids / 4;
        var edge = Vector2.Distance(landmarks[first], landmarks[first + 3]) * EyeCropFactor;
        return new(centre.X - (edge / 2), centre.Y - (edge / 2), edge, edge);
    }

    /// <summary>
    /// How far apart the lips are, over the mouth's width; about 0 when shut, 0.5 in a shout.
    /// </summary>
    public static float MouthGap(IReadOnlyList<Vector2> landmarks)
    {
        var width = Vector2.Distance(landmarks[48], landmarks[54]);
        if (width < 1)
        {
            return 0;
        }

        var across = (landmarks[54] - landmarks[48]) / width;
        var down = new Vector2(-across.Y, across.X);
        var gap = landmarks[65] + landmarks[66] + landmarks[67]
            - landmarks[61] - landmarks[62] - landmarks[63];
        return Vector2.Dot(gap, down) / 3 / width;
    }
}

using System.Numerics;
using Beholden.Vision.Faces;

namespace Beholden.Vision.Models;

/// <summary>A detector's answer for one face.</summary>
/// <param name="Box">Pixels of the picture; may reach outside it.</param>
/// <param name="Score">0..1, the detector's own; see <see cref="IFaceDetector.ConfidencePercent"/>.</param>
/// <param name="Points">
/// Shape [5], pixels, in the order that <see cref="FaceAligner"/> takes; null where the detector has none.
/// </param>
/// <param name="Tilt">Null: found upright.</param>
public sealed record FoundFace(
    PixelBox Box, float Score, IReadOnlyList<Vector2>? Points, Tilt? Tilt = null);

/// <summary>How a face lies in the picture that was found in a turned one.</summary>
/// <param name="RollDegrees">Clockwise in the picture, as far as the look knew; -180..180.</param>
/// <param name="Width">Of the face along its own axes, pixels of the picture; likewise the height.</param>
public readonly record struct Tilt(float RollDegrees, float Width, float Height);

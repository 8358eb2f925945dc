using System.Numerics;
using Beholden.Vision.Faces;

namespace Beholden.Vision.Models;

/// <summary>A detector's answer for one face.</summary>
/// <param name="Box">Pixels of the picture; may reach outside it.</param>
/// <param name="Score">0..1, the detector's own; see <see cref="IFaceDetector.ConfidencePercent"/>.</param>
/// <param name="Points">
/// Shape [5], pixels, in the order that <see cref="FaceAligner"/> takes; null where the detector has none.
/// </param>
public sealed record FoundFace(PixelBox Box, float Score, IReadOnlyList<Vector2>? Points);

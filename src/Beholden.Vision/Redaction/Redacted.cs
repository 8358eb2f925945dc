using Beholden.Vision.Faces;

namespace Beholden.Vision.Redaction;

/// <summary>One face of the picture and what was done with it.</summary>
/// <param name="Face">Box in pixels of the upright picture.</param>
/// <param name="Score">0..1, the detector's.</param>
/// <param name="Cover">Null: left as it is.</param>
/// <param name="Cosine">
/// -1..1, of the output at the face's own landmarks to the face; null where left, or too small to embed.
/// </param>
public sealed record FaceHandled(PixelBox Face, float Score, CoverBox? Cover, float? Cosine);

/// <summary>A redacted picture that passed its check.</summary>
/// <param name="File">In the format of the input, of pixels alone.</param>
/// <param name="Manner">How it was covered in the end, which may be stronger than asked.</param>
/// <param name="Tries">How often it was covered and checked, at least 1.</param>
public sealed record Redacted(
    byte[] File, int Width, int Height, IReadOnlyList<FaceHandled> Faces, CoverManner Manner, int Tries);

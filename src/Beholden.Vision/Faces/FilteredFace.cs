namespace Beholden.Vision.Faces;

/// <summary>A face and what a quality filter says of it.</summary>
/// <param name="Misses">Why the face misses the level; none when it passes.</param>
public sealed record FilteredFace(FaceSeen Face, IReadOnlyList<QualityReason> Misses)
{
    public bool Passes => Misses.Count == 0;
}

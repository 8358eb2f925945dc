using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Faces;

/// <summary>A quality network in the place of <see cref="QualityScore"/>; the other bars stay.</summary>
/// <param name="Levels">What each level asks of the network's score.</param>
public sealed record QualityJudge(FaceQualityNet Network, ScoreLevels Levels)
{
    /// <summary>As <see cref="QualityBar.Misses(FaceSeen, RgbImage, QualityLevel)"/>.</summary>
    /// <remarks>The network runs only for a face that clears every other bar.</remarks>
    /// <exception cref="ArgumentException">The landmarks coincide.</exception>
    public IReadOnlyList<QualityReason> Misses(FaceSeen face, RgbImage image, QualityLevel level) =>
        QualityBar.Misses(face, image, level, seen => Network.Score(image, seen), Levels);
}

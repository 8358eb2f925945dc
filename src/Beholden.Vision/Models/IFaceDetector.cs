using Beholden.Vision.Detection;
using Beholden.Vision.Images;

namespace Beholden.Vision.Models;

/// <summary>Finds faces. One instance serves all requests.</summary>
public interface IFaceDetector : IDisposable
{
    /// <summary>The catalogue's name of the network.</summary>
    string ModelId { get; }

    /// <summary>Score from which an answer is worth showing; see decision page 0014.</summary>
    float ScoreMin { get; }

    /// <summary>
    /// Score that is accepted in a second look at a picture without a face above the first.
    /// </summary>
    float SecondScoreMin { get; }

    /// <summary>What the planner of looks must know.</summary>
    Sight Sight { get; }

    /// <summary>One run of the network. <see cref="FaceFinder"/> plans the runs and merges them.</summary>
    /// <param name="scoreMin">0..1; hints need less than <see cref="ScoreMin"/>.</param>
    /// <returns>In no order, and several for each face; pixels of <paramref name="image"/>.</returns>
    IReadOnlyList<FoundFace> Find(RgbImage image, Look look, float scoreMin);

    /// <summary>
    /// A monotone map from score to 0..100: how many such answers are faces; decision page 0014.
    /// </summary>
    float ConfidencePercent(float score);
}

namespace Beholden.Vision.Images;

/// <summary>What a smaller picture is made of. Growing is bilinear either way.</summary>
public enum Shrinking
{
    /// <summary>A triangle filter as wide as the step: every source pixel counts, nothing aliases.</summary>
    Averages,

    /// <summary>
    /// The four pixels around each sample, as OpenCV's default, with which many networks train.
    /// </summary>
    Samples,
}

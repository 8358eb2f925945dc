using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Faces;

/// <summary>Looks again, at another scale, before it says that a picture shows no face.</summary>
internal static class FaceFinder
{

    public static IReadOnlyList<FoundFace> Find(
        IFaceDetector detector, RgbImage image, CancellationToken cancelled)
    {
        var found = detector.Find(image, detector.ScoreMin, cancelled);
        return found;
    }
}

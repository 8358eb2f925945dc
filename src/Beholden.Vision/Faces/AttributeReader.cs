using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Faces;

/// <summary>Describes a face that was found: how it is turned, lit and focused, and what was asked for.</summary>
public sealed class AttributeReader(AttributeModels models) : IDisposable
{
    private readonly HeadPoseNet? pose = models.HeadPose is { } file ? new(file) : null;

    /// <summary>Fills pose and quality always, the attributes that are asked for where a model has them.</summary>
    public FaceSeen Describe(RgbImage image, FaceSeen face, AttributeSet attributes) => face with
    {
        Pose = pose?.Read(image, face.Box) ?? face.Pose,
        Quality = QualityMeter.Measure(image, face.Box),
    };

    public void Dispose() => pose?.Dispose();
}

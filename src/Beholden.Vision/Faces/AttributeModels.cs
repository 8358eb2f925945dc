using Beholden.Vision.Models;

namespace Beholden.Vision.Faces;

/// <summary>The networks that describe a face. Where one is not installed, what it tells stays null.</summary>
public sealed record AttributeModels
{
    /// <summary>Catalogue id <c>head-pose</c>. Without it the pose stays as the detector left it.</summary>
    public ModelFile? HeadPose { get; init; }
}

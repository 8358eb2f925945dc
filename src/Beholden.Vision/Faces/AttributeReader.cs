using Beholden.Vision.Images;
using Beholden.Vision.Models;

namespace Beholden.Vision.Faces;

/// <summary>
/// Describes a face that was found: how it is turned, lit and focused, and what was asked for.
/// </summary>
/// <remarks>One instance serves all requests. A network runs only when an answer needs it.</remarks>
/// <param name="models">What is installed; the rest stays null in every answer.</param>
/// <exception cref="InvalidDataException">A file holds another network than its name says.</exception>
public sealed class AttributeReader(AttributeModels models) : IDisposable
{
    private readonly HeadPoseNet? pose = models.HeadPose is { } file ? new(file) : null;
    private readonly AgeGenderNet? ageGender = models.AgeGender is { } files ? new(files) : null;
    private readonly ExpressionNet? expression = models.Expression is { } files ? new(files) : null;
    private readonly EyeStateNet? eyeState = models.EyeState is { } file ? new(file) : null;

    /// <summary>What this reader can tell; the rest stays null however often it is asked for.</summary>
    public AttributeSet Supported =>
        AttributeSet.MouthOpen | AttributeSet.Occluded
        | (ageGender is null ? AttributeSet.None : AttributeSet.Age | AttributeSet.Gender)
        | (expression is null ? AttributeSet.None : AttributeSet.Smile | AttributeSet.Emotions)
        | (eyeState is null ? AttributeSet.None : AttributeSet.EyesOpen);

    /// <summary>
    /// Fills pose and quality always, the attributes that are asked for where a model has them.
    /// </summary>
    public FaceSeen Describe(RgbImage image, FaceSeen face, AttributeSet attributes)
    {
        var asked = attributes & Supported;
        var guess = asked.HasFlag(AttributeSet.Age) || asked.HasFlag(AttributeSet.Gender)
            ? ageGender?.Read(image, face.Box)
            : null;
        var shares = asked.HasFlag(AttributeSet.Smile) || asked.HasFlag(AttributeSet.Emotions)
            ? expression?.Read(image, face.Box)
            : null;
        return face with
        {
            Pose = pose?.Read(image, face.Box) ?? face.Pose,
            Quality = QualityMeter.Measure(image, face.Box),
            Attributes = new()
            {
                Age = asked.HasFlag(AttributeSet.Age) && guess is { } g ? Judgement.Age(g.Years) : null,
                Gender = asked.HasFlag(AttributeSet.Gender) && guess is { } h
                    ? Judgement.Gender(h.MaleShare)
                    : null,
                Smile = asked.HasFlag(AttributeSet.Smile) && shares is not null
                    ? Judgement.Smile(shares[ExpressionNet.Happy])
                    : null,
                EyesOpen = asked.HasFlag(AttributeSet.EyesOpen) ? EyesOpen(image, face) : null,
                MouthOpen = asked.HasFlag(AttributeSet.MouthOpen)
                    ? Judgement.MouthOpen(FaceGeometry.MouthGap(face.Landmarks))
                    : null,
                Occluded = asked.HasFlag(AttributeSet.Occluded)
                    ? Judgement.Occluded(CoverMeter.Measure(image, face.AlignmentPoints))
                    : null,
                Emotions = asked.HasFlag(AttributeSet.Emotions) && shares is not null
                    ? Judgement.Emotions(shares)
                    : null,
            },
        };
    }

    public void Dispose()
    {
        pose?.Dispose();
        ageGender?.Dispose();
        expression?.Dispose();
        eyeState?.Dispose();
    }

    private Judged? EyesOpen(RgbImage image, FaceSeen face)
    {
        if (eyeState is null)
        {
            return null;
        }

        var left = eyeState.Closed(image, FaceGeometry.EyeSquare(face.Landmarks, FaceGeometry.EyeAtLeft));
        var right = eyeState.Closed(image, FaceGeometry.EyeSquare(face.Landmarks, FaceGeometry.EyeAtRight));
        return Judgement.EyesOpen((left + right) / 2);
    }
}

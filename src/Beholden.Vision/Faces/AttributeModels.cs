using Beholden.Vision.Models;
using Beholden.Vision.Models.Tfjs;

namespace Beholden.Vision.Faces;

/// <summary>
/// The networks that describe a face. Where one is not installed, what it tells stays null.
/// </summary>
public sealed record AttributeModels
{
    /// <summary>Catalogue id <c>head-pose</c>. Without it the pose stays as it came.</summary>
    public ModelFile? HeadPose { get; init; }

    /// <summary>Catalogue ids <c>age-gender</c> and <c>age-gender-weights</c>.</summary>
    public TfjsFiles? AgeGender { get; init; }

    /// <summary>Catalogue ids <c>expression</c> and <c>expression-weights</c>.</summary>
    public TfjsFiles? Expression { get; init; }

    /// <summary>Catalogue id <c>eye-state</c>.</summary>
    public ModelFile? EyeState { get; init; }

    /// <param name="find">
    /// From a catalogue id to its installed file, or null where it is not installed.
    /// </param>
    public static AttributeModels From(Func<string, ModelFile?> find) => new()
    {
        HeadPose = find("head-pose"),
        AgeGender = Pair(find("age-gender"), find("age-gender-weights")),
        Expression = Pair(find("expression"), find("expression-weights")),
        EyeState = find("eye-state"),
    };

    private static TfjsFiles? Pair(ModelFile? graph, ModelFile? weights) =>
        graph is null || weights is null ? null : new(graph, weights);
}

namespace Beholden.Vision.Detection;

/// <summary>How much time finding the faces of one picture may take, and whether turned ones count.</summary>
/// <param name="Name">What the setting says.</param>
/// <param name="CapMs">
/// Milliseconds on one core of the reference machine. An estimate from the sizes of the looks and not a
/// clock: the same picture gives the same faces on a busy machine.
/// </param>
/// <param name="FirstShare">How long the first look is, of the length that suits the detector.</param>
/// <param name="IsTurned">
/// Whether turned faces are looked for in every picture; else only where no upright one is found.
/// </param>
public sealed record DetectionPlan(string Name, float CapMs, float FirstShare, bool IsTurned = false)
{
    public static DetectionPlan Fast { get; } = new("fast", CapMs: 16, FirstShare: 11 / 12f);

    public static DetectionPlan Default { get; } = new("default", CapMs: 90, FirstShare: 1);

    public static DetectionPlan Rotated { get; } = Default with { Name = "rotated", IsTurned = true };

    /// <summary>All that the setting takes.</summary>
    public static IReadOnlyList<DetectionPlan> All { get; } = [Default, Fast, Rotated];
}

namespace Beholden.Vision.Models;

/// <summary>The scale that networks started from ImageNet weights expect.</summary>
/// <remarks>Means and deviations: torchvision, transforms of its pretrained models.</remarks>
internal static class ImageNetScale
{
    private static readonly float[] Means = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviations = [0.229f, 0.224f, 0.225f];

    /// <param name="planes">Shape [3, n], RGB, 0..255; scaled in place.</param>
    public static void Apply(Span<float> planes)
    {
        var n = planes.Length / 3;
        for (var c = 0; c < 3; c++)
        {
            foreach (ref var value in planes.Slice(c * n, n))
            {
                value = ((value / 255f) - Means[c]) / Deviations[c];
            }
        }
    }
}

using System.Numerics;

namespace Beholden.Vision.Faces;

/// <summary>Where brows, nose, eyes and mouth lie on ArcFace's template.</summary>
/// <remarks>
/// Points 17 to 67 of iBUG's 68, each the mean over the 2,989 pictures of LFW's View 1 of people whose names
/// start with A to L, laid on the template by their five points. The jaw is left out: it turns with the head.
/// </remarks>
internal static class MeanShape
{
    public const int First = 17;

    /// <summary>Shape [51], pixels of a 112 by 112 crop.</summary>
    public static ReadOnlySpan<Vector2> Points => Shape;

    private static readonly Vector2[] Shape =
    [
        new(22.73f, 44.68f), new(27.88f, 40.18f), new(35.13f, 38.93f),
        new(42.62f, 40.11f), new(49.66f, 42.97f), new(62.00f, 43.12f),
        new(68.94f, 40.27f), new(76.36f, 39.03f), new(83.58f, 40.17f),
        new(88.68f, 44.64f), new(55.82f, 51.62f), new(55.92f, 58.50f),
        new(56.02f, 65.28f), new(56.10f, 72.36f), new(47.58f, 77.46f),
        new(51.71f, 78.88f), new(56.16f, 80.06f), new(60.57f, 78.90f),
        new(64.68f, 77.49f), new(31.11f, 52.78f), new(35.54f, 50.64f),
        new(40.73f, 50.65f), new(45.35f, 53.70f), new(40.48f, 54.54f),
        new(35.28f, 54.47f), new(66.33f, 53.64f), new(70.93f, 50.66f),
        new(76.09f, 50.63f), new(80.55f, 52.68f), new(76.38f, 54.42f),
        new(71.20f, 54.49f), new(40.50f, 90.77f), new(46.23f, 88.09f),
        new(52.08f, 86.70f), new(56.18f, 87.76f), new(60.22f, 86.71f),
        new(66.11f, 88.13f), new(71.87f, 90.82f), new(66.30f, 96.42f),
        new(60.61f, 98.90f), new(56.18f, 99.37f), new(51.72f, 98.91f),
        new(46.04f, 96.39f), new(42.98f, 91.04f), new(52.06f, 90.34f),
        new(56.23f, 90.75f), new(60.33f, 90.35f), new(69.35f, 91.10f),
        new(60.32f, 93.43f), new(56.12f, 93.94f), new(51.89f, 93.41f),
    ];
}

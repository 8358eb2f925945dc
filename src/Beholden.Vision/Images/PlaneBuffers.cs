using System.Buffers;

namespace Beholden.Vision.Images;

/// <summary>Memory for a network's input, used again by the next picture.</summary>
/// <remarks>
/// The runtime's shared pool keeps one buffer of each size for every thread that ever used it: with 25 MB for
/// a picture of 1,920 pixels that came to 0.8 GB of a busy server's 1.8 GB. Here all threads share.
/// </remarks>
internal static class PlaneBuffers
{
    private const int KeptOfEachSize = 2;

    private static readonly ArrayPool<float> Pool =
        ArrayPool<float>.Create(3 * Limits.SidePixelsKept * Limits.SidePixelsKept, KeptOfEachSize);

    /// <returns>At least that long, with what its last user left in it.</returns>
    public static float[] Rent(int length) => Pool.Rent(length);

    public static void Return(float[] buffer) => Pool.Return(buffer);
}

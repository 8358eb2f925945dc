using System.Runtime.InteropServices;

namespace Beholden.Server;

/// <summary>Keeps what the C library holds for later use from growing with the number of threads.</summary>
/// <remarks>
/// Codecs and networks take their memory there. glibc gives each thread a heap of its own, and each keeps
/// what its largest picture needed: a busy server grew for half an hour. mallopt(3) has the parameters. Where
/// the C library is another one, nothing is done.
/// </remarks>
internal static partial class NativeHeap
{
    // malloc.h of glibc: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX.
    private const int TrimThreshold = -1, MapThreshold = -3, ArenasMax = -8;

    // Less than the pixels of a camera's frame: from there on memory goes back at once. With 4 MB each heap
    // had room for frames of its own in the end, which took a live view a quarter of an hour to come to.
    private const int MappedBytesMin = 256 << 10;

    // So much may stay at the end of a heap, for what is smaller.
    private const int KeptBytesMax = 1 << 20;

    /// <summary>Call it before threads are busy: the heaps that are there by then stay.</summary>
    public static void Bound()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Set(ArenasMax, 2);
            _ = Set(MapThreshold, MappedBytesMin);
            _ = Set(TrimThreshold, KeptBytesMax);
        }
        catch (Exception other) when (other is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library, musl's say: it has no such setting, and a start must not fail for it.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);
}

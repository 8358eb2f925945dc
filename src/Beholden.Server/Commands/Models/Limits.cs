namespace Beholden.Server.Commands.Models;

/// <summary>What set-up may take, so that no source can fill a disk or hang a start.</summary>
internal static class Limits
{
    /// <summary>The package of today is 41 MB; a slow line takes minutes for it.</summary>
    public static readonly TimeSpan NpmMax = TimeSpan.FromMinutes(10);

    /// <summary>A pinned file is below 1 MB; a mirror that stalls must not hang a start.</summary>
    public static readonly TimeSpan DownloadMax = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Bytes of a network that a user adds: twice the largest ArcFace type in use, a ResNet-100 of 260 MB.
    /// </summary>
    public const long AddedBytesMax = 512L << 20;

    /// <summary>So many bytes on a line of 4 Mbit a second take 18 minutes.</summary>
    public static readonly TimeSpan AddedDownloadMax = TimeSpan.FromMinutes(30);

    /// <summary>Entries read of one npm archive; today's package has about forty.</summary>
    public const int ArchiveEntriesMax = 10_000;

    /// <summary>Bytes unpacked of one npm archive, wanted or not; today's package has 46 MB.</summary>
    public const long ArchiveBytesMax = 1L << 30;
}

namespace Beholden.Server.Commands;

/// <summary>The pictures that verbs send.</summary>
internal static class PictureFiles
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    /// <summary>Every JPEG and PNG below a folder, by name.</summary>
    public static IReadOnlyList<FileInfo> Below(DirectoryInfo root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return
        [
            .. root.EnumerateFiles("*", options)
                .Where(file => Endings.Contains(file.Extension.ToLowerInvariant()))
                .OrderBy(file => file.FullName, StringComparer.Ordinal),
        ];
    }

    /// <summary>Why a file cannot be sent at all; null when it can.</summary>
    public static string? Unsendable(FileInfo file) => file.Length > Limits.ImageBytesMax
        ? $"larger than {Limits.ImageBytesMax / 1024 / 1024} MiB"
        : null;
}

namespace Beholden.Oversight.Ledger;

/// <summary>
/// Files that are written by way of a second name: a crash leaves the old one or the new one.
/// </summary>
internal static class WholeFile
{
    /// <param name="isSecret">Whether only its owner may read it (mode 0600).</param>
    public static void Write(string path, byte[] bytes, bool isSecret = false)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isSecret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(unfinished, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}

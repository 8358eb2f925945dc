namespace Beholden.Store;

/// <summary>Keeps a second process out of a data folder, until disposed or until this process ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream held;

    private FolderLock(FileStream held) => this.held = held;

    /// <exception cref="FolderLockedException">Another process, or this one, holds it.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            return new FolderLock(new FileStream(
                Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException refused) when (refused.GetType() == typeof(IOException))
        {
            throw new FolderLockedException(folder, refused);
        }
    }

    public void Dispose() => held.Dispose();
}

namespace Beholden.Store.Objects;

/// <summary>Where the images are that requests name by bucket and key.</summary>
public interface IObjectSource
{
    /// <param name="version">The object's version, or null for the newest.</param>
    /// <param name="bytesMax">The most that is read; a larger object is refused, not cut.</param>
    /// <exception cref="ObjectNotFoundException"/>
    /// <exception cref="ObjectTooLargeException"/>
    /// <exception cref="ObjectUnreadableException"/>
    Task<byte[]> Read(
        string bucket, string name, string? version, long bytesMax, CancellationToken cancelled);
}

namespace Beholden.Store.Objects;

/// <summary>Reads whole streams, up to a limit that does not trust the length they claim.</summary>
internal static class Bounded
{
    private const int ChunkBytes = 81_920;

    /// <param name="bytesClaimed">The length that the source states, below 0 if it states none.</param>
    /// <returns>The content, or null if there is more than <paramref name="bytesMax"/>.</returns>
    public static async Task<byte[]?> Read(
        Stream stream, long bytesClaimed, long bytesMax, CancellationToken cancelled)
    {
        if (bytesClaimed > bytesMax)
        {
            return null;
        }

        using var content = new MemoryStream((int)Math.Max(0, bytesClaimed));
        var chunk = new byte[ChunkBytes];
        while (await stream.ReadAsync(chunk, cancelled) is > 0 and var read)
        {
            if (content.Length + read > bytesMax)
            {
                return null;
            }

            content.Write(chunk, 0, read);
        }

        return content.ToArray();
    }
}

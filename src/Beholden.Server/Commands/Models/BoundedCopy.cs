using System.Buffers;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>Copies a weight file and stops at the length that it may have.</summary>
internal static class BoundedCopy
{
    /// <param name="progress">Told the bytes of each step.</param>
    /// <exception cref="InstallException">There is more than the catalogue says.</exception>
    public static Task Copy(
        Stream from, Stream to, ModelEntry model, Action<int> progress, CancellationToken cancellation) =>
        Copy(from, to, model.Bytes, TooLong(model), progress, cancellation);

    public static string TooLong(ModelEntry model) =>
        $"The source of {model.Id} sends more than the {model.Bytes} bytes that the catalogue gives; it "
        + "was not installed. Check the source, or update models/catalogue.json on purpose.";

    /// <param name="tooLong">The sentence of the exception.</param>
    /// <param name="progress">Told the bytes of each step.</param>
    /// <exception cref="InstallException">There is more than <paramref name="bytesMax"/>.</exception>
    public static async Task Copy(
        Stream from, Stream to, long bytesMax, string tooLong, Action<int> progress,
        CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(81_920);
        try
        {
            var left = bytesMax;
            int count;
            while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
            {
                left -= count;
                if (left < 0)
                {
                    throw new InstallException(tooLong);
                }

                await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
                progress(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

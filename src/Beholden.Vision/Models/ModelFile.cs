using System.Security.Cryptography;

namespace Beholden.Vision.Models;

/// <summary>A weight file that is installed and whose hash was checked.</summary>
/// <param name="Id">The catalogue's name for it, such as <c>yunet-n</c>.</param>
/// <param name="Path">Absolute path of the ONNX file.</param>
public sealed record ModelFile(string Id, string Path)
{
    public ModelLoading Loading { get; init; }

    /// <summary>64 lower-case hexadecimal digits, as checked; null where no one gave a hash.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// The whole file. Between a start and a first use it may change, so it is hashed again.
    /// </summary>
    /// <exception cref="InvalidDataException">It has changed since its hash was checked.</exception>
    internal byte[] Read()
    {
        var bytes = File.ReadAllBytes(Path);
        if (Loading == ModelLoading.FirstUse
            && Sha256 is not null
            && Convert.ToHexStringLower(SHA256.HashData(bytes)) != Sha256)
        {
            throw new InvalidDataException($"{Path} was altered after the start; {Id} is not loaded.");
        }

        return bytes;
    }
}

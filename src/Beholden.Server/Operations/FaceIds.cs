using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Beholden.Vision.Faces;

namespace Beholden.Server.Operations;

/// <summary>
/// Names faces and images by what they are: the same image gets the same ids. They are codes under the
/// server's secret, so that nobody can tell from a photo whether it was ever indexed.
/// </summary>
/// <param name="secret">At least 32 bytes, the data folder's own.</param>
/// <param name="model">Another model gives other ids, as the contract says.</param>
internal sealed class FaceIds(byte[] secret, FaceModel model)
{
    public string Image(ReadOnlySpan<byte> imageSha256) => Name("image", imageSha256, null, default);

    /// <summary>
    /// One id per image, ExternalImageId and box: the contract lets another ExternalImageId make new
    /// records of the same image.
    /// </summary>
    public string Face(ReadOnlySpan<byte> imageSha256, string? externalImageId, PixelBox box)
        => Name("face", imageSha256, externalImageId, box);

    private string Name(string kind, ReadOnlySpan<byte> imageSha256, string? externalImageId, PixelBox box)
    {
        using var code = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        Append(code, Encoding.UTF8.GetBytes(kind));
        Append(code, Encoding.UTF8.GetBytes(model.Contract));
        Append(code, imageSha256);
        Append(code, Encoding.UTF8.GetBytes(externalImageId ?? ""));
        Span<byte> corners = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(corners, (int)MathF.Round(box.Left));
        BinaryPrimitives.WriteInt32LittleEndian(corners[4..], (int)MathF.Round(box.Top));
        BinaryPrimitives.WriteInt32LittleEndian(corners[8..], (int)MathF.Round(box.Width));
        BinaryPrimitives.WriteInt32LittleEndian(corners[12..], (int)MathF.Round(box.Height));
        Append(code, corners);

        var name = code.GetHashAndReset().AsSpan(0, 16);
        name[6] = (byte)((name[6] & 0x0F) | 0x80); // Version 8, "custom": RFC 9562, section 5.8.
        name[8] = (byte)((name[8] & 0x3F) | 0x80); // Variant of RFC 9562, section 4.1.
        return new Guid(name, bigEndian: true).ToString();
    }

    // Each part with its length, so that no two lists of parts read the same.
    private static void Append(IncrementalHash code, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        code.AppendData(length);
        code.AppendData(part);
    }
}

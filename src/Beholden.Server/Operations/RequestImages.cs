using System.Security.Cryptography;
using Beholden.Store;
using Beholden.Store.Objects;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>The image of a request: decoded and upright, with the digest of the bytes it came from.</summary>
/// <param name="Sha256">Shape [32]; the same file gives the same digest, however it was sent.</param>
internal sealed record RequestImage(RgbImage Pixels, byte[] Sha256);

/// <summary>Turns the contract's Image, bytes or a bucket's object, into pixels.</summary>
internal sealed class RequestImages(IObjectSource objects, FacePipeline pipeline)
{
    /// <exception cref="InvalidParameterException">
    /// Not exactly one of Bytes and S3Object, or a side below 80 pixels.
    /// </exception>
    /// <exception cref="InvalidS3ObjectException">No such object, or it cannot be read.</exception>
    /// <exception cref="ImageTooLargeException">More bytes or pixels than the limits allow.</exception>
    /// <exception cref="InvalidImageFormatException">Neither JPEG nor PNG, or broken.</exception>
    /// <exception cref="ThrottlingException">Too many pictures wait already.</exception>
    public async Task<RequestImage> Read(ImageShape image, Call call)
    {
        var bytes = await ReadBytes(image, call);
        var pixels = await Decode(bytes, call.Cancelled);
        if (Math.Min(pixels.Width, pixels.Height) < Limits.ImageEdgePixelsMin)
        {
            throw new InvalidParameterException(
                $"Request has invalid parameters: the image is {pixels.Width}x{pixels.Height} pixels, "
                + $"each side must be at least {Limits.ImageEdgePixelsMin}");
        }

        return new(pixels, SHA256.HashData(bytes));
    }

    private async Task<byte[]> ReadBytes(ImageShape image, Call call)
    {
        return (image.Bytes, image.S3Object) switch
        {
            ({ } bytes, null) => bytes,
            (null, { Bucket: { } bucket, Name: { } name } source) =>
                await ReadObject(bucket, name, source.Version, call.Cancelled),
            _ => throw new InvalidParameterException("Request has invalid parameters"),
        };
    }

    private async Task<byte[]> ReadObject(
        string bucket, string name, string? version, CancellationToken cancelled)
    {
        try
        {
            return await objects.Read(bucket, name, version, Limits.ObjectBytesMax, cancelled);
        }
        catch (ObjectTooLargeException)
        {
            throw new ImageTooLargeException("Image size is too large.");
        }
        catch (Exception failure) when (failure is ObjectNotFoundException or ObjectUnreadableException)
        {
            throw new InvalidS3ObjectException(
                "Unable to get object metadata from S3. Check object key, region and/or access permissions.");
        }
    }

    private async Task<RgbImage> Decode(byte[] bytes, CancellationToken cancelled)
    {
        try
        {
            return await pipeline.Decode(bytes, cancelled);
        }
        catch (OversizedImageException oversized)
        {
            throw new ImageTooLargeException(oversized.Message);
        }
        catch (PipelineFullException)
        {
            throw Admission.SlowDown();
        }
        catch (UnreadableImageException)
        {
            throw new InvalidImageFormatException("Request has invalid image format.");
        }
    }
}

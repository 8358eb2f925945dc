using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Beholden.Store.Objects;

/// <summary>Objects of an S3-compatible server that the operator configured. Asks no other address.</summary>
public sealed class S3Objects : IObjectSource, IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    // One retry: the client who waits for us retries too.
    private const int RetriesMax = 1;

    private readonly AmazonS3Client client;

    /// <param name="endpoint">http or https, without a bucket.</param>
    /// <param name="pathStyle">
    /// Whether the bucket is the path's first part (most servers) or the host's (AWS itself).
    /// </param>
    public S3Objects(Uri endpoint, string accessKeyId, string secret, string region, bool pathStyle)
    {
        // Explicit keys, region and mode: else the SDK looks for them on the network.
        client = new AmazonS3Client(new BasicAWSCredentials(accessKeyId, secret), new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = region,
            ForcePathStyle = pathStyle,
            UseHttp = endpoint.Scheme == Uri.UriSchemeHttp,
            Timeout = RequestTimeout,
            MaxErrorRetry = RetriesMax,
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    public async Task<byte[]> Read(
        string bucket, string name, string? version, long bytesMax, CancellationToken cancelled)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = bucket, Key = name, VersionId = version };
            using var answer = await client.GetObjectAsync(request, cancelled);
            return await Bounded.Read(answer.ResponseStream, answer.ContentLength, bytesMax, cancelled)
                ?? throw new ObjectTooLargeException(bucket, name, bytesMax);
        }
        catch (AmazonS3Exception cause) when (cause.StatusCode == HttpStatusCode.NotFound)
        {
            throw new ObjectNotFoundException(bucket, name);
        }
        catch (AmazonServiceException cause)
        {
            throw new ObjectUnreadableException(bucket, name, cause);
        }
        catch (AmazonClientException cause)
        {
            throw new ObjectUnreadableException(bucket, name, cause);
        }
        catch (HttpRequestException cause)
        {
            throw new ObjectUnreadableException(bucket, name, cause);
        }
        catch (IOException cause)
        {
            throw new ObjectUnreadableException(bucket, name, cause);
        }
        catch (TaskCanceledException cause) when (!cancelled.IsCancellationRequested)
        {
            // The SDK's way of saying that the time was up.
            throw new ObjectUnreadableException(bucket, name, cause);
        }
    }

    public void Dispose() => client.Dispose();
}

using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Beholden.Store;
using Beholden.Store.Objects;

namespace Beholden.Tests.Store;

public sealed class S3ObjectsTests
{
    private const string Bucket = "photos";

    [Fact]
    public async Task Objects_are_read_whole_up_to_the_limit_and_each_failure_has_its_name()
    {
        await using var server = await S3Server.Start(Bucket, Folder.Cancelled);
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        await Put(server, "2026/a picture+ü.jpg", content);
        using var objects = Objects(server.Endpoint);

        Assert.Equal(content, await Read(objects, Bucket, "2026/a picture+ü.jpg", content.Length));
        await Assert.ThrowsAsync<ObjectTooLargeException>(
            () => Read(objects, Bucket, "2026/a picture+ü.jpg", content.Length - 1));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Read(objects, Bucket, "none.jpg"));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Read(objects, "no-such-bucket", "a.jpg"));

        // s3rver checks who signs, not the signature.
        using var stranger = Objects(server.Endpoint, accessKeyId: "STRANGER");
        await Assert.ThrowsAsync<ObjectUnreadableException>(
            () => Read(stranger, Bucket, "2026/a picture+ü.jpg"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_makes_the_object_unreadable()
    {
        // A port that was free a moment ago: nobody listens there.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();

        using var objects = Objects(new Uri($"http://127.0.0.1:{port}"));
        await Assert.ThrowsAsync<ObjectUnreadableException>(() => Read(objects, Bucket, "a.jpg"));
    }

    private static S3Objects Objects(Uri endpoint, string accessKeyId = S3Server.AccessKeyId) =>
        new(endpoint, accessKeyId, S3Server.Secret, "us-east-1", pathStyle: true);

    private static Task<byte[]> Read(
        S3Objects objects, string bucket, string name, long bytesMax = 1_000_000) =>
        objects.Read(bucket, name, null, bytesMax, Folder.Cancelled);

    private static async Task Put(S3Server server, string name, byte[] content)
    {
        // s3rver would store the framing of chunks and trailing checksums as if it were content.
        using var client = new AmazonS3Client(
            new BasicAWSCredentials(S3Server.AccessKeyId, S3Server.Secret),
            new AmazonS3Config
            {
                ServiceURL = server.Endpoint.ToString(),
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            });
        using var stream = new MemoryStream(content);
        await client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Bucket,
                Key = name,
                InputStream = stream,
                UseChunkEncoding = false,
            },
            Folder.Cancelled);
    }
}

using System.Security.Cryptography;
using Beholden.Server.Operations;
using Beholden.Server.Operations.Faces;
using Beholden.Server.Say;
using Beholden.Server.Web;
using Beholden.Vision.Detection;
using Beholden.Wire;

namespace Beholden.Server.Live;

/// <summary>The live streams of browsers: lets them in, so many at once, and keeps nothing of them.</summary>
internal sealed class LiveRoom(
    ConsoleDoor door, FaceRoom faces, OpenCollections collections, FaceSearch faceSearch, Overseer overseer,
    Measures measures, Admission admission, IHostApplicationLifetime host, TimeProvider clock)
{
    public const string Path = "/console/live";

    // Of 32 bits: a name that a person can type, and that no two streams of a day share.
    private const int IdBytes = 4;

    // A frame that waits for the next is worth more than a small face in it; decision page 0035.
    private readonly FaceFinder finder = new(faces.Finder.Detector, DetectionPlan.Fast, threads: 1);

    private int open;

    /// <summary>Answers a request for a stream and runs it to its end.</summary>
    /// <exception cref="ServiceException">It is refused, and no socket was opened.</exception>
    public async Task Run(HttpContext http, Guid requestId)
    {
        Call Caller() => door.SocketCaller(http, requestId);
        _ = Caller();
        using var admitted = admission.Enter(2 * Limits.LiveFrameBytesMax);
        try
        {
            if (Interlocked.Increment(ref open) > Limits.LiveStreamsMax)
            {
                throw new ThrottlingException(
                    $"There are {Limits.LiveStreamsMax} live streams already; end one first.");
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(
                http.RequestAborted, host.ApplicationStopping);
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var searches = new LiveSearches(
                faces.Pipeline, collections, faceSearch, overseer, measures, clock);
            using var stream = new LiveStream(
                socket, $"live-{RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true)}", Caller,
                new(faces.Pipeline, finder), searches, overseer, measures, finder.Detector, clock);
            await stream.Run(ending.Token);
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}

using Beholden.Wire;

namespace Beholden.Server;

/// <summary>
/// Bounds what all requests together hold. Above it clients are asked to slow down, which every AWS SDK
/// answers by waiting and trying again; the alternative is an out-of-memory for everyone.
/// </summary>
internal sealed class Admission
{
    private long bytes;
    private int requests;

    /// <summary>Requests under way.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>What their bodies may hold.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <param name="bodyBytes">As the client announced; null takes the largest body allowed.</param>
    /// <exception cref="ThrottlingException">Too much is under way.</exception>
    public Admitted Enter(long? bodyBytes)
    {
        var held = bodyBytes ?? Limits.BodyBytesMax;
        var admitted = new Admitted(this, held);
        var bytesNow = Interlocked.Add(ref bytes, held);
        var requestsNow = Interlocked.Increment(ref requests);
        if (bytesNow <= Limits.BodiesBytesMax && requestsNow <= Limits.RequestsMax)
        {
            return admitted;
        }

        admitted.Dispose();
        throw SlowDown();
    }

    public static ThrottlingException SlowDown() => new("Slow down; sudden increase in rate of requests.");

    internal sealed class Admitted(Admission gate, long held) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Add(ref gate.bytes, -held);
            Interlocked.Decrement(ref gate.requests);
        }
    }
}

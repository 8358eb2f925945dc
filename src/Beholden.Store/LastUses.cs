using System.Collections.Concurrent;

namespace Beholden.Store;

/// <summary>Faces and users that searches returned and whose last use is to be written down.</summary>
internal sealed class LastUses
{
    private ConcurrentDictionary<long, byte> faces = [];
    private ConcurrentDictionary<long, byte> users = [];

    /// <summary>Not written for a day: a search a second would be a write a second.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromDays(1);

    public void AddFace(long seq) => Add(faces, seq);

    /// <summary>All faces of the user count as used.</summary>
    public void AddUser(long seq) => Add(users, seq);

    public (long[] Faces, long[] Users) Take() => (
        [.. Interlocked.Exchange(ref faces, []).Keys], [.. Interlocked.Exchange(ref users, []).Keys]);

    // What finds no room is noted by the next search that returns it; until then it counts as used earlier,
    // so it is destroyed rather too early than too late.
    private static void Add(ConcurrentDictionary<long, byte> to, long seq)
    {
        if (to.Count < Limits.UsesWaitingMax)
        {
            to.TryAdd(seq, 0);
        }
    }
}

using System.Collections.Concurrent;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Policy;
using Beholden.Wire;

namespace Beholden.Server.Live;

/// <summary>Who the tracks of one stream are, as far as it was asked.</summary>
/// <param name="refused">Told why it ended, when it did so by itself.</param>
internal sealed class LiveNames(
    LiveSearches searches, TimeProvider clock, Func<LiveSearch, ServiceException, Task> refused)
{
    private Wanted? wanted;
    private Task searching = Task.CompletedTask;

    public async Task Begin(LiveSearch search, Call call)
    {
        End();
        var asked = await searches.Require(search, call);
        Volatile.Write(ref wanted, new(search, asked));
    }

    public void End() => Volatile.Write(ref wanted, null);

    public LiveName? Of(long trackId) => Volatile.Read(ref wanted)?.Names.GetValueOrDefault(trackId);

    /// <summary>Ends where it is no longer allowed.</summary>
    public async Task Check()
    {
        if (Volatile.Read(ref wanted) is not { } now)
        {
            return;
        }

        try
        {
            await searches.Again(now.Asked);
        }
        catch (AccessDeniedException denied)
        {
            await Refuse(now, denied);
        }
    }

    /// <summary>Begins a search for the track that waits for one longest, unless one runs.</summary>
    public async Task Consider(FrameSeen seen, Call call)
    {
        if (Volatile.Read(ref wanted) is not { } now || !searching.IsCompleted)
        {
            return;
        }

        // What nothing below caught is a fault of ours, and ends the stream.
        await searching;
        foreach (var gone in now.Names.Keys.Except(seen.Tracks.Select(track => track.Id)).ToList())
        {
            now.Names.TryRemove(gone, out _);
        }

        var due = clock.GetUtcNow() - Limits.LiveSearchEvery;
        var next = seen.Tracks
            .Where(track => track is { IsConfirmed: true, SeenIndex: >= 0 })
            .Select(track => (Track: track, Known: now.Names.GetValueOrDefault(track.Id)))
            // Two people judge a lead once; another for the same face would only be more of their time.
            .Where(one => one.Known is null || (one.Known.Lead is null && one.Known.Ended <= due))
            .OrderBy(one => one.Known?.Ended ?? DateTimeOffset.MinValue)
            .Select(one => one.Track)
            .FirstOrDefault();
        if (next is not null)
        {
            searching = Search(now, seen, next.Id, next.SeenIndex, call);
        }
    }

    private async Task Search(Wanted now, FrameSeen seen, long trackId, int seenIndex, Call call)
    {
        try
        {
            now.Names[trackId] = await searches.Find(now.Search, seen, seenIndex, call);
        }
        catch (ThrottlingException)
        {
            // The track is still due, and the next frame tries again.
        }
        catch (ServiceException refusal)
        {
            await Refuse(now, refusal);
        }
        catch (LedgerUnwritableException)
        {
            await Refuse(now, LedgerRoom.Unwritable());
        }
        catch (OperationCanceledException) when (call.Cancelled.IsCancellationRequested)
        {
            // The stream ended; nobody waits for the name.
        }
    }

    /// <summary>Once, however many notice it.</summary>
    private async Task Refuse(Wanted now, ServiceException refusal)
    {
        if (ReferenceEquals(Interlocked.CompareExchange(ref wanted, null, now), now))
        {
            await refused(now.Search, refusal);
        }
    }

    public Task Ended => searching;

    /// <summary>One wish; the names belong to it, so that no name outlives what it was asked under.</summary>
    private sealed record Wanted(LiveSearch Search, Asked Asked)
    {
        public ConcurrentDictionary<long, LiveName> Names { get; } = new();
    }
}

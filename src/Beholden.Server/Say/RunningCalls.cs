using System.Collections.Concurrent;
using Beholden.Oversight.Cases;
using Beholden.Oversight.Policy;

namespace Beholden.Server.Say;

/// <summary>The calls that run now, so that a stop or a refused authorisation can end them.</summary>
internal sealed class RunningCalls
{
    private readonly ConcurrentDictionary<Running, Asked> running = new();
    private readonly Stops stops;
    private readonly string modelId;

    public RunningCalls(Stops stops, CaseBook cases, string modelId)
    {
        (this.stops, this.modelId) = (stops, modelId);
        stops.Added += stop => End(asked => stop.Covers(asked, modelId));
        cases.Refused += name => End(asked => asked.Case == name);
    }

    /// <summary>The stop that holds such a call up; null where none does.</summary>
    public Stop? StopOf(Asked asked) => stops.Find(asked, modelId);

    /// <summary>Begins a call; disposing ends it.</summary>
    public Running Begin(Asked asked, CancellationToken cancelled)
    {
        var one = new Running(this, cancelled);
        running[one] = asked;
        return one;
    }

    private void End(Func<Asked, bool> isMeant)
    {
        foreach (var (one, asked) in running)
        {
            if (isMeant(asked))
            {
                one.End();
            }
        }
    }

    /// <summary>One call, and the token that a stop cancels.</summary>
    internal sealed class Running : IDisposable
    {
        private readonly RunningCalls all;
        private readonly CancellationTokenSource ended;
        private readonly Lock ending = new();
        private bool isOver;

        public Running(RunningCalls all, CancellationToken cancelled)
        {
            this.all = all;
            ended = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        }

        public CancellationToken Token => ended.Token;

        public void End()
        {
            lock (ending)
            {
                if (!isOver)
                {
                    ended.Cancel();
                }
            }
        }

        public void Dispose()
        {
            all.running.TryRemove(this, out _);
            lock (ending)
            {
                isOver = true;
                ended.Dispose();
            }
        }
    }
}

namespace Beholden.Server.Persons;

/// <summary>So many times in any stretch of time, and no more. For any number of threads.</summary>
internal sealed class RateWindow(int timesMax, TimeSpan length)
{
    private readonly Queue<DateTimeOffset> times = new();

    /// <returns>Whether it may be done once more; then it counts.</returns>
    public bool Take(DateTimeOffset now)
    {
        lock (times)
        {
            while (times.TryPeek(out var first) && first <= now - length)
            {
                times.Dequeue();
            }

            if (times.Count >= timesMax)
            {
                return false;
            }

            times.Enqueue(now);
            return true;
        }
    }
}

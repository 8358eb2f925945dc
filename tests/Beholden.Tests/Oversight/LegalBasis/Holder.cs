namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>Something that keeps faces on a basis: the rules alone, the store, or a server.</summary>
internal abstract class Holder
{
    private static long foundTotal, refusedTotal;

    /// <summary>Of every holder the same: the twin tells what must come of each step.</summary>
    /// <returns>Whether the step was taken; false where it was refused.</returns>
    public abstract Task<bool> Do(HistoryStep step);

    /// <summary>Moves the holder's clock.</summary>
    public abstract void Set(DateTimeOffset now);

    /// <summary>The faces that a search finds.</summary>
    public abstract Task<SortedSet<int>> Found();

    /// <summary>All faces that are kept, hidden ones too; null: it cannot be seen.</summary>
    public abstract Task<SortedSet<int>?> Kept();

    public virtual bool HasUsers => false;

    /// <summary>Faces found, and steps refused, in all histories told: they are not empty.</summary>
    public static long FoundTotal => Interlocked.Read(ref foundTotal);

    public static long RefusedTotal => Interlocked.Read(ref refusedTotal);

    /// <summary>Tells a history to a holder and to the twin, which must agree after each step.</summary>
    public static async Task Tell(HistoryStep[] story, Holder holder)
    {
        var twin = new HeldTwin(holder.HasUsers);
        foreach (var (at, step) in story.Index())
        {
            var expected = twin.Do(step);
            holder.Set(twin.Now);
            var done = await holder.Do(step);
            var told = $"step {at} of {string.Join("; ", story)}";
            Assert.True(expected == done, $"{told}: taken {done}, not {expected}");
            var found = await holder.Found();
            Assert.True(
                found.SetEquals(twin.Found()),
                $"{told}: found {string.Join(',', found)}, not {string.Join(',', twin.Found())}");
            Assert.All(found, face => Assert.True(twin.HasBasis(face), told));
            Interlocked.Add(ref foundTotal, found.Count);
            Interlocked.Add(ref refusedTotal, done ? 0 : 1);
            twin.Searched();
            if (step.Act == HistoryAct.Sweep && await holder.Kept() is { } kept)
            {
                Assert.True(
                    kept.SetEquals(twin.Kept()),
                    $"{told}: kept {string.Join(',', kept)}, not {string.Join(',', twin.Kept())}");
            }
        }
    }
}

using Beholden.Oversight.Ledger;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>Calls that are only counted: one entry for each key, purpose, operation and minute.</summary>
public sealed class AggregateTests
{
    [Fact]
    public async Task Counts_of_many_callers_become_one_entry_for_each_group_and_minute()
    {
        await using var made = await MadeLog.Make();
        var clock = new SetClock(MadeLog.Time);
        await using (var counts = new LedgerAggregates(made.Log, clock))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            {
                for (var n = 0; n < 500; n++)
                {
                    counts.Count("one", "personal", "DetectFaces", n % 5 == 0 ? "refused" : "answered");
                    counts.Count("two", "personal", "DetectFaces", "answered");
                }
            })));
            clock.Now = MadeLog.Time.AddMinutes(1);
            counts.Count("one", "personal", "DetectFaces", "answered");
            await counts.Flush(MadeLog.Cancelled);
            Assert.Equal(3, made.Log.Size);
            await counts.Flush(MadeLog.Cancelled);
            Assert.Equal(3, made.Log.Size);
            counts.Count("one", "other", "DetectFaces", "answered");
        }

        var entries = await Entries(made);
        Assert.Equal(4, entries.Count);
        var first = entries.Single(one => one.Key == "one" && one.Counts.Count == 2);
        Assert.Equal((3_200, 800), (first.Counts["answered"], first.Counts["refused"]));
        Assert.Equal((LedgerAggregates.Kind, MadeLog.Time.AddSeconds(-5)), (first.Kind, first.Time));
        Assert.Equal(4_000, entries.Single(one => one.Key == "two").Counts["answered"]);
        Assert.Equal("other", entries[3].Purpose);
    }

    [Fact]
    public async Task What_cannot_be_entered_stays_counted_and_stops_the_next_call()
    {
        await using var made = await MadeLog.Make();
        await using var counts = new LedgerAggregates(made.Log, TimeProvider.System);
        counts.Count("one", "personal", "DetectFaces", "answered");
        made.Sql("ALTER TABLE entry RENAME TO gone");
        await Assert.ThrowsAsync<LedgerUnwritableException>(() => counts.Flush(MadeLog.Cancelled));
        Assert.Throws<LedgerUnwritableException>(() =>
            counts.Count("one", "personal", "DetectFaces", "answered"));

        made.Sql("ALTER TABLE gone RENAME TO entry");
        await counts.Flush(MadeLog.Cancelled);
        counts.Count("one", "personal", "DetectFaces", "answered");
        Assert.Equal(1, Assert.Single(await Entries(made)).Counts["answered"]);
    }

    private static async Task<List<LedgerEntry>> Entries(MadeLog made)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var one in made.Log.Entries(from: 0, MadeLog.Cancelled))
        {
            entries.Add(one.Entry);
        }

        return entries;
    }
}

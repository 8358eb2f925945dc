using System.Text.Json.Nodes;
using Beholden.Oversight.Cases;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Purposes;
using Beholden.Store;
using Beholden.Tests.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Cases;

/// <summary>Cases on a real database with a real ledger, and a clock that the test moves.</summary>
public sealed class CaseBookTests : IAsyncLifetime
{
    private readonly SetClock clock = new(Folder.Now);
    private Folder folder = null!;
    private LedgerLog ledger = null!;
    private CaseBook book = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        folder = await Made.FolderWithCollection();
        await Open();
    }

    public async ValueTask DisposeAsync()
    {
        book.Dispose();
        await ledger.DisposeAsync();
        await folder.DisposeAsync();
    }

    [Fact]
    public async Task The_clock_begins_with_the_first_use_reminds_and_locks_once_each_across_restarts()
    {
        Assert.Null(Lacks());
        await book.Use("c", "KEY", Cancelled);
        await book.Use("c", "KEY", Cancelled);
        foreach (var (hours, entries) in new (double, string[])[]
        {
            (23.9, ["first-use"]), (24, ["first-use", "reminded"]), (47.9, ["first-use", "reminded"]),
            (48, ["first-use", "reminded", "locked"]), (99, ["first-use", "reminded", "locked"]),
        })
        {
            clock.Now = Folder.Now.AddHours(hours);
            await book.Advance(Cancelled);
            await book.Advance(Cancelled);
            Assert.Equal(entries, await Entered());
            Assert.Equal(hours >= 48, Lacks() is not null);
            Assert.Equal(hours >= 48, book.IsShut("c", clock.Now));
            await Reopen();
        }

        // A late authorisation unlocks, and ends.
        await book.Authorise(
            "c", new("court", "1/26", null, null, clock.Now, clock.Now.AddDays(1)), "KEY", Cancelled);
        Assert.Null(Lacks());
        clock.Now = clock.Now.AddDays(1.01);
        await Reopen();
        Assert.Contains("covers SearchFaces", Lacks(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_slept_over_both_is_reminded_and_locked()
    {
        await book.Use("c", "KEY", Cancelled);
        clock.Now = Folder.Now.AddDays(30);
        Assert.NotNull(Lacks()); // Before any tick.
        await book.Advance(Cancelled);
        await book.Advance(Cancelled);
        Assert.Equal(["first-use", "reminded", "locked"], await Entered());
    }

    [Fact]
    public async Task A_refusal_destroys_leads_and_records_of_the_case_alone_each_with_an_entry()
    {
        var own = await folder.Keys.Create("own", "ann", "p", "c", Folder.Now, Cancelled);
        var other = await folder.Keys.Create("other", "ben", "p", "d", Folder.Now, Cancelled);
        var (mine, theirs) = (await Lead("c"), await Lead("d"));
        var (gone, kept) = (await Searched(own), await Searched(other));
        var ended = new List<string>();
        book.Refused += ended.Add;

        await book.Refuse("c", "court", "2/26", "KEY", Cancelled);

        Assert.Equal(["c"], ended);
        var leads = new LeadStore(folder.Database);
        Assert.Null(await leads.Find(mine, Cancelled));
        Assert.NotNull(await leads.Find(theirs, Cancelled));
        Assert.Null(ledger.ReadRecord(gone));
        Assert.NotNull(ledger.ReadRecord(kept));
        Assert.Equal(["refuse", "erase-lead", "erase-record"], await Entered());

        // What a call left while it was ending goes with the second look.
        var late = await Searched(own);
        clock.Now += CaseLimits.SettlesAfter;
        await Reopen();
        await book.Advance(Cancelled);
        await book.Advance(Cancelled);
        Assert.Null(ledger.ReadRecord(late));
        Assert.Equal(["refuse", "erase-lead", "erase-record", "erase-record", "erased"], await Entered());

        // It is over for good.
        Assert.NotNull(Lacks());
        await Assert.ThrowsAsync<InvalidDataException>(() => book.Refuse("c", "x", "y", "KEY", Cancelled));
        await Assert.ThrowsAsync<InvalidDataException>(() => book.Authorise(
            "c", new("court", "3/26", null, null, clock.Now, clock.Now.AddDays(1)), "KEY", Cancelled));
    }

    [Fact]
    public async Task An_authorisation_that_is_not_sound_is_refused_with_what_is_wrong()
    {
        var sound = new Authorisation("court", "1/26", null, null, clock.Now, clock.Now.AddDays(1));
        foreach (var (wrong, why) in new[]
        {
            (sound with { To = sound.From }, "begins before it ends"),
            (sound with { Operations = ["Pluck"] }, "no operation Pluck"),
        })
        {
            var refusal = await Assert.ThrowsAsync<InvalidDataException>(
                () => book.Authorise("c", wrong, "KEY", Cancelled));
            Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        }

        Assert.Empty(book.All);
    }

    private string? Lacks() => book.Lacks(
        AuthorisationNeed.Within48h, "c", "SearchFaces", "us-east-1/case", clock.Now);

    private async Task<string> Lead(string caseName)
    {
        var lead = new KeptLead(
            Guid.NewGuid().ToString(), false, "KEY", "ann", "p", caseName, Made.Staff, Folder.Now,
            Folder.Now.AddDays(9), [1], [2], [3]);
        await new LeadStore(folder.Database).Add(lead, 10, 10, Cancelled);
        return lead.LeadId;
    }

    private Task<long> Searched(SigningKey key) => ledger.Append(
        new() { Time = clock.Now, Kind = "outcome", Operation = "SearchFaces", Key = key.Key.AccessKeyId },
        new LedgerRecord(new JsonObject { ["answer"] = "somebody" }), Cancelled);

    private async Task<List<string>> Entered()
    {
        var entered = new List<string>();
        await foreach (var one in ledger.Entries(0, Cancelled))
        {
            if (one.Entry.Kind == "case")
            {
                entered.Add(one.Entry.Operation);
            }
        }

        entered.Remove("authorise");
        return entered;
    }

    private async Task Open()
    {
        ledger = await LedgerLog.Open(folder.Path, new byte[32], clock, Cancelled);
        book = await CaseBook.Open(
            new CaseStore(folder.Database),
            new CaseErasure(
                new LeadStore(folder.Database), new KeyStore(folder.Database), ledger, clock),
            ledger, clock, Cancelled);
    }

    private async Task Reopen()
    {
        book.Dispose();
        await ledger.DisposeAsync();
        await folder.Reopen();
        await Open();
    }
}

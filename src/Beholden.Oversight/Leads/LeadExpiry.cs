using Beholden.Oversight.Ledger;
using Beholden.Store;

namespace Beholden.Oversight.Leads;

/// <summary>Deletes leads whose time is over, decided or not.</summary>
public sealed class LeadExpiry(LeadStore leads, LedgerLog ledger, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private DateTimeOffset next;

    /// <summary>Called every second; looks once a minute. How many went is entered.</summary>
    public async Task Advance(CancellationToken cancelled)
    {
        var now = clock.GetUtcNow();
        if (now < next)
        {
            return;
        }

        next = now + Every;
        var gone = await leads.DeleteDue(now, cancelled);
        if (gone.Count > 0)
        {
            await ledger.Append(
                new()
                {
                    Time = now,
                    Kind = "lead",
                    Operation = "erase-due",
                    Counts = new Dictionary<string, long> { ["leads"] = gone.Count },
                },
                record: null, CancellationToken.None);
        }
    }
}

using Beholden.Oversight.Ledger;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Store;
using Beholden.Tests.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Policy;

/// <summary>A data folder with its ledger, its rules and a clock that the test moves.</summary>
internal sealed class Governed : IAsyncDisposable
{
    private Governed(Folder folder) => Folder = folder;

    public SetClock Clock { get; } = new(Folder.Now);

    public Folder Folder { get; }

    public LedgerLog Ledger { get; private set; } = null!;

    public Governance Rules { get; private set; } = null!;

    public Stops Stops { get; private set; } = null!;

    public PolicyStore Policies => new(Folder.Database);

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<Governed> Make(Profile first)
    {
        var made = new Governed(await Folder.Make());
        await made.Open(first);
        return made;
    }

    /// <summary>As after a restart: nothing in memory survives.</summary>
    /// <param name="chosen">What the start asks for; null: nothing.</param>
    public async Task Reopen(Func<Task>? between = null, Profile? chosen = null)
    {
        await Close();
        await Folder.Reopen();
        if (between is not null)
        {
            await between();
        }

        await Open(chosen);
    }

    public async Task<IReadOnlyList<LedgerEntry>> Entries()
    {
        var all = new List<LedgerEntry>();
        await foreach (var entry in Ledger.Entries(0, Cancelled))
        {
            all.Add(entry.Entry);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        await Folder.DisposeAsync();
    }

    private async Task Open(Profile? chosen)
    {
        Ledger = await LedgerLog.Open(Folder.Path, new byte[32], Clock, Cancelled);
        try
        {
            Rules = await Governance.Open(Policies, Ledger, chosen, floor: null, Clock, Cancelled);
            Stops = await Stops.Open(new StopStore(Folder.Database), Ledger, Clock, Cancelled);
        }
        catch (InvalidDataException)
        {
            await Ledger.DisposeAsync();
            Rules = null!;
            throw;
        }
    }

    private async Task Close()
    {
        if (Rules is not null)
        {
            Rules.Dispose();
            Stops.Dispose();
            await Ledger.DisposeAsync();
        }
    }
}

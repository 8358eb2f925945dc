using System.Text.Json.Nodes;
using Beholden.Store;

namespace Beholden.Server.Say;

/// <summary>Beholden's own call that destroys what is due, without waiting for the next minute.</summary>
internal sealed class SweepAdmin(Sweeper sweeper, Database database)
{
    public async Task<JsonObject> Sweep(Call call)
    {
        var totals = await sweeper.Sweep(call, call.Cancelled);
        return new()
        {
            ["FacesDestroyed"] = totals.FacesDestroyed,
            ["ConsentsExpired"] = totals.ConsentsExpired,
            ["ConsentsDestroyed"] = totals.ConsentsDestroyed,
            ["RequestTokensDestroyed"] = totals.RequestTokens,
            ["LinksDestroyed"] = totals.Links,
            ["RecordsErased"] = totals.RecordsErased,
            ["HiddenRowsCompared"] = database.SearchCounts.HiddenRowsCompared,
        };
    }
}

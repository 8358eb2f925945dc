using System.Security.Cryptography;
using System.Text;
using Beholden.Oversight.Cases;
using Beholden.Oversight.Leads;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Server.Commands;
using Beholden.Store;
using Beholden.Vision.Faces;

namespace Beholden.Server.Say;

/// <summary>The rules, stops and cases in effect, kept up to date while the server runs.</summary>
internal sealed class SayRoom : IAsyncDisposable
{
    private static readonly TimeSpan AdvanceEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource closing = new();
    private readonly Task regular;

    private SayRoom(
        Governance governance, Stops stops, CaseBook cases, LeadExpiry expiry, TimeProvider clock,
        Action<string> tell)
    {
        (Governance, Stops, Cases) = (governance, stops, cases);
        regular = Advance(expiry, clock, tell);
    }

    public Governance Governance { get; }

    public Stops Stops { get; }

    public CaseBook Cases { get; }

    /// <param name="tell">Takes sentences about what could not be done in the background.</param>
    /// <exception cref="Failure">The folder's rules cannot be used; the sentence says why.</exception>
    public static async Task<SayRoom> Open(
        Settings settings, Database database, LedgerRoom ledger, Calibration calibration, TimeProvider clock,
        Action<string> tell, CancellationToken cancelled)
    {
        try
        {
            var governance = await Governance.Open(
                new PolicyStore(database), ledger.Log, Chosen(settings), FloorOf(calibration.Card), clock,
                cancelled);
            var stops = await Stops.Open(new StopStore(database), ledger.Log, clock, cancelled);
            var cases = await CaseBook.Open(
                new CaseStore(database),
                new CaseErasure(new LeadStore(database), new KeyStore(database), ledger.Log, clock),
                ledger.Log, clock, cancelled);
            var expiry = new LeadExpiry(new LeadStore(database), ledger.Log, clock);
            return new(governance, stops, cases, expiry, clock, tell);
        }
        catch (InvalidDataException wrong)
        {
            throw new Failure(wrong.Message);
        }
    }

    /// <summary>SHA-256 of the card, 64 hexadecimal digits; null without one.</summary>
    public static string? Hash(CalibrationCard? card) => card is null
        ? null
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(card.ToJson())));

    /// <summary>
    /// Where nothing is blocked, every answer of the server says so: a page, a refusal, a failure.
    /// </summary>
    public Task Mark(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            if (Governance.Now.Profile is { Enforced: false } profile)
            {
                http.Response.Headers["x-beholden-profile"] = profile.Id;
            }

            return Task.CompletedTask;
        });
        return next(http);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await regular.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
        Governance.Dispose();
        Stops.Dispose();
        Cases.Dispose();
    }

    /// <returns>Null without a card.</returns>
    public static Floor? FloorOf(CalibrationCard? card) => card is null
        ? null
        : new(
            [.. card.Rates.Select(rate => new FloorPoint(Exact(rate.Percent), rate.FalseMatchRateHigh95))],
            Exact(card.Reach.Percent), card.Reach.FalseMatchRateHigh95);

    /// <summary>As it is written: as a double, the float of 99.22 is a little more.</summary>
    private static double Exact(float percent) => (double)(decimal)percent;

    /// <summary>A ready profile's id, or a file with one of the site's own.</summary>
    private static Profile? Chosen(Settings settings)
    {
        if (settings.Profile is not { } chosen)
        {
            return null;
        }

        try
        {
            return File.Exists(chosen) ? Profile.Parse(File.ReadAllText(chosen)) : Profile.OfId(chosen);
        }
        catch (IOException unreadable)
        {
            throw new InvalidDataException($"The profile {chosen} cannot be read: {unreadable.Message}");
        }
    }

    private async Task Advance(LeadExpiry expiry, TimeProvider clock, Action<string> tell)
    {
        using var timer = new PeriodicTimer(AdvanceEvery, clock);
        while (await timer.WaitForNextTickAsync(closing.Token))
        {
            try
            {
                await Governance.Advance(closing.Token);
                await Cases.Advance(closing.Token);
                await expiry.Advance(closing.Token);
            }
            catch (Exception failed) when (failed is Oversight.Ledger.LedgerUnwritableException
                or InvalidDataException or System.Data.Common.DbException)
            {
                // Rules, cases and leads stay as they are; a later second tries again.
                tell($"A change of policy, a case's clock or a lead's end could not be put in force: "
                    + failed.Message);
            }
        }
    }
}

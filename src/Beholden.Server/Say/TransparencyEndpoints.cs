using System.Text;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Transparency;

namespace Beholden.Server.Say;

/// <summary>
/// <c>GET /transparency</c> and <c>/transparency.json</c>: how the server is used, for everybody, without a
/// key. Reading them is not entered.
/// </summary>
internal sealed class TransparencyEndpoints(LedgerLog ledger) : IDisposable
{
    public const string Page = "/transparency", Json = "/transparency.json";

    // Entries are added to it as they come, so that a long log is read once.
    private readonly TransparencyTally tally = new();
    private readonly SemaphoreSlim adding = new(1);
    private TransparencyReport? last;

    public void Dispose() => adding.Dispose();

    public async Task Answer(HttpContext http)
    {
        var report = await Report(http.RequestAborted);
        var isJson = http.Request.Path.Value == Json;
        var body = isJson
            ? report.ToJson().ToJsonString(new() { Encoder = Relaxed })
            : TransparencyPage.Of(report);
        http.Response.ContentType = isJson ? "application/json" : "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        // The page has no script and loads nothing; nobody can make it do either.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), http.RequestAborted);
    }

    private static System.Text.Encodings.Web.JavaScriptEncoder Relaxed =>
        System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private async Task<TransparencyReport> Report(CancellationToken cancelled)
    {
        await adding.WaitAsync(cancelled);
        try
        {
            var before = tally.Size;
            await foreach (var entry in ledger.Entries(before, cancelled))
            {
                tally.Add(entry);
            }

            return last = last is null || tally.Size > before ? TransparencyReport.Of(tally, ledger) : last;
        }
        finally
        {
            adding.Release();
        }
    }
}

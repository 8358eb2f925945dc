using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Beholden.Tests.Setup;

/// <summary>A real HTTP server on a free loopback port that serves, or spoils, one file.</summary>
internal sealed class LoopbackSource : IAsyncDisposable
{
    private readonly WebApplication app;

    private LoopbackSource(WebApplication app) => this.app = app;

    public int Requests { get; private set; }

    public Uri Address => new($"{app.Urls.Single()}/net.onnx");

    public static async Task<LoopbackSource> Start(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var source = new LoopbackSource(builder.Build());
        source.app.Run(context =>
        {
            source.Requests++;
            return answer(context);
        });
        await source.app.StartAsync(TestContext.Current.CancellationToken);
        return source;
    }

    public static Task<LoopbackSource> Serving(byte[] body) =>
        Start(c => c.Response.Body.WriteAsync(body, c.RequestAborted).AsTask());

    /// <summary>Promises the whole file and hangs up half way.</summary>
    public static Task<LoopbackSource> HangingUp(byte[] body) => Start(async c =>
    {
        c.Response.Headers.ContentLength = body.Length;
        await c.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), c.RequestAborted);
        await c.Response.Body.FlushAsync(c.RequestAborted);
        c.Abort();
    });

    public static Task<LoopbackSource> Answering(int status) => Start(c =>
    {
        c.Response.StatusCode = status;
        c.Response.Headers.Location = "/elsewhere";
        return c.Response.WriteAsync(status.ToString(CultureInfo.InvariantCulture), c.RequestAborted);
    });

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

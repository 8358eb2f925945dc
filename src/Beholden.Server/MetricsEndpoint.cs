using System.Net;
using System.Security.Cryptography;
using System.Text;
using Beholden.Server.Commands;
using Beholden.Server.Web;
using Beholden.Vision.Models;
using OpenTelemetry.Metrics;

namespace Beholden.Server;

/// <summary>
/// <c>GET /metrics</c> for Prometheus: to this machine itself, and to whoever has the token of
/// BEHOLDEN_METRICS_TOKEN. <c>GET /console/metrics</c> shows a signed-in browser the same.
/// </summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics", ConsolePath = "/console/metrics";
    private const string TokenVariable = "BEHOLDEN_METRICS_TOKEN", Scheme = "Bearer ";
    private const int TokenCharsMin = 16;

    /// <exception cref="Failure">The token can be guessed.</exception>
    public static void AddTo(IServiceCollection rooms)
    {
        if (Token() is { Length: < TokenCharsMin })
        {
            throw new Failure($"{TokenVariable} needs {TokenCharsMin} characters or more.");
        }

        rooms.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(Measures.MeterName, Sessions.MeterName)
            .AddRuntimeInstrumentation()
            // Two readers within 300 ms would else get one answer; making it costs little.
            .AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0));
    }

    public static void MapTo(WebApplication web, RequestPipeline pipeline)
    {
        var door = web.Services.GetRequiredService<ConsoleDoor>();
        web.UseOpenTelemetryPrometheusScrapingEndpoint(
            http => http.Request.Path == Path && MayRead(http));
        web.UseOpenTelemetryPrometheusScrapingEndpoint(
            http => http.Request.Path == ConsolePath && door.IsSignedIn(http));
        web.MapGet(Path, Denied);
        web.MapGet(ConsolePath, pipeline.HandleNotSignedIn);
    }

    /// <summary>
    /// A request that came through a proxy is not from this machine, whatever its address says.
    /// </summary>
    private static bool MayRead(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (Token() is { } token)
        {
            var given = headers.Authorization.ToString();
            return given.StartsWith(Scheme, StringComparison.Ordinal)
                && CryptographicOperations.FixedTimeEquals(
                    SHA256.HashData(Encoding.UTF8.GetBytes(given[Scheme.Length..])),
                    SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        }

        return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && !headers.ContainsKey("Forwarded") && !headers.ContainsKey("X-Forwarded-For");
    }

    private static string? Token() =>
        Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null;

    private static Task Denied(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(
            $"Metrics are for this machine and the token of {TokenVariable}; a signed-in console has "
            + $"{ConsolePath}.\n",
            http.RequestAborted);
    }
}

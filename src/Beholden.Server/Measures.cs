using System.Diagnostics;
using System.Diagnostics.Metrics;
using Beholden.Oversight.Ledger;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>
/// What the server does and what it costs, as OpenTelemetry metrics. No measure names a person, a key or a
/// collection, so that whoever watches the server learns nothing of them.
/// </summary>
internal sealed class Measures : IDisposable
{
    public const string MeterName = "Beholden";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> requests;
    private readonly Histogram<double> duration;

    public Measures(Admission admission, LedgerLog ledger)
    {
        requests = meter.CreateCounter<long>(
            "beholden.requests", description: "Calls by operation and outcome");
        duration = meter.CreateHistogram(
            "beholden.request.duration", "s", "Time from a call's whole body to its answer",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
            });
        meter.CreateObservableGauge(
            "beholden.requests.active", () => admission.Requests, description: "Calls under way");
        meter.CreateObservableGauge(
            "beholden.bodies.held", () => admission.Bytes, "By", "Bytes of bodies of calls under way");
        meter.CreateObservableGauge(
            "beholden.ledger.entries", () => ledger.Size, description: "Entries of the ledger");
    }

    /// <summary>Runs a call and counts what became of it.</summary>
    /// <param name="operation">One that there is: names that clients make up would be kept for ever.</param>
    public async Task<byte[]> Of(string operation, Func<Task<byte[]>> run)
    {
        var begun = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var answer = await run();
            outcome = "answered";
            return answer;
        }
        catch (AccessDeniedException)
        {
            outcome = "denied";
            throw;
        }
        catch (ThrottlingException)
        {
            outcome = "turned away";
            throw;
        }
        catch (ServiceException)
        {
            outcome = "refused";
            throw;
        }
        finally
        {
            var name = new KeyValuePair<string, object?>("operation", operation);
            requests.Add(1, name, new("outcome", outcome));
            duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, name);
        }
    }

    public void Dispose() => meter.Dispose();
}

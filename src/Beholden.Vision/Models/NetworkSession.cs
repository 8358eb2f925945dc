using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>A network's session, opened once: when it is made, or when it is first asked for.</summary>
/// <remarks>
/// Whoever asks first opens it and the others wait, whatever becomes of the request that asked. A failed
/// opening is told to its caller and tried again by the next.
/// </remarks>
internal sealed class NetworkSession : IDisposable
{
    private static readonly Meter Meter = new(Sessions.MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "beholden.model.duration", "s", "Time of one run of a network",
        advice: new()
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
        });

    private readonly Lock gate = new();
    private readonly string id;
    private readonly Func<InferenceSession> open;
    private readonly Action<InferenceSession> check;
    private volatile InferenceSession? session;
    private bool isDisposed;

    /// <param name="id">The catalogue's name for it, such as <c>yunet-n</c>.</param>
    /// <param name="check">Throws where the network is another than its name says.</param>
    /// <exception cref="InvalidDataException">From <paramref name="check"/>, at the start.</exception>
    /// <exception cref="OnnxRuntimeException">Not an ONNX file that the runtime can run.</exception>
    public NetworkSession(
        string id, ModelLoading loading, Func<InferenceSession> open, Action<InferenceSession> check)
    {
        this.id = id;
        this.open = open;
        this.check = check;
        if (loading == ModelLoading.Start)
        {
            session = Open();
        }
    }

    public bool IsOpen => session is not null;

    /// <summary>The open session.</summary>
    /// <exception cref="InvalidDataException">At the first use: altered, or another network.</exception>
    /// <exception cref="OnnxRuntimeException">At the first use: it cannot be run.</exception>
    public InferenceSession Session => session ?? OpenOnce();

    /// <summary>One run, which is timed. For any number of threads.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Session"/>.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions run, IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> tensors,
        IReadOnlyCollection<string> outputs)
    {
        var open = Session;
        var begun = Stopwatch.GetTimestamp();
        var results = open.Run(run, inputs, tensors, outputs);
        Duration.Record(
            Stopwatch.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("model", id));
        return results;
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            session?.Dispose();
        }
    }

    private InferenceSession OpenOnce()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return session ??= Open();
        }
    }

    private InferenceSession Open()
    {
        var opened = open();
        var isSound = false;
        try
        {
            check(opened);
            isSound = true;
            return opened;
        }
        finally
        {
            if (!isSound)
            {
                opened.Dispose();
            }
        }
    }
}

using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>A network's session, opened once: when it is made, or when it is first asked for.</summary>
/// <remarks>
/// Whoever asks first opens it and the others wait, whatever becomes of the request that asked. A failed
/// opening is told to its caller and tried again by the next.
/// </remarks>
internal sealed class NetworkSession : IDisposable
{
    private readonly Lock gate = new();
    private readonly Func<InferenceSession> open;
    private readonly Action<InferenceSession> check;
    private volatile InferenceSession? session;
    private bool isDisposed;

    /// <param name="check">Throws where the network is another than its name says.</param>
    /// <exception cref="InvalidDataException">From <paramref name="check"/>, at the start.</exception>
    /// <exception cref="OnnxRuntimeException">Not an ONNX file that the runtime can run.</exception>
    public NetworkSession(
        ModelLoading loading, Func<InferenceSession> open, Action<InferenceSession> check)
    {
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

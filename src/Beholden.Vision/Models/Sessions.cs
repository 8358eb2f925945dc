using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>The only place that names threads, providers and log levels of ONNX Runtime.</summary>
public static class Sessions
{
    /// <summary>The meter that times every run.</summary>
    public const string MeterName = "Beholden.Vision";

    /// <summary>Loads a network. One session serves all requests: concurrent runs are safe.</summary>
    /// <param name="threads">Threads inside one run. 1: requests run side by side instead.</param>
    /// <exception cref="OnnxRuntimeException">Not an ONNX file that this runtime can run.</exception>
    /// <exception cref="InvalidDataException">At a first use: altered since the start.</exception>
    public static InferenceSession Open(ModelFile model, int threads = 1) => Open(model.Read(), threads);

    /// <summary>The same for a network in memory.</summary>
    /// <param name="onnx">A whole ONNX file; weights too small to count become zero in it.</param>
    public static InferenceSession Open(byte[] onnx, int threads = 1)
    {
        TinyWeights.Flush(onnx);
        using var options = Options(threads);
        return new InferenceSession(onnx, options);
    }

    /// <summary>Makes a run end by giving the memory that it took beyond the first block back.</summary>
    public static void ReturnMemory(RunOptions run) =>
        run.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");

    private static SessionOptions Options(int threads)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            // Some packaged networks list every initializer as an input: hundreds of warnings, no news.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Inputs vary in size; a pattern kept for each would grow without end.
        options.EnableMemoryPattern = false;

        // Idle threads that spin steal the second core from the next request.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}

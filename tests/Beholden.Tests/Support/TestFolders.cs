namespace Beholden.Tests.Support;

/// <summary>Where the checkout, the weights and, when they are there, the evaluation data are.</summary>
internal static class TestFolders
{
    public static string Checkout { get; } = FindCheckout();

    public static string Weights { get; } = Environment.GetEnvironmentVariable("BEHOLDEN_WEIGHTS")
        ?? Path.Combine(Checkout, "models", "weights");

    /// <summary>
    /// The weights, or the test is skipped: they are installed by <c>./run</c> and <c>./test</c>.
    /// </summary>
    public static string RequireWeights()
    {
        if (!File.Exists(Path.Combine(Weights, "fr_feature.onnx")))
        {
            Assert.Skip($"No model weights in {Weights}; ./test installs them.");
        }

        return Weights;
    }

    /// <summary>A folder of the evaluation data, or the test is skipped.</summary>
    public static string RequireShared(params string[] below)
    {
        var shared = Environment.GetEnvironmentVariable("BEHOLDEN_SHARED")
            ?? Path.Combine(Checkout, "..", "shared");
        var folder = Path.GetFullPath(Path.Combine([shared, .. below]));
        if (!Directory.Exists(folder))
        {
            Assert.Skip(
                $"There is no folder {string.Join('/', below)} of evaluation data beside the checkout.");
        }

        return folder;
    }

    private static string FindCheckout()
    {
        var start = new DirectoryInfo(AppContext.BaseDirectory);
        for (var folder = start; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Beholden.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            "The tests run from a checkout; no Beholden.slnx was found above them.");
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("beholden-test-");

    public string Path => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}

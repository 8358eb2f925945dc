namespace Beholden.Bench;

/// <summary>Where the checkout, the weights and the evaluation data are.</summary>
internal static class BenchFolders
{
    public static string Checkout { get; } = FindCheckout();

    public static string Weights { get; } = Environment.GetEnvironmentVariable("BEHOLDEN_WEIGHTS")
        ?? Path.Combine(Checkout, "models", "weights");

    /// <summary>The committed portrait: 512 by 512 pixels, one face.</summary>
    public static string Portrait =>
        Path.Combine(Checkout, "tests", "Beholden.Tests", "Pictures", "astronaut.jpg");

    /// <exception cref="MissingDataException">The evaluation data are not beside the checkout.</exception>
    public static string Lfw() => Shared("lfw/images");

    /// <exception cref="MissingDataException">The evaluation data are not beside the checkout.</exception>
    public static string Wider() => Shared("wider");

    private static string Shared(string name)
    {
        var shared = Environment.GetEnvironmentVariable("BEHOLDEN_SHARED")
            ?? Path.Combine(Checkout, "..", "shared");
        var folder = Path.GetFullPath(Path.Combine(shared, "data", "faces", name));
        return Directory.Exists(folder) ? folder : throw new MissingDataException(
            $"This benchmark needs labelled pictures, and there is no folder {folder}; "
            + "name the folder that holds data/faces with BEHOLDEN_SHARED.");
    }

    public static DirectoryInfo Temporary() => Directory.CreateTempSubdirectory("beholden-bench-");

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

        throw new MissingDataException(
            "The benchmarks run from a checkout; no Beholden.slnx was found above them.");
    }
}

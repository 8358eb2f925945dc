using Beholden.Oversight.Cedar.Official;
using Beholden.Server.Commands.Models;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Cedar;

/// <summary>How the official engine gets beside the weights.</summary>
public sealed class EngineInstallerTests
{
    [Fact]
    public async Task It_is_taken_from_the_operators_folder_and_hashed()
    {
        var own = Path.Combine(TestFolders.Weights, EngineFile.Name);
        if (!File.Exists(own))
        {
            Assert.Skip($"No official Cedar engine in {TestFolders.Weights}; ./test installs it.");
        }

        using TemporaryFolder weights = new();
        using StringWriter said = new();
        ModelsOptions options = new()
        {
            WeightsFolder = weights.Path,
            ModelsFolder = TestFolders.Weights,
            Out = said,
        };

        await new EngineInstaller(options).Run(TestContext.Current.CancellationToken);

        Assert.Equal("verified", EngineInstaller.State(weights.Path));
        Assert.Contains("Apache-2.0", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_is_refused_and_not_kept()
    {
        using TemporaryFolder weights = new();
        using TemporaryFolder wrong = new();
        File.WriteAllText(Path.Combine(wrong.Path, EngineFile.Name), "no engine");
        ModelsOptions options = new() { WeightsFolder = weights.Path, ModelsFolder = wrong.Path };

        await Assert.ThrowsAsync<InstallException>(
            () => new EngineInstaller(options).Run(TestContext.Current.CancellationToken));

        Assert.Equal("absent", EngineInstaller.State(weights.Path));
        Assert.Empty(Directory.GetFileSystemEntries(weights.Path));
    }
}

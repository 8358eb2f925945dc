using System.Security.Cryptography;

namespace Beholden.Tests.Setup;

/// <summary>Set-up against a real HTTP server on loopback that does what servers do.</summary>
public sealed class PinnedSourceTests
{
    private static readonly byte[] Right = RandomNumberGenerator.GetBytes(300_000);

    [Fact]
    public async Task A_file_comes_from_its_address_and_has_its_bytes()
    {
        using var bench = new InstallBench(Right);
        await using var source = await LoopbackSource.Serving(Right);
        bench.ComesFrom(source.Address);

        Assert.Equal(0, await bench.Install());
        Assert.Equal(
            Right, await File.ReadAllBytesAsync(bench.Installed, TestContext.Current.CancellationToken));
        Assert.Contains($"net: installed from {source.Address}.", bench.Said, StringComparison.Ordinal);
        Assert.Equal([bench.Installed], bench.Left);
    }

    [Fact]
    public async Task An_installed_file_is_not_fetched_again()
    {
        using var bench = new InstallBench(Right);
        await using var source = await LoopbackSource.Serving(Right);
        bench.ComesFrom(source.Address);

        Assert.Equal(0, await bench.Install());
        Assert.Equal(0, await bench.Install());
        Assert.Equal(1, source.Requests);
    }

    [Fact]
    public async Task Another_hash_is_refused_and_leaves_nothing_behind()
    {
        using var bench = new InstallBench(Right);
        var wrong = (byte[])Right.Clone();
        wrong[^1] ^= 1;
        await using var source = await LoopbackSource.Serving(wrong);
        bench.ComesFrom(source.Address);

        Assert.Equal(2, await bench.Install());
        Assert.Contains("has another SHA-256 than the catalogue", bench.Complained, StringComparison.Ordinal);
        Assert.Empty(bench.Left);
    }

    [Fact]
    public async Task A_longer_file_is_cut_off_and_refused()
    {
        using var bench = new InstallBench(Right);
        await using var source = await LoopbackSource.Serving([.. Right, 0]);
        bench.ComesFrom(source.Address);

        Assert.Equal(2, await bench.Install());
        Assert.Contains("more than the 300000 bytes", bench.Complained, StringComparison.Ordinal);
        Assert.Empty(bench.Left);
    }

    [Fact]
    public async Task A_shorter_file_is_refused()
    {
        using var bench = new InstallBench(Right);
        await using var source = await LoopbackSource.Serving(Right[..^1]);
        bench.ComesFrom(source.Address);

        Assert.Equal(2, await bench.Install());
        Assert.Contains("another SHA-256", bench.Complained, StringComparison.Ordinal);
        Assert.Empty(bench.Left);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(503)]
    public async Task An_address_that_does_not_serve_the_file_says_what_serves_instead(int status)
    {
        using var bench = new InstallBench(Right);
        await using var source = await LoopbackSource.Answering(status);
        bench.ComesFrom(source.Address);

        Assert.Equal(0, await bench.Install());
        Assert.Contains(
            $"net: not installed, 127.0.0.1 answered {status}. The other net serves instead.",
            bench.Said,
            StringComparison.Ordinal);
        Assert.Equal(1, source.Requests);
        Assert.Empty(bench.Left);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_counts_as_not_reached()
    {
        using var bench = new InstallBench(Right);
        await using var source = await LoopbackSource.HangingUp(Right);
        bench.ComesFrom(source.Address);

        Assert.Equal(0, await bench.Install());
        Assert.Contains("The other net serves instead.", bench.Said, StringComparison.Ordinal);
        Assert.Empty(bench.Left);
    }

    [Fact]
    public async Task A_required_file_that_cannot_be_reached_fails_with_what_to_do()
    {
        using var bench = new InstallBench(Right);
        Uri address;
        await using (var source = await LoopbackSource.Serving(Right))
        {
            address = source.Address;
        }

        bench.ComesFrom(address);
        bench.Entry["required"] = true;

        Assert.Equal(2, await bench.Install());
        Assert.Contains("set BEHOLDEN_MODELS to a folder", bench.Complained, StringComparison.Ordinal);
        Assert.Empty(bench.Left);
    }
}

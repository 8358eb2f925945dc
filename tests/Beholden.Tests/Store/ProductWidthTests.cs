using System.Diagnostics;
using Beholden.Store.Vectors;

namespace Beholden.Tests.Store;

/// <summary>
/// The index on processors that lack what this one has: the runtime can be told to do without.
/// </summary>
public sealed class ProductWidthTests
{
    [Theory]
    [InlineData(256, "DOTNET_EnableAVX512")]
    [InlineData(128, "DOTNET_EnableAVX2")]
    [InlineData(0, "DOTNET_EnableHWIntrinsic")]
    public async Task A_search_is_right_with_the_wider_ways_switched_off(int widthBits, string without)
    {
        Assert.SkipWhen(
            Products.WidthBits <= widthBits, $"This process computes in {Products.WidthBits} bits already.");
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-noColor", "-noLogo" },
            Environment = { [without] = "0", [ProductsTests.WidthVariable] = $"{widthBits}" },
        };
        foreach (var type in new[] { typeof(ProductsTests), typeof(ExactIndexTests), typeof(DotTests) })
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(type.FullName!);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Folder.Cancelled);
        var output = await process.StandardOutput.ReadToEndAsync(Folder.Cancelled);
        await process.WaitForExitAsync(Folder.Cancelled);
        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Matches("Failed: 0, Skipped: 0", output);
    }
}

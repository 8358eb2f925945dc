using System.Net;
using System.Net.Sockets;
using Beholden.Vision.Models;

namespace Beholden.Tests.Setup;

/// <summary>The built executable as a child process, started where it must not start.</summary>
public sealed class ServeFailureTests : IDisposable
{
    private static readonly string Weights = Path.Combine(Tidy.Tree.Root, "models", "weights");
    private readonly string root = Directory.CreateTempSubdirectory("beholden serve ").FullName;

    private string Data => Path.Combine(root, "data");

    [Fact]
    public async Task A_port_in_use_is_one_sentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        RequireSentence(await Serve(url, Data, Weights), "is in use");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_one_sentence()
    {
        // A folder below a file cannot be made, whoever asks.
        var file = Path.Combine(root, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        RequireSentence(
            await Serve("http://127.0.0.1:0", Path.Combine(file, "data"), Weights), "cannot be written");
    }

    [Fact]
    public async Task A_weight_with_another_hash_is_one_sentence()
    {
        var altered = CopyWeights();
        var model = Catalogue.Load(Catalogue.BesideExecutable).Models.First(m => m.Required);
        var path = Path.Combine(altered, model.File);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        RequireSentence(await Serve("http://127.0.0.1:0", Data, altered), "has another SHA-256");
        RequireSentence(await Beholden("models", "install", "--weights", altered), "has another SHA-256");
        var verified = await Beholden("models", "verify", "--weights", altered);
        Assert.NotEqual(0, verified.Code);
        Assert.Contains(model.File, verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_required_weight_that_is_absent_is_one_sentence() =>
        RequireSentence(
            await Serve("http://127.0.0.1:0", Data, Path.Combine(root, "empty")), "is not installed");

    [Fact]
    public async Task A_registry_that_cannot_be_reached_is_one_sentence()
    {
        var ended = await Child.Run(
            Executable(),
            ["models", "install", "--weights", Path.Combine(root, "weights")],
            root,
            start =>
            {
                start.Environment["npm_config_registry"] = "http://127.0.0.1:9/";
                start.Environment["npm_config_cache"] = Path.Combine(root, "cache");
                start.Environment["npm_config_fetch_retries"] = "0";
                start.Environment.Remove("BEHOLDEN_MODELS");
            });

        Assert.NotEqual(0, ended.Code);
        Assert.Contains(
            "Check the network and npm's registry setting", ended.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(root, "weights")));
    }

    [Fact]
    public async Task Without_npm_the_install_is_one_sentence()
    {
        var ended = await Child.Run(
            Executable(),
            ["models", "install", "--weights", Path.Combine(root, "weights")],
            root,
            start =>
            {
                start.Environment["PATH"] = root;
                start.Environment.Remove("BEHOLDEN_MODELS");
            });

        RequireSentence(ended, "npm is not installed; install Node.js 20 or later");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private Task<Ended> Serve(string url, string data, string weights) =>
        Beholden("serve", "--url", url, "--data", data, "--weights", weights);

    private Task<Ended> Beholden(params string[] arguments) => Child.Run(Executable(), arguments, root);

    private static string Executable() => Path.Combine(AppContext.BaseDirectory, "beholden");

    private string CopyWeights()
    {
        var copy = Directory.CreateDirectory(Path.Combine(root, "weights")).FullName;
        foreach (var file in Directory.GetFiles(Weights))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    private static void RequireSentence(Ended ended, string part)
    {
        Assert.NotEqual(0, ended.Code);
        Assert.Contains(part, ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }
}

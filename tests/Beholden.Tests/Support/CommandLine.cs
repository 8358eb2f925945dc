using System.Text.Json.Nodes;
using Beholden.Tests.Setup;

namespace Beholden.Tests.Support;

/// <summary>The built <c>beholden</c> as a child process, on one data folder.</summary>
internal sealed class CommandLine(string dataFolder)
{
    private readonly string weights = TestFolders.RequireWeights();

    public string DataFolder { get; } = dataFolder;

    /// <summary>Runs a verb on the data folder.</summary>
    public Task<Ended> Run(params string[] arguments)
        => Plain([.. arguments, "--data", DataFolder, "--weights", weights]);

    /// <summary>Runs a verb with <c>--json</c>, which must end with this code.</summary>
    public async Task<JsonObject> Json(int exitCode, params string[] arguments)
    {
        var ended = await Run([.. arguments, "--json"]);
        Assert.True(ended.Code == exitCode, $"code {ended.Code}: {ended.Out}{ended.Error}");
        return JsonNode.Parse(ended.Out)!.AsObject();
    }

    /// <summary>
    /// Runs the program with these arguments and no others, behind a proxy that is dead: what it calls is on
    /// this machine.
    /// </summary>
    public static Task<Ended> Plain(params string[] arguments)
        => Child.Run(
            ServerProcess.Executable, arguments, Path.GetTempPath(),
            start => start.Environment["http_proxy"] = "http://127.0.0.1:9");

    /// <summary>The program refused with code 2 and one sentence, without a trace.</summary>
    public static void RequireSentence(Ended ended, string part)
    {
        Assert.True(ended.Code == 2, $"code {ended.Code}: {ended.Out}{ended.Error}");
        Assert.Contains(part, Assert.Single(ended.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}

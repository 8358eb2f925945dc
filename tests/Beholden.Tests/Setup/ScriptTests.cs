namespace Beholden.Tests.Setup;

/// <summary>What the scripts say and how they end when a tool is missing, and how ./test counts.</summary>
public sealed class ScriptTests
{
    private const string Runner = "tests/Beholden.Tests";
    private const string Server = "src/Beholden.Server";

    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    [InlineData("beholden")]
    public async Task Without_the_sdk_a_script_says_what_to_install(string script)
    {
        using var checkout = new ScriptCheckout();
        var ended = await checkout.Run(script);

        RequireSentence(ended, "The .NET 10 SDK is missing; install it");
    }

    [Fact]
    public async Task An_older_sdk_is_not_enough()
    {
        using var checkout = new ScriptCheckout().With("dotnet", "echo '9.0.300 [here]'");
        RequireSentence(await checkout.Run("run"), "dotnet has no SDK of version 10; install it");
    }

    [Fact]
    public async Task Without_node_run_says_what_to_install()
    {
        using var checkout = new ScriptCheckout().With("dotnet", "echo '10.0.100 [here]'");
        RequireSentence(await checkout.Run("run"), "Node.js is missing; install version 20 or later");
    }

    [Fact]
    public async Task An_older_node_is_not_enough()
    {
        using var checkout = new ScriptCheckout().WithTools().With("node", "echo v18.20.4");
        RequireSentence(await checkout.Run("run"), "Node.js is version 18; install version 20 or later");
    }

    [Fact]
    public async Task Without_npm_run_says_what_to_install()
    {
        using var checkout = new ScriptCheckout()
            .With("dotnet", "echo '10.0.100 [here]'").With("node", "echo v22.1.0");
        RequireSentence(await checkout.Run("run"), "npm is missing; install the npm that comes with Node.js");
    }

    [Fact]
    public async Task A_build_that_fails_shows_its_output_and_ends_with_a_sentence()
    {
        using var checkout = new ScriptCheckout().WithTools();
        checkout.With(
            "dotnet", "case $1 in --list-sdks) echo '10.0.100 [x]';; *) echo CS1002; exit 1;; esac");
        var ended = await checkout.Run("beholden", "serve");

        Assert.Equal(1, ended.Code);
        Assert.Contains("CS1002", ended.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "The build failed; the lines above say why.\n", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_installs_then_serves_with_its_arguments_and_its_folders()
    {
        using var checkout = new ScriptCheckout().WithTools();
        checkout.Built(Server, "beholden", "echo \"$*|$BEHOLDEN_DATA|$BEHOLDEN_WEIGHTS\"");
        var ended = await checkout.Run("run", "--url", "a b");

        Assert.Equal(0, ended.Code);
        Assert.Contains("models install|", ended.Error, StringComparison.Ordinal);
        Assert.Equal(
            $"serve --url a b|{checkout.Root}/data|{checkout.Root}/models/weights\n", ended.Out);
    }

    [Fact]
    public async Task A_console_that_cannot_be_built_is_told_and_nothing_is_served()
    {
        using var checkout = new ScriptCheckout().WithTools();
        checkout.Built(Server, "beholden", "echo served");
        checkout.With("npm", "[ $1 = run ] || exit 0; echo TS1005; exit 2");
        var ended = await checkout.Run("run");

        Assert.Equal(1, ended.Code);
        Assert.Empty(ended.Out);
        Assert.Contains("TS1005", ended.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "The console could not be built; the lines above say why.\n", ended.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_does_not_serve_when_the_weights_cannot_be_installed()
    {
        using var checkout = new ScriptCheckout().WithTools();
        checkout.Built(Server, "beholden", "[ $1 = serve ] || { echo 'No.' >&2; exit 2; }; echo served");
        var ended = await checkout.Run("run");

        Assert.Equal(2, ended.Code);
        Assert.Empty(ended.Out);
        Assert.EndsWith("No.\n", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_passes_arguments_and_the_exit_code_on()
    {
        using var checkout = new ScriptCheckout().WithTools();
        checkout.Built(Server, "beholden", "printf '<%s>' \"$@\"; exit 7");
        var ended = await checkout.Run("beholden", "detect", "my photo.jpg", "*");

        Assert.Equal(7, ended.Code);
        Assert.Equal("<detect><my photo.jpg><*>", ended.Out);
    }

    [Fact]
    public async Task The_command_line_builds_only_when_a_source_is_newer()
    {
        using var checkout = new ScriptCheckout().WithTools();
        checkout.Built(Server, "beholden", "exit 0");
        Assert.Contains("Building", (await checkout.Run("beholden")).Error, StringComparison.Ordinal);
        Assert.Empty((await checkout.Run("beholden")).Error);

        var source = Path.Combine(checkout.Root, "src", "New.cs");
        await File.WriteAllTextAsync(source, "", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(source, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2));
        Assert.Contains("Building", (await checkout.Run("beholden")).Error, StringComparison.Ordinal);

        File.SetLastWriteTimeUtc(source, DateTime.UnixEpoch);
        Assert.Empty((await checkout.Run("beholden")).Error);
        File.Delete(source);
        Assert.Contains("Building", (await checkout.Run("beholden")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Total: 9, Errors: 0, Failed: 0, Skipped: 2, Not Run: 1, Time: 1s", 0, 0, 6, 0, 2)]
    [InlineData("Total: 9, Errors: 1, Failed: 2, Skipped: 0, Not Run: 0, Time: 1s", 1, 1, 6, 3, 0)]
    [InlineData("Total: 9, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s", 3, 1, 9, 0, 0)]
    [InlineData("Segmentation fault", 139, 1, 0, 1, 0)]
    [InlineData("Nothing at all", 0, 1, 0, 1, 0)]
    public async Task Test_counts_what_the_runner_says_and_a_crash_as_a_failure(
        string summary, int runnerCode, int code, int passed, int failed, int skipped)
    {
        using var checkout = new ScriptCheckout().WithTools();
        checkout.Built(Server, "beholden", "exit 0");
        checkout.Built(Runner, "Beholden.Tests", $"echo '   Beholden.Tests  {summary}'; exit {runnerCode}");
        var ended = await checkout.Run("test");

        Assert.Equal(code, ended.Code);
        Assert.Equal($"{passed} passed, {failed} failed, {skipped} skipped", ended.LastLine);
    }

    private static void RequireSentence(Ended ended, string start)
    {
        Assert.Equal(1, ended.Code);
        Assert.StartsWith(start, ended.Error, StringComparison.Ordinal);
        Assert.EndsWith(".\n", ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(ended.Out);
    }
}

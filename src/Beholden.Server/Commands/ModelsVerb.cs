using System.CommandLine;
using Beholden.Server.Commands.Models;

namespace Beholden.Server.Commands;

/// <summary><c>beholden models install|list|verify</c>: the weight files and where they come from.</summary>
internal static class ModelsVerb
{
    public static Command Create() => new("models", "Install, list and verify the model files")
    {
        Install(),
        Report("list", "Show every model of the catalogue and whether it is installed", ModelsCommand.List),
        Report("verify", "Compare every installed file with the catalogue's SHA-256", ModelsCommand.Verify),
    };

    private static Command Install()
    {
        var weights = SettingsOptions.Weights();
        var verb = new Command(
            "install",
            "Fetch the files that are missing: from npm packages, from the folder BEHOLDEN_MODELS, "
                + "else from their pinned addresses")
        {
            weights,
        };
        verb.SetAction((parsed, cancelled) => ModelsCommand.Install(
            new()
            {
                WeightsFolder = Path.GetFullPath(parsed.GetRequiredValue(weights)),
                ModelsFolder = Environment.GetEnvironmentVariable("BEHOLDEN_MODELS"),
            },
            cancelled));
        return verb;
    }

    private static Command Report(
        string name, string description, Func<ModelsOptions, CancellationToken, Task<int>> report)
    {
        var weights = SettingsOptions.Weights();
        var json = JsonOption.Create();
        var verb = new Command(name, description) { weights, json };
        verb.SetAction((parsed, cancelled) => report(
            new()
            {
                WeightsFolder = Path.GetFullPath(parsed.GetRequiredValue(weights)),
                Json = parsed.GetValue(json),
            },
            cancelled));
        return verb;
    }
}

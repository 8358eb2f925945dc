using System.CommandLine;
using Beholden.Server.Commands.Models;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands;

/// <summary>
/// <c>beholden models install|add|remove|list|verify</c>: the weight files and where they come from.
/// </summary>
internal static class ModelsVerb
{
    public static Command Create() => new("models", "Install, add, remove, list and verify the model files")
    {
        Install(),
        Add(),
        Remove(),
        Report("list", "Show every model of the catalogue and every added one", ModelsCommand.List),
        Report("verify", "Compare every installed and added file with its SHA-256", ModelsCommand.Verify),
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
                WithEngine = true,
            },
            cancelled));
        return verb;
    }

    private static Command Add()
    {
        var source = new Argument<string>("FILE_OR_URL") { Description = "ONNX file, or its https address" };
        var sha256 = new Option<string?>("--sha256")
        {
            Description = "Hash that the file must have; needed with an address",
        };
        var licence = new Option<string>("--licence")
        {
            Description = $"Licence of the weights: {string.Join(", ", Licences.Known)}",
            Required = true,
        };
        var id = new Option<string?>("--id")
        {
            Description = "Name of the model (default: from the file's name)",
        };
        var layout = new Option<string?>("--layout")
        {
            Description = string.Join(", ", NetworkLayout.All.Select(one => one.Id))
                + " (default: what its tensors fit, where that is one)",
        };
        var (weights, json) = (SettingsOptions.Weights(), JsonOption.Create());
        var verb = new Command("add", "Take a face detector or embedder of your own, after a trial of it")
        {
            source, sha256, licence, id, layout, weights, json,
        };
        verb.SetAction((parsed, cancelled) => ModelsCommand.Add(
            new()
            {
                Source = parsed.GetRequiredValue(source),
                Sha256 = parsed.GetValue(sha256),
                Licence = parsed.GetRequiredValue(licence),
                Id = parsed.GetValue(id),
                Layout = parsed.GetValue(layout),
            },
            new()
            {
                WeightsFolder = Path.GetFullPath(parsed.GetRequiredValue(weights)),
                Json = parsed.GetValue(json),
                ShowsProgress = !Console.IsOutputRedirected && !parsed.GetValue(json),
            },
            cancelled));
        return verb;
    }

    private static Command Remove()
    {
        var id = new Argument<string>("ID") { Description = "An added model, as 'list' shows it" };
        var weights = SettingsOptions.Weights();
        var verb = new Command("remove", "Take out a model that was added; the catalogue's stay")
        {
            id, weights,
        };
        verb.SetAction((parsed, _) => ModelsCommand.Remove(
            parsed.GetRequiredValue(id),
            new() { WeightsFolder = Path.GetFullPath(parsed.GetRequiredValue(weights)) }));
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
                WithEngine = true,
            },
            cancelled));
        return verb;
    }
}

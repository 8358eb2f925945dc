using System.CommandLine;
using Beholden.Server.Commands.Policies;

namespace Beholden.Server.Commands;

/// <summary>
/// <c>beholden policy</c>: the rules of a server, and Cedar policies outside of one (check, corpus).
/// </summary>
internal static class PolicyVerb
{
    public static Command Create()
    {
        var policy = new Command("policy", "Show, change and check the rules") { Check(), Corpus() };
        foreach (var verb in GovernVerbs.Create())
        {
            policy.Subcommands.Add(verb);
        }

        return policy;
    }

    private static Command Check()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Policies in Cedar's syntax" };
        var schema = new Option<FileInfo?>("--schema")
        {
            Description = "Schema in Cedar's syntax or in JSON; by it the official engine validates strictly",
        };
        var (weights, json) = (SettingsOptions.Weights(), JsonOption.Create());
        var verb = new Command("check", "Check the syntax of policies, and against a schema their meaning")
        {
            file, schema, weights, json,
        };
        verb.SetAction((parsed, _) => Task.FromResult(PolicyCheck.Run(
            parsed.GetRequiredValue(file).FullName, parsed.GetValue(schema)?.FullName,
            parsed.GetRequiredValue(weights), parsed.GetValue(json))));
        return verb;
    }

    private static Command Corpus()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER")
        {
            Description = "Cedar's public integration tests, unpacked; or a folder of cases in them",
        };
        var engine = new Option<string>("--engine")
        {
            Description = "Who answers: own, or official for the engine that 'models install' fetches",
            DefaultValueFactory = _ => CorpusCheck.Own,
        };
        engine.AcceptOnlyFromAmong(CorpusCheck.Own, CorpusCheck.Official);
        var (weights, json) = (SettingsOptions.Weights(), JsonOption.Create());
        var verb = new Command("corpus", "Answer the requests of Cedar's public tests and compare")
        {
            folder, engine, weights, json,
        };
        verb.SetAction((parsed, cancelled) => CorpusCheck.Run(
            parsed.GetRequiredValue(folder).FullName,
            parsed.GetRequiredValue(engine) == CorpusCheck.Official ? parsed.GetRequiredValue(weights) : null,
            parsed.GetValue(json),
            cancelled));
        return verb;
    }
}

using System.Text.Json;
using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Official;

namespace Beholden.Server.Commands.Policies;

/// <summary><c>beholden policy check</c>: 1 where a text is wrong, 2 where it could not be checked.</summary>
internal static class PolicyCheck
{
    /// <exception cref="Failure">A file cannot be read, or the official engine is absent.</exception>
    public static int Run(string path, string? schemaPath, string weightsFolder, bool json)
    {
        var text = Text(path);
        List<string> findings = [];
        var policies = Parse(
            () => CedarPolicySet.IsJson(text) ? CedarPolicySet.ParseJson(text) : CedarPolicySet.Parse(text),
            path, findings);
        if (schemaPath is not null)
        {
            var schemaText = Text(schemaPath);
            var schema = Parse(() => CedarSchema.Parse(schemaText), schemaPath, findings);
            if (policies is not null && schema is not null)
            {
                findings.AddRange(Validate(text, schemaText, weightsFolder));
            }
        }

        Tell(path, policies, schemaPath is not null, findings, json);
        return findings.Count == 0 ? ExitCode.Done : ExitCode.Partly;
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Failure($"{path} cannot be read: {e.Message}");
        }
    }

    private static T? Parse<T>(Func<T> parse, string path, List<string> findings)
        where T : class
    {
        try
        {
            return parse();
        }
        catch (Exception e) when (e is CedarSyntaxException or CedarDataException)
        {
            findings.Add($"{path}: {e.Message}");
            return null;
        }
    }

    private static IReadOnlyList<string> Validate(string policies, string schema, string weightsFolder)
    {
        try
        {
            using var engine = OfficialEngine.Load(weightsFolder);
            return engine.Validate(policies, schema);
        }
        catch (OfficialEngineException e)
        {
            throw new Failure(e.Message);
        }
    }

    private static void Tell(
        string path, CedarPolicySet? policies, bool isValidated, List<string> findings, bool json)
    {
        var (count, templates) = (policies?.Policies.Count ?? 0, policies?.Templates.Count ?? 0);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new { policies = count, templates, validated = isValidated, findings }));
            return;
        }

        foreach (var finding in findings)
        {
            Console.Error.WriteLine(finding);
        }

        if (findings.Count == 0)
        {
            Console.Out.WriteLine(
                $"{path}: {count} policies and {templates} templates, "
                + (isValidated ? "valid by the schema." : "the syntax is right."));
        }
    }
}

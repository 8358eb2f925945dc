using System.Text.Json;
using System.Text.Json.Nodes;
using Wasmtime;

namespace Beholden.Oversight.Cedar.Official;

/// <summary>
/// The official Cedar engine, run in Wasmtime: it sees no file, no network and no clock. Slower than the own
/// evaluator by two orders of magnitude, and never on the path of a request. One call at a time.
/// </summary>
public sealed class OfficialEngine : IDisposable
{
    private readonly Lock gate = new();
    private readonly Engine engine;
    private readonly Module module;
    private EngineInstance? instance;

    private OfficialEngine(byte[] file)
    {
        engine = new(new Config().WithReferenceTypes(true));
        module = Module.FromBytes(engine, EngineFile.Id, file);
    }

    /// <summary>Loads the engine; compiling it takes some seconds.</summary>
    /// <param name="weightsFolder">Where <c>beholden models install</c> put the file.</param>
    /// <exception cref="OfficialEngineException">It is absent, another file, or cannot be run
    /// here.</exception>
    public static OfficialEngine Load(string weightsFolder)
    {
        var file = EngineFile.Read(weightsFolder);
        try
        {
            return new(file);
        }
        catch (Exception e) when (e is WasmtimeException or DllNotFoundException
            or TypeInitializationException)
        {
            throw new OfficialEngineException(
                $"The official Cedar engine cannot be run on this machine: {e.Message}", e);
        }
    }

    /// <summary>
    /// Validates policies strictly: every access exists and has the type that it is used as.
    /// </summary>
    /// <param name="policies">A text of policies, or a set in JSON.</param>
    /// <param name="schema">In Cedar's syntax or in JSON.</param>
    /// <returns>What is wrong, each with the policy's id; empty where the policies pass.</returns>
    /// <exception cref="OfficialEngineException">A text has a wrong syntax, or the engine failed.</exception>
    public IReadOnlyList<string> Validate(string policies, string schema)
    {
        var answer = Run(
            "validate",
            "{\"validationSettings\":{\"mode\":\"strict\"},"
            + $"\"schema\":{Schema(schema)},\"policies\":{Policies(policies)}}}");
        return
        [
            .. answer["validationErrors"]!.AsArray().Select(
                error => $"{(string)error!["policyId"]!}: {(string)error["error"]!["message"]!}"),
        ];
    }

    /// <summary>Decides as <see cref="CedarAuthorizer"/> does.</summary>
    /// <param name="policies">A text of policies, or a set in JSON.</param>
    /// <param name="schema">In Cedar's syntax or in JSON; null for none.</param>
    /// <param name="entities">A JSON list.</param>
    /// <param name="request">JSON members principal, action, resource and context.</param>
    /// <param name="validatesRequest">The request must be as the schema declares.</param>
    /// <exception cref="OfficialEngineException">Something given is not as it must be.</exception>
    public CedarAnswer Decide(
        string policies, string? schema, string entities, string request, bool validatesRequest)
    {
        // Put together as text: numbers of 64 bits must not pass through anything shorter.
        using var parts = JsonDocument.Parse(request);
        string Part(string name) => parts.RootElement.GetProperty(name).GetRawText();
        var given = schema is null
            ? ""
            : $",\"schema\":{Schema(schema)},\"validateRequest\":{(validatesRequest ? "true" : "false")}";
        var answer = Run(
            "isAuthorized",
            $"{{\"principal\":{Part("principal")},\"action\":{Part("action")},"
            + $"\"resource\":{Part("resource")},\"context\":{Part("context")},"
            + $"\"policies\":{Policies(policies)},"
            + $"\"entities\":{entities}{given}}}")["response"]!;
        var diagnostics = answer["diagnostics"]!;
        return new(
            (string)answer["decision"]! == "allow",
            [.. diagnostics["reason"]!.AsArray().Select(id => (string)id!)],
            [.. diagnostics["errors"]!.AsArray().Select(
                error => new CedarError((string)error!["policyId"]!, (string)error["error"]!["message"]!))]);
    }

    public void Dispose()
    {
        instance?.Dispose();
        module.Dispose();
        engine.Dispose();
    }

    /// <summary>Calls one of the package's functions; argument and answer are JSON.</summary>
    /// <exception cref="OfficialEngineException">The answer is a failure, or the engine stopped.</exception>
    internal JsonNode Run(string function, string argument)
    {
        var answer = JsonNode.Parse(Call(function, argument))!;
        return (string)answer["type"]! == "success"
            ? answer
            : throw new OfficialEngineException(string.Join(
                " ", answer["errors"]!.AsArray().Select(error => (string)error!["message"]!)));
    }

    private string Call(string function, string argument)
    {
        lock (gate)
        {
            try
            {
                instance ??= new(engine, module);
                return instance.Call(function, argument);
            }
            catch (WasmtimeException e)
            {
                // What stopped in the middle is not asked again.
                instance?.Dispose();
                instance = null;
                throw new OfficialEngineException(
                    $"The official Cedar engine stopped, perhaps at too deep an expression: {FirstLine(e)}",
                    e);
            }
        }
    }

    private static string FirstLine(WasmtimeException e) => e.Message.Split('\n', 2)[0];

    private static string Policies(string policies) =>
        CedarPolicySet.IsJson(policies) ? policies : $"{{\"staticPolicies\":{Text(policies)}}}";

    private static string Schema(string schema) =>
        schema.AsSpan().TrimStart().StartsWith('{') ? schema : Text(schema);

    private static string Text(string text) => JsonSerializer.Serialize(text);
}

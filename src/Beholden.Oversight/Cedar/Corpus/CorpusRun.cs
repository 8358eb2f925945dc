using System.Text.Json;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Official;

namespace Beholden.Oversight.Cedar.Corpus;

/// <summary>
/// Answers every request of Cedar's public integration tests and compares: with the own evaluator, or with
/// the official engine. Texts are read as the official test harness reads them: entities and contexts by
/// the schema, requests validated unless the case says otherwise.
/// </summary>
public sealed class CorpusRun(TimeProvider time)
{
    private readonly List<CorpusDifference> differences = [];
    private readonly List<double> milliseconds = [];
    private int cases;
    private int requests;

    /// <param name="folder">The repository's root, or a folder of cases in it.</param>
    /// <param name="official">Null for the own evaluator.</param>
    /// <param name="finished">Called after each file with the count of all files.</param>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static CorpusFigures Run(
        string folder, OfficialEngine? official, TimeProvider time, Action<int> finished,
        CancellationToken cancellation)
    {
        CorpusRun run = new(time);
        var paths = CorpusCase.Find(folder);
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            run.Answer(path, official);
            finished(paths.Count);
        }

        run.milliseconds.Sort();
        return new(
            run.cases, run.requests, run.requests - run.differences.Count, run.differences, run.milliseconds);
    }

    private void Answer(string path, OfficialEngine? official)
    {
        using var one = CorpusCase.Open(path);
        if (one is null)
        {
            return;
        }

        cases++;
        Func<JsonElement, CedarAnswer> decide;
        try
        {
            decide = official is null ? OwnDecision(one) : OfficialDecision(one, official);
        }
        catch (Exception e) when (e is CedarSyntaxException or CedarDataException)
        {
            decide = _ => throw new CedarDataException(e.Message, e);
        }

        foreach (var request in one.Requests)
        {
            requests++;
            Compare(path, request, decide);
        }
    }

    private static Func<JsonElement, CedarAnswer> OwnDecision(CorpusCase one)
    {
        var schema = CedarSchema.Parse(one.Schema);
        var policies = one.HasJsonPolicies
            ? CedarPolicySet.ParseJson(one.Policies)
            : CedarPolicySet.Parse(one.Policies);
        var entities = CedarDataReader.Entities(one.Entities, schema);
        return request => CedarAuthorizer.Decide(
            policies, entities, CedarDataReader.Request(request, schema, IsValidated(request)));
    }

    private static Func<JsonElement, CedarAnswer> OfficialDecision(CorpusCase one, OfficialEngine official)
    {
        var (schema, policies, entities) = (one.Schema, one.Policies, one.Entities);
        return request => official.Decide(
            policies, schema, entities, request.GetRawText(), IsValidated(request));
    }

    private static bool IsValidated(JsonElement request) =>
        !request.TryGetProperty("validateRequest", out var told) || told.GetBoolean();

    private void Compare(string path, JsonElement request, Func<JsonElement, CedarAnswer> decide)
    {
        var expected = Told(
            CedarJson.Text(CedarJson.Need(request, "decision", path), path),
            CedarJson.Texts(CedarJson.Need(request, "reason", path), path),
            CedarJson.Texts(CedarJson.Need(request, "errors", path), path));
        string found;
        try
        {
            var start = time.GetTimestamp();
            var answer = decide(request);
            milliseconds.Add(time.GetElapsedTime(start).TotalMilliseconds);
            found = Told(
                answer.IsAllowed ? "allow" : "deny",
                answer.Deciding,
                answer.Erring.Select(error => error.PolicyId));
        }
        catch (Exception e) when (e is CedarDataException or OfficialEngineException)
        {
            found = e.Message;
        }

        if (found != expected)
        {
            var description = request.TryGetProperty("description", out var told) ? told.ToString() : "";
            differences.Add(new(path, description, expected, found));
        }
    }

    private static string Told(string decision, IEnumerable<string> reasons, IEnumerable<string> errors) =>
        $"{decision.ToLowerInvariant()} by [{Listed(reasons)}], errors [{Listed(errors)}]";

    private static string Listed(IEnumerable<string> ids) =>
        string.Join(", ", ids.Distinct().Order(StringComparer.Ordinal));
}

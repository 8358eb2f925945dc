using System.Diagnostics;
using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Official;

namespace Beholden.Tests.Oversight.Cedar.Differential;

/// <summary>What a run over random cases saw.</summary>
/// <param name="Equal">Same decision, same deciding and same erring policies; or both refused.</param>
/// <param name="Erring">Cases with at least one policy that could not be evaluated.</param>
/// <param name="Refused">Cases that both engines refuse: broken policies, entities or requests.</param>
/// <param name="Differences">The first few, for people.</param>
/// <param name="OwnMs">What the own evaluator took for each case, parsing included.</param>
internal sealed record DifferentialFigures(
    int Cases, int Equal, int Allowed, int Denied, int Erring, int Refused, IReadOnlyList<string> Differences,
    IReadOnlyList<double> OwnMs)
{
    public override string ToString() =>
        $"{Equal} of {Cases} equal: {Allowed} allowed, {Denied} denied, {Refused} refused by both; "
        + $"{Erring} with erring policies";
}

/// <summary>Holds the own evaluator against the official engine on random cases.</summary>
internal static class DifferentialRun
{
    private const int DifferencesMax = 20;

    /// <param name="firstSeed">The cases are those of this seed and the following.</param>
    public static DifferentialFigures Run(OfficialEngine official, int firstSeed, int cases)
    {
        var (equal, allowed, denied, erring, refused) = (0, 0, 0, 0, 0);
        List<string> differences = [];
        List<double> times = new(cases);
        for (var seed = firstSeed; seed < firstSeed + cases; seed++)
        {
            var made = CaseMaker.Make(seed);
            var start = Stopwatch.GetTimestamp();
            var own = Own(made);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            var theirs = Official(official, made);
            if (Same(own, theirs))
            {
                equal++;
            }
            else if (differences.Count < DifferencesMax)
            {
                differences.Add($"seed {seed}\nown: {Told(own)}\nofficial: {Told(theirs)}\n{made}");
            }

            allowed += theirs.Answer is { IsAllowed: true } ? 1 : 0;
            denied += theirs.Answer is { IsAllowed: false } ? 1 : 0;
            erring += theirs.Answer is { Erring.Count: > 0 } ? 1 : 0;
            refused += theirs.Answer is null ? 1 : 0;
        }

        return new(cases, equal, allowed, denied, erring, refused, differences, times);
    }

    private static (CedarAnswer? Answer, string Why) Own(MadeCase made)
    {
        try
        {
            var schema = made.Schema is null ? null : CedarSchema.Parse(made.Schema);
            return (CedarAuthorizer.Decide(
                CedarPolicySet.Parse(made.Policies),
                CedarDataReader.Entities(made.Entities, schema),
                CedarDataReader.Request(made.Request, schema, made.ValidatesRequest)), "");
        }
        catch (Exception e) when (e is CedarSyntaxException or CedarDataException)
        {
            return (null, e.Message);
        }
    }

    private static (CedarAnswer? Answer, string Why) Official(OfficialEngine engine, MadeCase made)
    {
        try
        {
            return (engine.Decide(
                made.Policies, made.Schema, made.Entities, made.Request, made.ValidatesRequest), "");
        }
        catch (OfficialEngineException e)
        {
            return (null, e.Message);
        }
    }

    private static bool Same(
        (CedarAnswer? Answer, string Why) own, (CedarAnswer? Answer, string Why) theirs) =>
        (own.Answer, theirs.Answer) switch
        {
            (null, null) => true,
            ({ } one, { } other) => one.IsAllowed == other.IsAllowed
                && one.Deciding.ToHashSet().SetEquals(other.Deciding)
                && Names(one).SetEquals(Names(other)),
            _ => false,
        };

    private static HashSet<string> Names(CedarAnswer answer) =>
        [.. answer.Erring.Select(error => error.PolicyId)];

    private static string Told((CedarAnswer? Answer, string Why) one) => one.Answer is { } answer
        ? $"{(answer.IsAllowed ? "allow" : "deny")} by [{string.Join(", ", answer.Deciding)}], errors "
            + $"[{string.Join(", ", answer.Erring.Select(error => $"{error.PolicyId} {error.Reason}"))}]"
        : $"refused: {one.Why}";
}

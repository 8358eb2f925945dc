using System.Diagnostics;
using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Official;
using Beholden.Tests.Oversight.Cedar.Differential;

namespace Beholden.Bench;

/// <summary>The Cedar evaluator: how long a decision takes, and whether it is the official one.</summary>
internal static class CedarBenches
{
    private const int WarmUps = 2_000;
    private const int Calls = 20_000;

    /// <summary>Eight policies of the kind that a search of faces has to pass.</summary>
    private const string Policies = """
        @id("look") permit(principal, action == Action::"Detect", resource);
        @id("find") permit(principal in Team::"finders", action == Action::"Search", resource)
          when { context has caseNumber && resource.purposes.contains(context.purpose) };
        @id("name") permit(principal in Team::"reviewers", action == Action::"Reveal", resource)
          when { resource.purposes.contains(context.purpose) };
        @id("halt") forbid(principal, action, resource) when { context.halted };
        @id("likeness") forbid(principal, action == Action::"Search", resource)
          unless { context has likeness
              && context.likeness.greaterThanOrEqual(context.purpose.leastLikeness) };
        @id("live") forbid(principal, action == Action::"Search", resource)
          when { context.isLive && !context.purpose.mayBeLive };
        @id("four-eyes") forbid(principal, action == Action::"Reveal", resource)
          unless { context has seenBy && context.seenBy.containsAny([principal]) == false };
        @id("schooling") forbid(principal, action in [Action::"Search", Action::"Reveal"], resource)
          when { principal.schooledUntil < context.now };
        """;

    private const string Entities = """
        [{"uid": {"type": "Person", "id": "p"}, "parents": [{"type": "Team", "id": "finders"}],
          "attrs": {"schooledUntil": {"__extn": {"fn": "datetime", "arg": "2027-01-01"}}}},
         {"uid": {"type": "Purpose", "id": "missing"}, "parents": [],
          "attrs": {"leastLikeness": {"__extn": {"fn": "decimal", "arg": "98.5"}}, "mayBeLive": false}},
         {"uid": {"type": "Collection", "id": "c"}, "parents": [],
          "attrs": {"purposes": [{"__entity": {"type": "Purpose", "id": "missing"}}]}}]
        """;

    private const string Request = """
        {"principal": {"type": "Person", "id": "p"}, "action": {"type": "Action", "id": "Search"},
         "resource": {"type": "Collection", "id": "c"},
         "context": {"purpose": {"__entity": {"type": "Purpose", "id": "missing"}}, "caseNumber": "7",
          "likeness": {"__extn": {"fn": "decimal", "arg": "99.1"}}, "isLive": false, "halted": false,
          "now": {"__extn": {"fn": "datetime", "arg": "2026-11-25T10:00:00Z"}}}}
        """;

    /// <summary>A decision alone; beside it one with entities and request read from JSON before.</summary>
    public static Task<Figures> Decide()
    {
        var policies = CedarPolicySet.Parse(Policies);
        var entities = CedarDataReader.Entities(Entities, schema: null);
        var request = CedarDataReader.Request(Request, schema: null, validates: false);
        var decisions = Measure(() => StrictAuthorizer.Decide(policies, entities, request));
        var whole = Measure(() => StrictAuthorizer.Decide(
            policies,
            CedarDataReader.Entities(Entities, schema: null),
            CedarDataReader.Request(Request, schema: null, validates: false)));
        return Task.FromResult(new Figures(decisions, Calls / decisions.Sum() * 1000, PeakMb())
        {
            More =
            [
                new("p50Us", At(decisions, 0.50) * 1000), new("p99Us", At(decisions, 0.99) * 1000),
                new("withJsonP50Us", At(whole, 0.50) * 1000), new("withJsonP99Us", At(whole, 0.99) * 1000),
            ],
        });
    }

    /// <summary>
    /// Random cases held against the official engine; the times are our own, parsing included.
    /// </summary>
    /// <exception cref="MissingDataException">The official engine is absent, or a case differs.</exception>
    public static Task<Figures> Differential(int cases)
    {
        try
        {
            using var official = OfficialEngine.Load(BenchFolders.Weights);
            var start = Stopwatch.GetTimestamp();

            // Other seeds than the tests have.
            var run = DifferentialRun.Run(official, firstSeed: 1_000_000, cases);
            Console.Error.WriteLine(run);
            foreach (var difference in run.Differences)
            {
                Console.Error.WriteLine(difference);
            }

            return run.Equal == run.Cases
                ? Task.FromResult(Of(run, Stopwatch.GetElapsedTime(start)))
                : throw new MissingDataException($"The engines differ: {run}.");
        }
        catch (OfficialEngineException e)
        {
            throw new MissingDataException(e.Message);
        }
    }

    private static Figures Of(DifferentialFigures run, TimeSpan took) =>
        new(run.OwnMs, run.Cases / took.TotalSeconds, PeakMb())
        {
            More =
            [
                new("equal", run.Equal), new("allowed", run.Allowed), new("denied", run.Denied),
                new("erring", run.Erring), new("refusedByBoth", run.Refused),
            ],
        };

    private static List<double> Measure(Func<CedarAnswer> decide)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            Require(decide());
        }

        List<double> times = new(Calls);
        for (var i = 0; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = decide();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Require(answer);
        }

        return times;
    }

    private static void Require(CedarAnswer answer)
    {
        if (!answer.IsAllowed)
        {
            throw new MissingDataException("The bench's own request is denied; its policies are wrong.");
        }
    }

    private static double At(List<double> times, double share) =>
        times.Order().ElementAt((int)(share * (times.Count - 1)));

    private static double PeakMb()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}

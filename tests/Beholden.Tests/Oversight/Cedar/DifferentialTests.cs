using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Data;
using Beholden.Tests.Oversight.Cedar.Differential;

namespace Beholden.Tests.Oversight.Cedar;

/// <summary>The own evaluator against the official engine on random cases.</summary>
public sealed class DifferentialTests(OfficialFixture official) : IClassFixture<OfficialFixture>
{
    private const int Cases = 10_000;

    // What a slip in the evaluator or the parser would do to a policy.
    private static readonly (string From, string To)[] Swaps =
    [
        ("&&", "||"), ("||", "&&"), ("==", "!="), ("!=", "=="), (" < ", " <= "), (" <= ", " < "),
        (" > ", " >= "),
        (" >= ", " > "), (" < ", " > "), (") + (", ") - ("), (") - (", ") + ("), (") * (", ") + ("),
        ("containsAll", "containsAny"), ("containsAny", "containsAll"), ("permit", "forbid"),
        ("forbid", "permit"),
        ("when", "unless"), ("unless", "when"), ("hasTag(", "getTag("), ("lessThan(", "lessThanOrEqual("),
        ("greaterThan(", "greaterThanOrEqual("), ("lessThan(", "greaterThan("), ("isIpv4", "isIpv6"),
        ("isLoopback", "isMulticast"), ("toSeconds", "toMinutes"), ("toHours", "toDays"),
        ("toDate()", "toTime()"),
        (" like \"*", " like \""), ("\\*", "*"), ("principal in", "principal =="), (" is U", " is G"),
        (".isEmpty()", ".contains(1)"), ("action in", "action =="), ("!(", "("), ("principal", "resource"),
        ("datetime(", "duration("), ("offset(", "durationSince("), (" has ", " has e."),
    ];

    [Fact]
    public void Ten_thousand_random_cases_are_decided_as_the_official_engine_decides_them()
    {
        var figures = DifferentialRun.Run(official.Require(), firstSeed: 1, Cases);

        TestContext.Current.SendDiagnosticMessage(figures.ToString());
        Assert.True(
            figures.Equal == Cases, $"{figures}\n{string.Join("\n\n", figures.Differences)}");

        // No blind test: every outcome has its share.
        Assert.True(figures.Allowed > Cases / 10, figures.ToString());
        Assert.True(figures.Denied > Cases / 3, figures.ToString());
        Assert.True(figures.Erring > Cases / 6, figures.ToString());
        Assert.InRange(figures.Refused, Cases / 50, Cases / 4);
    }

    [Fact]
    public void A_slip_in_any_operator_would_change_the_decision_of_one_of_the_cases()
    {
        var unseen = Swaps.Where(swap => !IsSeen(swap.From, swap.To)).ToList();

        Assert.True(unseen.Count == 0, string.Join(", ", unseen));
    }

    private static bool IsSeen(string from, string to) => Enumerable.Range(1, Cases)
        .Select(CaseMaker.Make)
        .Where(made => made.Policies.Contains(from, StringComparison.Ordinal))
        .Any(made => Answer(made) != Answer(
            made with { Policies = made.Policies.Replace(from, to, StringComparison.Ordinal) }));

    private static string Answer(MadeCase made)
    {
        try
        {
            var schema = made.Schema is null ? null : CedarSchema.Parse(made.Schema);
            var answer = CedarAuthorizer.Decide(
                CedarPolicySet.Parse(made.Policies),
                CedarDataReader.Entities(made.Entities, schema),
                CedarDataReader.Request(made.Request, schema, made.ValidatesRequest));
            return $"{answer.IsAllowed} {string.Join(",", answer.Deciding)} "
                + string.Join(",", answer.Erring.Select(error => error.PolicyId));
        }
        catch (Exception e) when (e is CedarSyntaxException or CedarDataException)
        {
            return "refused";
        }
    }
}

using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Store;
using CsCheck;

namespace Beholden.Tests.Oversight.Policy;

/// <summary>What counts as no loosening allows no request that was denied before.</summary>
public sealed class LoosenessTests
{
    private const string Id = "some";

    private static readonly PersonFacts Nobody = PersonFacts.Unknown;

    private static readonly string[] Attributes = ["EMOTIONS", "GENDER"];

    private static readonly Floor Floor = new(
        [new(10, 0.1), new(50, 0.01), new(80, 0.001), new(95, 0.0001), new(99, 0.00001)], 99, 0.00001);

    // One of each kind that the rules tell apart.
    private static readonly List<Asked> Requests =
    [
        .. new[] { "DetectFaces", "CompareFaces", "IndexFaces", "SearchFaces", "ListFaces", "DeleteFaces" }
            .SelectMany(operation => new string?[] { null, "us-east-1/a", "us-east-1/b" }
            .SelectMany(collection => new decimal[] { 30, 80, 97, 99.5m }
            .SelectMany(percent => new long[] { 1, 900, 20_000 }
            .SelectMany(faces => new[] { false, true }
            .Select(isLive => new Asked("KEY", Id, operation)
            {
                Enrolment = percent > 90
                    ? new(new(percent > 99 ? "law" : null, isLive ? "P1Y" : null, null), true, Nobody)
                    : null,
                Collection = collection,
                SimilarityPercent = percent,
                Faces = faces,
                IsLive = isLive,
                Attributes = isLive ? [Attributes[0]] : faces == 900 ? [Attributes[1]] : [],
            }))))),
    ];

    private static readonly Gen<Purpose> Purposes =
        from acts in Gen.Bool.Array[Act.All.Count]
        from collections in One<string[]?>(null, [], ["us-east-1/a"], ["us-east-1/a", "us-east-1/b"])
        from gated in Gen.Bool.Array[Attributes.Length]
        from floor in One<int?>(null, 2, 20, 500)
        from least in One(1, 1_000)
        from refuses in Gen.Bool
        from live in Gen.Bool
        from basis in One<string?>(null, "household", "law")
        from source in One<string?>(null, "own pictures")
        select new Purpose(
            Id, "", [.. Act.All.Where((_, i) => acts[i]).Select(act => act.Id)], collections,
            [.. Attributes.Where((_, i) => gated[i])], floor, least,
            refuses ? BeyondReach.Refuse : BeyondReach.Warn, live, Review: false, RetentionDays: null,
            DefaultBasis: basis, DefaultSource: source);

    [Fact]
    public void Less_review_and_a_later_authorisation_are_looser()
    {
        var needs = Enum.GetValues<AuthorisationNeed>();
        foreach (var (from, to) in needs.SelectMany(from => needs.Select(to => (from, to))))
        {
            Assert.Equal(to < from, Looseness.Of(Asking(from, true), Asking(to, true)).Count > 0);
        }

        Assert.Equal(
            "purpose investigation: no review",
            Assert.Single(Looseness.Of(Asking(needs[0], true), Asking(needs[0], false))));
        Assert.Empty(Looseness.Of(Asking(needs[0], false), Asking(needs[0], true)));

        static Profile Asking(AuthorisationNeed need, bool reviews)
        {
            var ready = Profile.OfId("public-safety");
            return ready with
            {
                Purposes =
                [
                    .. ready.Purposes.Select(one => one.Id == "investigation"
                        ? one with { Authorisation = need, Review = reviews }
                        : one),
                ],
            };
        }
    }

    [Fact]
    public void A_change_that_is_no_loosening_allows_nothing_more()
    {
        var (tighter, looser) = (0, 0);
        Gen.Select(Purposes, Purposes).Sample(
            pair =>
            {
                // Half of the pairs are near each other, or hardly any would be comparable.
                var (one, other) = (Of(pair.Item1), Of(Near(pair.Item1, pair.Item2)));
                var found = Looseness.Of(one, other);
                var more = More(one, other);
                if (found.Count == 0)
                {
                    Interlocked.Increment(ref tighter);
                    Assert.Empty(more);
                }
                else
                {
                    Interlocked.Increment(ref looser);
                }
            },
            iter: 1_500, threads: 1);
        Assert.True(tighter > 100 && looser > 100, $"{tighter} tighter, {looser} looser");
    }

    [Fact]
    public void Nothing_is_looser_than_itself_and_each_single_loosening_is_found()
    {
        var before = new Purpose(
            Id, "", ["identify"], ["us-east-1/a"], Attributes, 20, 1_000, BeyondReach.Refuse, Live: false,
            Review: true, RetentionDays: 10);
        Purpose[] looser =
        [
            before with { Acts = ["identify", "enrol"] },
            before with { Collections = null },
            before with { Collections = ["us-east-1/a", "us-east-1/b"] },
            before with { GatedAttributes = ["EMOTIONS"] },
            before with { FalseCandidateInSearches = 10 },
            before with { FalseCandidateInSearches = null },
            before with { FacesAtLeast = 1 },
            before with { BeyondReach = BeyondReach.Warn },
            before with { Live = true },
            before with { Review = false },
            before with { RetentionDays = 11 },
            before with { RetentionDays = null },
            before with { DefaultBasis = "household" },
            before with { DefaultSource = "own pictures" },
        ];

        Assert.Empty(Looseness.Of(Of(before), Of(before)));
        Assert.All(looser, purpose =>
        {
            Assert.Single(Looseness.Of(Of(before), Of(purpose)));
            Assert.Empty(Looseness.Of(Of(purpose), Of(before)));
        });
        Assert.NotEmpty(Looseness.Of(Of(before), Of(before) with { Enforced = false }));
        Assert.NotEmpty(Looseness.Of(Of(before), Of(before) with { ApprovalsMin = 1 }));
        Assert.NotEmpty(Looseness.Of(Of(before), Of(before) with { DelaySeconds = 9 }));
    }

    private static Gen<T> One<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static Purpose Near(Purpose one, Purpose other) => other.Live
        ? other
        : one with { Acts = [.. one.Acts.Where(act => act != "detect")], GatedAttributes = Attributes };

    private static Profile Of(Purpose purpose) => new(
        "p", "", Enforced: true, ApprovalsMin: 2, DelaySeconds: 10, Id, [purpose]);

    private static IEnumerable<Asked> More(Profile one, Profile other)
    {
        var (before, after) = (new PolicySet(1, one, "", Floor), new PolicySet(2, other, "", Floor));
        return Requests.Where(asked => !before.Decide(asked).IsAllowed && after.Decide(asked).IsAllowed);
    }
}

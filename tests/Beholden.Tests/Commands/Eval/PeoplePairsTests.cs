using Beholden.Server.Commands.Eval;
using Beholden.Vision.Faces;

namespace Beholden.Tests.Commands.Eval;

public sealed class PeoplePairsTests
{
    [Fact]
    public void Rates_are_those_of_counting_and_lie_in_their_intervals()
    {
        var faces = Faces(people: 60, each: 3);
        var pairs = PeoplePairs.Compare(faces, TestContext.Current.CancellationToken);
        var (others, mates) = Naive(faces);
        Assert.Equal((others.Length, mates.Length, 60), (pairs.Impostors, pairs.Mates, pairs.People));

        foreach (var cosine in new[] { -1f, 0.02f, 0.1f, 0.4f, 1.1f })
        {
            var (wrong, right) = (pairs.FalseMatchRates([cosine])[0], pairs.TrueMatchRates([cosine])[0]);
            Assert.Equal(others.Count(c => c >= cosine) / (double)others.Length, wrong.Rate, 12);
            Assert.Equal(mates.Count(c => c >= cosine) / (double)mates.Length, right.Rate, 12);
            Assert.InRange(wrong.Rate, wrong.Low95, wrong.High95);
            Assert.InRange(right.Rate, right.Low95, right.High95);
        }
    }

    [Fact]
    public void The_threshold_of_a_rate_accepts_that_share_and_no_more()
    {
        var faces = Faces(people: 60, each: 3, likeness: 0.3f);
        var pairs = PeoplePairs.Compare(faces, TestContext.Current.CancellationToken);
        var (others, _) = Naive(faces);

        Assert.All([0.5, 0.1, 0.01, 0.001], rate =>
            Assert.Equal(Verification.ThresholdAt([.. others], rate), pairs.CosineAt(rate)));
        var band = pairs.TrueMatchRatesAt([0.01])[0];
        Assert.Equal(pairs.TrueMatchRates([pairs.CosineAt(0.01)])[0].Rate, band.Rate);
        Assert.True(band.Low95 < band.High95);
    }

    [Fact]
    public void The_same_faces_give_the_same_card_and_its_map_keeps_its_promise()
    {
        var pairs = PeoplePairs.Compare(Faces(200, 3), TestContext.Current.CancellationToken);

        var card = CalibrateEval.Fit(pairs, 600, "contract", "detector");

        Assert.Equal(card.ToJson(), CalibrateEval.Fit(pairs, 600, "contract", "detector").ToJson());
        Assert.Equal(0.01, card.Rates.Single(rate => rate.Percent == 50).FalseMatchRate, 3);
        Assert.Equal(0.001, card.Rates.Single(rate => rate.Percent == 80).FalseMatchRate, 3);
        Assert.Equal(30.0 / pairs.Impostors, card.Reach.FalseMatchRate, 6);
        Assert.True(card.Reach.Galleries[0].FacesMax < card.Reach.Galleries[1].FacesMax);
    }

    [Fact]
    public void Too_few_faces_are_refused() => Assert.Throws<EvalDataException>(
        () => PeoplePairs.Compare(Faces(people: 1, each: 3), TestContext.Current.CancellationToken));

    private static List<(string Person, Embedding Face)> Faces(int people, int each, float likeness = 1)
    {
        var random = new Random(3);
        float[] Noise() =>
            [.. Enumerable.Range(0, Embedding.Dimension).Select(_ => random.NextSingle() - 0.5f)];
        return [.. Enumerable.Range(0, people).Select(person => (person, centre: Noise())).SelectMany(
            one => Enumerable.Range(0, each).Select(_ => (
                $"person {one.person}",
                Embedding.FromRaw([.. one.centre.Zip(Noise(), (a, b) => (likeness * a) + b)]))))];
    }

    private static (float[] Others, float[] Mates) Naive(List<(string Person, Embedding Face)> faces)
    {
        var all = faces.SelectMany((a, i) => faces.Take(i).Select(b =>
            (Same: a.Person == b.Person, Cosine: Embedding.Cosine(a.Face, b.Face)))).ToLookup(
            pair => pair.Same, pair => pair.Cosine);
        return ([.. all[false]], [.. all[true]]);
    }
}

using Beholden.Server.Commands.Eval;

namespace Beholden.Tests.Commands.Eval;

public sealed class VerificationTests
{
    // By hand: mates 0.9, 0.8, 0.3; others 0.4, 0.2, 0.1. A cut in 0.4..0.8 decides five of six rightly, and
    // so does one in 0.2..0.3: the middle one of the two is the upper.
    private static readonly Compared[] Pairs =
    [
        new(0.9f, true), new(0.1f, false), new(0.3f, true),
        new(0.4f, false), new(0.8f, true), new(0.2f, false),
    ];

    [Fact]
    public void The_best_threshold_decides_most_pairs_rightly()
    {
        var threshold = Verification.BestThreshold(Pairs);

        Assert.Equal(0.6f, threshold, 0.0001f);
        Assert.Equal(5 / 6.0, Verification.Accuracy(Pairs, threshold), 1e-9);
        for (var cut = -1f; cut <= 1.01f; cut += 0.01f)
        {
            Assert.True(Verification.Accuracy(Pairs, cut) <= Verification.Accuracy(Pairs, threshold));
        }
    }

    [Fact]
    public void Equal_cosines_are_never_cut_apart()
    {
        Compared[] pairs = [new(0.5f, false), new(0.5f, true), new(0.5f, true), new(0.1f, false)];

        Assert.Equal(0.75, Verification.Accuracy(pairs, Verification.BestThreshold(pairs)), 1e-9);
    }

    [Theory]
    [InlineData(0, 2 / 3.0)]    // Above 0.4: mates 0.9 and 0.8.
    [InlineData(0.34, 1)]       // One of three others may pass: above 0.2.
    [InlineData(0.33, 2 / 3.0)] // Less than one of three: none.
    [InlineData(1, 1)]
    public void The_true_accept_rate_keeps_the_false_rate(double falseRate, double expected) =>
        Assert.Equal(expected, Verification.TrueAcceptRate(Pairs, falseRate), 1e-9);

    [Fact]
    public void A_threshold_accepts_no_more_impostors_than_its_rate()
    {
        float[] impostors = [.. Enumerable.Range(0, 1000).Select(i => i / 1000f)];

        var threshold = Verification.ThresholdAt(impostors, 0.01);

        Assert.Equal(10, impostors.Count(cosine => cosine >= threshold));
    }
}

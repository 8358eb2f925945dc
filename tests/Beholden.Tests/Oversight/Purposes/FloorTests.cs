using Beholden.Oversight.Purposes;
using Beholden.Server.Say;
using Beholden.Vision.Faces;
using CsCheck;

namespace Beholden.Tests.Oversight.Purposes;

/// <summary>From "one false candidate in N searches" to a similarity, by the card that is shipped.</summary>
public sealed class FloorTests
{
    private static readonly CalibrationCard Card = CalibrationCard.Load(CalibrationCard.BesideExecutable);

    private static readonly Floor Shipped = SayRoom.FloorOf(Card)!;

    [Fact]
    public void A_larger_collection_and_a_rarer_error_never_need_less() =>
        Gen.Select(Gen.Int[2, 1_000], Gen.Int[1, 100_000], Gen.Int[1, 4]).Sample(one =>
        {
            var (searches, faces, times) = one;
            var needed = Shipped.RequiredPercent(searches, faces);
            Assert.True(Shipped.RequiredPercent(searches, (long)faces * times) >= needed);
            Assert.True(Shipped.RequiredPercent(searches * times, faces) >= needed);
            Assert.InRange(needed, 0, 100);
        });

    [Fact]
    public void At_a_row_of_the_card_the_row_is_what_is_needed()
    {
        foreach (var rate in Card.Rates.Where(rate => rate.Percent is >= 50 and < 99))
        {
            // So many faces that the rate's upper end gives one false candidate in two searches.
            var faces = (long)Math.Floor(0.5 / rate.FalseMatchRateHigh95);
            var needed = (double)Shipped.RequiredPercent(2, faces);
            Assert.InRange(needed, rate.Percent - 1, rate.Percent + 0.02);
        }
    }

    [Fact]
    public void What_is_asked_keeps_the_claim_by_the_cards_upper_ends()
    {
        foreach (var faces in new long[] { 10, 300, 1_000, 4_000 })
        {
            var percent = (double)Shipped.RequiredPercent(20, faces);
            // The card's first row at or above it has a rate that is no higher.
            var row = Card.Rates.First(rate => rate.Percent >= percent);
            Assert.True(row.FalseMatchRateHigh95 * faces <= 1 / 20.0, $"{faces} faces at {percent}");
        }
    }

    [Fact]
    public void The_reach_of_the_card_is_the_largest_collection()
    {
        var most = Shipped.FacesMax(20);

        Assert.Equal((int)(1 / (20 * Card.Reach.FalseMatchRateHigh95)), most);
        Assert.Equal(99.22m, Shipped.RequiredPercent(20, most * 10L));
        Assert.True(Shipped.FacesMax(10) > most);
    }
}

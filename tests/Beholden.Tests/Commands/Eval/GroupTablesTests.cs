using Beholden.Server.Commands.Eval.Fairness;

namespace Beholden.Tests.Commands.Eval;

/// <summary>Groups with too little behind them are called insufficient and left out of the ratios.</summary>
public sealed class GroupTablesTests
{
    private static readonly Measure Missed = Measure.Share("made", "Missed", "kind", "pictures");

    [Fact]
    public void Rates_intervals_and_ratios_are_those_counted_by_hand()
    {
        var table = Of([.. Alone("a", 1000, 100), .. Alone("b", 1000, 200), .. Alone("c", 5, 0)]);

        Assert.Equal([0.1, 0.2, 0], table.Groups.Select(group => group.Value));
        Assert.Equal([100L, 200L, 0L], table.Groups.Select(group => group.Errors!.Value));
        Assert.Equal([true, true, false], table.Groups.Select(group => group.IsSufficient));
        Assert.InRange(table.Groups[0].Low95, 0.075, 0.085); // The normal interval is 0.0814..0.1186.
        Assert.InRange(table.Groups[0].High95, 0.115, 0.125);
        var (most, mean) = (table.Ratios[0], table.Ratios[1]);
        Assert.Equal(2, most.Groups);
        Assert.Equal(200.5 / 100.5, most.Value!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(200.5 / 100.5), mean.Value!.Value, 1e-9);
        Assert.InRange(2, most.Low95!.Value, most.High95!.Value);
        Assert.Equal(GroupFigure.Ok, most.Verdict);
    }

    [Fact]
    public void No_error_leaves_room_for_some()
    {
        var table = Of([.. Alone("a", 40, 0), .. Alone("b", 40, 40)]);

        Assert.Equal(0.0876, table.Groups[0].High95, 1e-3); // Wilson: z² / (n + z²).
        Assert.Equal(0.9124, table.Groups[1].Low95, 1e-3);
        Assert.All(table.Ratios, ratio => Assert.True(double.IsFinite(ratio.Value!.Value)));
    }

    [Fact]
    public void Many_faces_of_few_pictures_are_insufficient()
    {
        var table = Of(
        [
            .. Enumerable.Range(0, 1000).Select(i => new Observation($"p{i % 5}", "a", i % 7 == 0 ? 1 : 0)),
            .. Alone("b", 1000, 100),
        ]);

        Assert.Equal(GroupFigure.Insufficient, table.Groups[0].Verdict);
        Assert.All(table.Ratios, ratio => Assert.Equal(GroupFigure.Insufficient, ratio.Verdict));
        Assert.All(table.Ratios, ratio => Assert.Null(ratio.Value));
    }

    [Fact]
    public void Faces_that_nobody_could_tell_are_shown_and_not_compared()
    {
        var table = GroupTables.Of(
            Missed,
            ["a", "b", GroupFigure.Unsure],
            [.. Alone("a", 500, 50), .. Alone("b", 500, 50), .. Alone(GroupFigure.Unsure, 500, 400)],
            TestContext.Current.CancellationToken);

        Assert.Equal((0.8, GroupFigure.NoGroup), (table.Groups[2].Value, table.Groups[2].Verdict));
        Assert.Equal((2, 1.0), (table.Ratios[0].Groups, table.Ratios[0].Value!.Value));
    }

    [Fact]
    public void Faces_that_are_missed_together_widen_the_interval()
    {
        var alone = Of([.. Alone("a", 400, 40)]).Groups[0];
        var together = Of(
            [.. Enumerable.Range(0, 400).Select(i => new Observation($"p{i / 10}", "a", i < 40 ? 1 : 0))])
            .Groups[0];

        Assert.Equal(alone.Value, together.Value);
        Assert.True(together.High95 - together.Low95 > 1.5 * (alone.High95 - alone.Low95));
    }

    [Fact]
    public void The_same_counts_give_the_same_figures()
    {
        Observation[] seen = [.. Alone("a", 300, 30), .. Alone("b", 300, 60)];

        Assert.Equal(Of(seen).Groups, Of(seen).Groups);
        Assert.Equal(Of(seen).Ratios, Of(seen).Ratios);
    }

    private static GroupTable Of(IReadOnlyList<Observation> seen) =>
        GroupTables.Of(Missed, ["a", "b", "c"], seen, TestContext.Current.CancellationToken);

    private static IEnumerable<Observation> Alone(string group, int count, int errors) =>
        Enumerable.Range(0, count).Select(i => new Observation($"{group}{i}", group, i < errors ? 1 : 0));
}

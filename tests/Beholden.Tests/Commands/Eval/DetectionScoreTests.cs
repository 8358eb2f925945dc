using Beholden.Server.Commands.Eval;
using Beholden.Vision.Models;

namespace Beholden.Tests.Commands.Eval;

public sealed class DetectionScoreTests
{
    [Fact]
    public void A_wrong_answer_between_two_right_ones_costs_what_the_curve_says()
    {
        // Right at 0.9, wrong at 0.8, right at 0.7: precision 1 at recall 1/2, 2/3 at recall 1.
        var area = Score(50, [True(0), True(200)], [Box(0, 0.9f), Box(500, 0.8f), Box(200, 0.7f)]);

        Assert.Equal((1 + (2 / 3.0)) / 2, area, 1e-9);
    }

    [Fact]
    public void A_missed_face_costs_its_share_and_a_second_box_on_one_face_is_wrong()
    {
        WiderFace[] two = [True(0), True(200)];

        Assert.Equal(0.5, Score(50, two, [Box(0, 0.9f)]), 1e-9);
        Assert.Equal(
            (1 + (2 / 3.0)) / 2, Score(50, two, [Box(0, 0.9f), Box(2, 0.8f), Box(200, 0.7f)]), 1e-9);
    }

    [Fact]
    public void Invalid_and_small_faces_are_neither_asked_for_nor_held_against_anyone()
    {
        // The second is invalid, the third below the band: boxes on them do not count.
        WiderFace[] truth =
            [True(0), new(new(200, 0, 60, 60), Invalid: true), new(new(400, 0, 40, 40), Invalid: false)];

        Assert.Equal(1, Score(50, truth, [Box(200, 0.99f), Box(400, 0.98f, 40), Box(0, 0.9f)]), 1e-9);
    }

    [Fact]
    public void A_free_box_counts_as_wrong_from_four_fifths_of_the_band()
    {
        Assert.Equal(1, Score(50, [True(0)], [Box(500, 0.99f, 39), Box(0, 0.9f)]), 1e-9);
        Assert.Equal(0.5, Score(50, [True(0)], [Box(500, 0.99f, 41), Box(0, 0.9f)]), 1e-9);
    }

    [Fact]
    public void Precision_and_recall_at_a_score()
    {
        IReadOnlyList<FoundFace> found = [Box(0, 0.9f), Box(500, 0.8f), Box(200, 0.3f)];

        Assert.Equal(
            (0.5, 0.5), DetectionScore.At([(new("picture", [True(0), True(200)]), found)], 50, 0.5f));
    }

    private static double Score(float heightMin, WiderFace[] truth, FoundFace[] found) =>
        DetectionScore.AveragePrecision([(new("picture", truth), found)], heightMin);

    private static WiderFace True(float left) => new(new(left, 0, 60, 60), Invalid: false);

    private static FoundFace Box(float left, float score, float edge = 60) =>
        new(new(left, 0, edge, edge), score, null);
}

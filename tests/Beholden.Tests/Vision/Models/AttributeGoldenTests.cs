using Beholden.Vision.Models;
using Beholden.Vision.Models.Tfjs;

namespace Beholden.Tests.Vision.Models;

/// <summary>
/// The networks answer as in the runtimes of their own packages. Recorded by
/// tests/golden/record-attributes.mjs.
/// </summary>
public sealed class AttributeGoldenTests
{
    private const float Tolerance = 1e-3f;

    [Fact]
    public void Head_pose_answers_as_recorded()
    {
        using var net = new HeadPoseNet(AttributeBench.Weight("head-pose"));
        var pose = net.Run([.. AttributeBench.Wave(3 * 224 * 224).Select(v => (v * 4) - 2)]);

        Assert.Equal(82.80434f, pose.YawDegrees, 0.02f); // Degrees: bins of 3 magnify the logits' error.
        Assert.Equal(15.90771f, pose.PitchDegrees, 0.02f);
        Assert.Equal(1.49935f, pose.RollDegrees, 0.02f);
    }

    [Fact]
    public void Eye_state_answers_as_recorded()
    {
        using var net = new EyeStateNet(AttributeBench.Weight("eye-state"));
        var logits = net.Run(AttributeBench.Wave(24 * 24));

        Assert.Equal(-0.979405f, logits[0], Tolerance);
        Assert.Equal(0.925795f, logits[1], Tolerance);
    }

    [Fact]
    public void Age_and_gender_answer_as_recorded()
    {
        using var net = new AgeGenderNet(Pair("age-gender"));
        var person = net.Run([.. AttributeBench.Wave(3 * 224 * 224).Select(v => (v * 255) - 120)]);

        Assert.Equal(0.618568f, person.MaleShare, Tolerance);
        Assert.Equal(35.49566f, person.Years, 0.02f);
    }

    [Fact]
    public void Expression_answers_as_recorded()
    {
        using var net = new ExpressionNet(Pair("expression"));
        var shares = net.Run([.. AttributeBench.Wave(64 * 64).Select(v => v - 0.5f)]);

        float[] recorded = [0.002618f, 0.996802f, 0.000006f, 0.000027f, 0.000187f, 0.000359f, 0.000001f];
        Assert.All(recorded.Zip(shares), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    [Fact]
    public void A_graph_without_the_asked_output_is_refused_at_load()
    {
        var pair = Pair("expression");
        Assert.Throws<InvalidDataException>(() => pair.Open(("no-such-node", [1, 7])));
    }

    [Fact]
    public void Weights_of_another_graph_are_refused_at_load()
    {
        var mixed = new TfjsFiles(
            AttributeBench.Weight("expression"), AttributeBench.Weight("age-gender-weights"));
        Assert.Throws<InvalidDataException>(() => new ExpressionNet(mixed));
    }

    [Fact]
    public void A_network_under_another_name_is_refused_at_load() =>
        Assert.Throws<InvalidDataException>(() => new HeadPoseNet(AttributeBench.Weight("eye-state")));

    private static TfjsFiles Pair(string id) =>
        new(AttributeBench.Weight(id), AttributeBench.Weight($"{id}-weights"));
}

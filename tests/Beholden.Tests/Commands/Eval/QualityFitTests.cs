using System.Globalization;
using System.Text.Json.Nodes;
using Beholden.Server.Commands.Eval;
using Beholden.Tests.Support;
using Beholden.Tests.Vision;
using Beholden.Vision.Faces;

namespace Beholden.Tests.Commands.Eval;

/// <summary>The card of a quality network: fitted, written by the command, or refused.</summary>
public sealed class QualityFitTests
{
    private const string Contract = "ediffiqa/0/preprocessing-0";

    [Fact]
    public void Levels_are_the_packaged_scores_quantiles_of_the_worse_faces()
    {
        var faces = Made(200, i => i).Concat(Made(50, i => 60 + i, QualityEval.AsItIs))
            .Concat(Made(300, i => -i, "blur", QualityEval.Test)).ToList();

        var card = QualityFit.Card(faces, Contract, "finder");

        Assert.Equal(new(68, 90, 120, 150), card.Levels);
        Assert.Equal(new(0.16f, 0.6f, 1, 1), card.AsItIsBelow);
        Assert.Equal((200, 1, QualityScore.WorseBelow), (card.Faces, card.Correlation, card.WorseBelow));
    }

    [Theory]
    [InlineData(99, 1, "levels of a network need 100")]
    [InlineData(100, -1, "correlates by -1.00")]
    [InlineData(100, 0, "correlates by 0.00")]
    [InlineData(100, float.NaN, "a score that is no number")]
    public void Scores_that_tell_nothing_get_no_card(int count, float slope, string part)
    {
        var refused = Assert.Throws<EvalDataException>(
            () => QualityFit.Card([.. Made(count, i => slope * i)], Contract, "finder"));
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_writes_the_card_beside_the_weights_and_its_curve_beside_the_packaged_one()
    {
        var lfw = TestFolders.RequireShared("data", "faces", "lfw");
        using var folder = new TemporaryFolder();
        using var weights = new WeightsCopy(isFilled: true);
        await weights.Add(weights.Written("mine.onnx", NormNetwork.Bytes()), "--licence", "MIT");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "images"), Path.Combine(lfw, "images"));
        Shorten(lfw, folder.Path, "pairsDevTest.txt", 10);
        Shorten(lfw, folder.Path, "pairsDevTrain.txt", 10);
        string[] command =
        [
            "eval", "quality", folder.Path, "--quality", "mine", "--weights", weights.Folder, "--json",
        ];
        CommandLine.RequireSentence(await CommandLine.Plain(command), "levels of a network need 100");
        Assert.DoesNotContain("mine.quality.json", weights.Names);

        Shorten(lfw, folder.Path, "pairsDevTrain.txt", 110);
        var ended = await CommandLine.Plain(command);

        Assert.Equal((0, ""), (ended.Code, ended.Error));
        var figures = JsonNode.Parse(ended.Out)!;
        Assert.All(
            figures["curve"]!.AsArray(),
            row => Assert.InRange((double)row!["network"]!, 0, 1));
        Assert.Equal("mine", (string?)figures["network"]!["id"]);
        var card = QualityCard.Load(Path.Combine(weights.Folder, "mine.quality.json"));
        Assert.InRange(card.Faces, 100, 110);
        Assert.InRange(card.Correlation, 0.3, 1);
        Assert.Equal(card.Levels.High, (float)figures["network"]!["card"]!["levels"]!["high"]!);

        Assert.Equal(0, (await weights.Models("remove", "mine")).Code);
        Assert.DoesNotContain("mine.quality.json", weights.Names);
    }

    /// <summary>Faces that are the more alike the higher their number.</summary>
    private static IEnumerable<JudgedFace> Made(
        int count, Func<int, float> score, string worsening = "blur", string split = QualityEval.Train) =>
        Enumerable.Range(0, count).Select(i => new JudgedFace(
            split, worsening, AttributeBench.Face(new(0, 0, 100, 130)), AttributeBench.Waves(8, seed: 1),
            i / 1000f, score(i)));

    /// <summary>The first pairs of one person and as many of two.</summary>
    private static void Shorten(string from, string to, string name, int count)
    {
        var lines = File.ReadAllLines(Path.Combine(from, name));
        var mates = int.Parse(lines[0], CultureInfo.InvariantCulture);
        File.WriteAllLines(
            Path.Combine(to, name),
            [$"{count}", .. lines.Skip(1).Take(count), .. lines.Skip(1 + mates).Take(count)]);
    }
}

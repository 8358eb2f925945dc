using Beholden.Server.Commands.Eval;
using Beholden.Tests.Support;

namespace Beholden.Tests.Commands.Eval;

public sealed class EvalFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pairs_of_both_views_are_read()
    {
        var dev = LfwPairs.Read(Write("dev.txt", "1\nAnn\t1\t12\nAnn\t3\tBob\t4\n"));
        Assert.Equal([(true, 0), (false, 0)], dev.Select(pair => (pair.Same, pair.Fold)));
        Assert.Equal(Path.Combine("Ann", "Ann_0012.jpg"), dev[0].Right.RelativePath);
        Assert.Equal(new LfwImage("Bob", 4), dev[1].Right);

        var folds = LfwPairs.Read(Write("pairs.txt", "2 1\nA 1 2\nA 1 B 2\nC 1 2\nC 1 D 2\n"));
        Assert.Equal([0, 0, 1, 1], folds.Select(pair => pair.Fold));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ann\t1\t2\n")]
    [InlineData("2\nAnn\t1\t2\nAnn\t1\tBob\t2\n")]
    [InlineData("1\nAnn\t1\t2\nAnn\tone\tBob\t2\n")]
    [InlineData("1\nAnn\t1\t2\nAnn\t1\n")]
    public void A_malformed_list_of_pairs_is_refused(string text) =>
        Assert.Throws<EvalDataException>(() => LfwPairs.Read(Write("pairs.txt", text)));

    [Fact]
    public void Truth_of_WIDER_is_read_with_its_line_of_zeros_for_no_face()
    {
        var images = WiderTruth.Read(Write("gt.txt", """
            a/b.jpg
            2
            1 2 30 40 0 0 0 0 0 0
            5 6 7 8 0 0 0 1 0 0
            c.jpg
            0
            0 0 0 0 0 0 0 0 0 0
            d.jpg
            1
            9 9 9 9 0 0 0 0 0 0
            """));

        Assert.Equal(["a/b.jpg", "c.jpg", "d.jpg"], images.Select(image => image.Name));
        Assert.Equal([2, 0, 1], images.Select(image => image.Faces.Count));
        Assert.Equal(new WiderFace(new(1, 2, 30, 40), Invalid: false), images[0].Faces[0]);
        Assert.True(images[0].Faces[1].Invalid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.jpg\nmany\n")]
    [InlineData("a.jpg\n2\n1 2 30 40 0 0 0 0 0 0\n")]
    [InlineData("a.jpg\n1\n1 2 thirty 40 0 0 0 0 0 0\n")]
    public void A_malformed_truth_is_refused(string text) =>
        Assert.Throws<EvalDataException>(() => WiderTruth.Read(Write("gt.txt", text)));

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}

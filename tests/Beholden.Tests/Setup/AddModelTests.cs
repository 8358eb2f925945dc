using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Beholden.Tests.Support;

namespace Beholden.Tests.Setup;

/// <summary><c>beholden models add</c> and <c>remove</c> through the command line.</summary>
public sealed class AddModelTests : IDisposable
{
    private const string Detector = "fr_detect.onnx", Embedder = "fr_feature.onnx";

    private readonly WeightsCopy weights = new(isFilled: false);

    public void Dispose() => weights.Dispose();

    [Fact]
    public async Task A_detector_is_tried_kept_shown_verified_and_taken_out_again()
    {
        var mine = weights.Another(Detector, "mine.onnx");
        var hash = Convert.ToHexStringLower(
            SHA256.HashData(await File.ReadAllBytesAsync(mine, TestContext.Current.CancellationToken)));

        var added = await weights.Models(
            "add", mine, "--licence", "MIT", "--sha256", hash.ToUpperInvariant());

        Assert.Equal((0, ""), (added.Code, added.Error));
        Assert.Contains($"SHA-256 {hash}", added.Out, StringComparison.Ordinal);
        Assert.Contains("Layout: rfb-320", added.Out, StringComparison.Ordinal);
        Assert.Contains("MIT. Any use, business included", added.Out, StringComparison.Ordinal);
        Assert.Contains("serve --detector mine", added.Out, StringComparison.Ordinal);
        Assert.Equal([$"mine-{hash[..8]}.onnx", "mine.added.json"], weights.Names);
        Assert.Equal("added", (string?)(await Row("list", "mine"))["state"]);
        Assert.Equal("rfb-320", (string?)(await Row("verify", "mine"))["layout"]);
        Assert.Equal("verified", (string?)(await Row("verify", "mine"))["state"]);

        Assert.Equal(0, (await weights.Models("remove", "mine")).Code);
        Assert.Empty(weights.Names);
        CommandLine.RequireSentence(await weights.Models("remove", "mine"), "There is no added model mine");
        CommandLine.RequireSentence(await weights.Models("remove", "rfb-320"), "There is no added model");
    }

    [Fact]
    public async Task An_embedder_needs_its_colour_order_and_says_what_its_licence_allows()
    {
        var mine = weights.Another(Embedder, "mine.onnx");
        CommandLine.RequireSentence(
            await weights.Models("add", mine, "--licence", "CC-BY-NC-4.0"),
            "Its tensors fit more than one layout");

        var added = await weights.Models(
            "add", mine, "--licence", "CC-BY-NC-4.0", "--layout", "arcface-rgb", "--id", "own-512", "--json");

        Assert.Equal(0, added.Code);
        var told = JsonNode.Parse(added.Out)!;
        Assert.Equal("own-512", (string?)told["id"]);
        Assert.Equal("arcface-rgb", (string?)told["layout"]);
        Assert.StartsWith(
            "Research that is not a business", (string?)told["mayBeUsedFor"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_quality_network_is_known_by_its_tensors_and_says_how_to_measure_it(bool isSquare)
    {
        var bytes = NormNetwork.Bytes(keepsDimensions: isSquare);
        var added = await weights.Models(
            "add", weights.Written("mine.onnx", bytes), "--licence", "CC-BY-4.0");

        Assert.Equal((0, ""), (added.Code, added.Error));
        Assert.Contains("Layout: ediffiqa; aligned faces, RGB", added.Out, StringComparison.Ordinal);
        Assert.Contains("CC-BY-4.0. Any use, business included", added.Out, StringComparison.Ordinal);
        Assert.Contains("beholden serve --quality mine", added.Out, StringComparison.Ordinal);
        Assert.Contains("beholden eval quality DIR --quality mine", added.Out, StringComparison.Ordinal);
        Assert.Equal("ediffiqa", (string?)(await Row("list", "mine"))["layout"]);
        Assert.Equal("verified", (string?)(await Row("verify", "mine"))["state"]);

        await File.WriteAllTextAsync(
            Path.Combine(weights.Folder, "mine.quality.json"), "{}", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await weights.Models("remove", "mine")).Code);
        Assert.Empty(weights.Names);
    }

    [Fact]
    public async Task An_embedder_is_no_quality_network_nor_the_other_way_round_nor_is_one_without_a_number()
    {
        (string File, string Layout, string Part)[] wrong =
        [
            (weights.Another(Embedder, "embedder.onnx"), "ediffiqa", "It has another layout than ediffiqa"),
            (weights.Written("norm.onnx", NormNetwork.Bytes()), "arcface-rgb", "another layout than arcface"),
            (weights.Written("none.onnx", NormNetwork.Bytes(sign: float.NaN)), "ediffiqa", "it gave NaN"),
        ];
        foreach (var (file, layout, part) in wrong)
        {
            CommandLine.RequireSentence(
                await weights.Models("add", file, "--licence", "MIT", "--layout", layout), part);
        }

        Assert.Empty(weights.Names);
    }

    [Fact]
    public async Task A_small_yunet_is_known_by_its_tensors_and_one_of_fixed_size_is_not_taken()
    {
        var folder = TestFolders.RequireShared("models");
        await weights.Add(
            Path.Combine(folder, "yunet_s_dynamic.onnx"), "--licence", "Apache-2.0", "--id", "yunet-s");
        Assert.Equal("yunet", (string?)(await Row("list", "yunet-s"))["layout"]);

        CommandLine.RequireSentence(
            await weights.Models(
                "add", Path.Combine(folder, "yunet_n_640_640.onnx"), "--licence", "Apache-2.0"),
            "It has input [1, 3, 640, 640]");
    }

    [Theory]
    [InlineData("is no id", "--id", "../mine")]
    [InlineData("is no id", "--id", ".mine")]
    [InlineData("is no id", "--id", "a/b")]
    [InlineData("is the catalogue's own", "--id", "rfb-320")]
    [InlineData("is the catalogue's own", "--id", "YuNet-N")]
    [InlineData("is the catalogue's own", "--id", "rfb")]
    [InlineData("There is no layout 'ssd'", "--layout", "ssd")]
    [InlineData("It has another layout than yunet", "--layout", "yunet")]
    [InlineData("is no SHA-256", "--sha256", "abc")]
    [InlineData("has the SHA-256", "--sha256",
        "0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_wrong_option_is_refused_and_leaves_nothing(string part, params string[] options)
    {
        var mine = weights.Another(Detector, "mine.onnx");

        CommandLine.RequireSentence(
            await weights.Models(["add", mine, "--licence", "MIT", .. options]), part);
        Assert.Empty(weights.Names);
    }

    [Theory]
    [InlineData("What the licence 'Beer-1.0' allows is not known here", "mine.onnx", "Beer-1.0")]
    [InlineData("cannot be read", "absent.onnx", "MIT")]
    [InlineData("is no https address", "http://example.org/mine.onnx", "MIT")]
    [InlineData("is no https address", "ftp://example.org/mine.onnx", "MIT")]
    [InlineData("needs --sha256", "https://example.org/mine.onnx", "MIT")]
    public async Task A_wrong_source_or_licence_is_refused(string part, string source, string licence)
    {
        var mine = weights.Another(Detector, "mine.onnx");
        var named = source == "mine.onnx" ? mine : source;

        CommandLine.RequireSentence(await weights.Models("add", named, "--licence", licence), part);
        Assert.Empty(weights.Names);
    }

    [Fact]
    public async Task What_is_no_network_of_a_known_layout_is_refused_with_what_it_is()
    {
        var whole = WeightsCopy.Packaged(Detector);
        var landmarks = weights.Another("fr_landmark.onnx", "points.onnx");
        (string File, string Part)[] wrong =
        [
            (weights.Written("cut.onnx", whole[..(whole.Length / 2)]), "It is no ONNX network"),
            (weights.Written("text.onnx", "not a network"u8.ToArray()), "It is no ONNX network"),
            (weights.Written("empty.onnx", []), "It is no ONNX network"),
            (landmarks, "It has input [1, 1, 64, 64] to output [1, 136]."),
        ];
        foreach (var (file, part) in wrong)
        {
            CommandLine.RequireSentence(await weights.Models("add", file, "--licence", "MIT"), part);
        }

        Assert.Empty(weights.Names);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused()
    {
        var huge = weights.Written("huge.onnx", []);
        await using (var file = File.OpenWrite(huge))
        {
            file.SetLength(Beholden.Server.Commands.Models.Limits.AddedBytesMax + 1);
        }

        CommandLine.RequireSentence(await weights.Models("add", huge, "--licence", "MIT"), "is larger than");
        Assert.Empty(weights.Names);
    }

    [Fact]
    public async Task An_id_that_is_taken_is_refused_and_the_first_stays()
    {
        await weights.Add(weights.Another(Detector, "mine.onnx"), "--licence", "MIT");
        var before = weights.Names.ToList();

        CommandLine.RequireSentence(
            await weights.Models(
                "add", Path.Combine(TestFolders.Weights, Detector), "--licence", "MIT", "--id", "mine"),
            "There is a model mine already");
        Assert.Equal(before, weights.Names);
    }

    [Fact]
    public async Task A_file_comes_from_an_address_only_with_its_hash_and_whole()
    {
        var bytes = WeightsCopy.Packaged(Detector);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        await using var source = await LoopbackSource.Serving(bytes);
        var address = $"{source.Address}?token=secret";
        await weights.Add(address, "--licence", "MIT", "--sha256", hash, "--id", "fetched");
        Assert.Equal(source.Address.ToString(), (string?)(await Row("list", "fetched"))["source"]);
        var before = weights.Names.ToList();

        await using var wrong = await LoopbackSource.Serving(bytes[..^1]);
        CommandLine.RequireSentence(
            await weights.Models("add", $"{wrong.Address}", "--licence", "MIT", "--sha256", hash),
            "has the SHA-256");
        await using var elsewhere = await LoopbackSource.Answering(302);
        CommandLine.RequireSentence(
            await weights.Models("add", $"{elsewhere.Address}", "--licence", "MIT", "--sha256", hash),
            "answered 302");
        await using var endless = await LoopbackSource.Start(context =>
        {
            context.Response.ContentLength = Beholden.Server.Commands.Models.Limits.AddedBytesMax + 1;
            return context.Response.StartAsync();
        });
        CommandLine.RequireSentence(
            await weights.Models("add", $"{endless.Address}", "--licence", "MIT", "--sha256", hash),
            "sends more than");
        Assert.Equal(before, weights.Names);
    }

    [Fact]
    public async Task An_altered_or_lost_file_is_told_by_verify()
    {
        await weights.Add(weights.Another(Detector, "mine.onnx"), "--licence", "MIT");
        var file = Path.Combine(weights.Folder, weights.Names.First()!);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        Assert.Equal("altered", (string?)(await Row("verify", "mine"))["state"]);

        File.Delete(file);
        Assert.Equal("missing", (string?)(await Row("verify", "mine"))["state"]);
        Assert.Equal("missing", (string?)(await Row("list", "mine"))["state"]);
    }

    private async Task<JsonNode> Row(string verb, string id)
    {
        var ended = await weights.Models(verb, "--json");
        return JsonNode.Parse(ended.Out)!.AsArray().Single(row => (string?)row!["id"] == id)!;
    }
}

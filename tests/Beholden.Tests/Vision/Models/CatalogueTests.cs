using System.Text.Json.Nodes;
using Beholden.Tests.Setup;
using Beholden.Vision.Models;

namespace Beholden.Tests.Vision.Models;

public sealed class CatalogueTests
{
    private static readonly byte[] Right = [1, 2, 3];

    [Fact]
    public void The_catalogue_beside_the_executable_is_read_and_names_a_fallback_for_each_optional_file()
    {
        var catalogue = Catalogue.Load(Catalogue.BesideExecutable);

        Assert.Contains(catalogue.Models, m => m.Id == "yunet-n" && !m.Required);
        Assert.All(catalogue.Models, m => Assert.EndsWith(".", m.WhenAbsent, StringComparison.Ordinal));
        Assert.All(catalogue.Models, m => Assert.NotEmpty(m.TrainingData));
    }

    [Theory]
    [InlineData("surprise", "1", "surprise")]
    [InlineData("sha256", "\"AB\"", "sha256 must be")]
    [InlineData("file", "\"../net.onnx\"", "file must be a plain file name")]
    [InlineData("bytes", "0", "bytes must be")]
    [InlineData("bytes", "\"3\"", "bytes")]
    [InlineData("licence", "null", "icence")]
    [InlineData("source", """{"npm":"net@1.0.0"}""", "source must be")]
    [InlineData("source", """{"npm":"net@latest","path":"p"}""", "npm must be NAME@VERSION")]
    [InlineData("source", """{"address":"http://example.org/n","folderFile":"n"}""", "address must be https")]
    [InlineData("source", """{"address":"https://example.org/n","folderFile":"../n"}""", "folderFile must be")]
    public void A_wrong_member_is_refused_by_name(string member, string json, string complaint)
    {
        using var bench = new InstallBench(Right);
        bench.ComesFrom(new("https://example.org/net.onnx"));
        bench.WriteCatalogue();
        Assert.Single(Catalogue.Load(bench.Catalogue).Models);

        bench.Entry[member] = JsonNode.Parse(json);
        bench.WriteCatalogue();

        var refused = Assert.Throws<CatalogueException>(() => Catalogue.Load(bench.Catalogue));
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_member_is_refused()
    {
        using var bench = new InstallBench(Right);
        bench.ComesFrom(new("https://example.org/net.onnx"));
        bench.Entry.Remove("trainingData");
        bench.WriteCatalogue();

        var refused = Assert.Throws<CatalogueException>(() => Catalogue.Load(bench.Catalogue));
        Assert.Contains("trainingData", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_the_right_hash_is_found_and_an_altered_one_is_refused()
    {
        using var bench = Installed(Right);
        var model = Catalogue.Load(bench.Catalogue).Require("net", bench.Weights);
        Assert.Equal(bench.Installed, model.Path);

        File.WriteAllBytes(bench.Installed, [1, 2, 4]);
        var refused = Assert.Throws<CatalogueException>(
            () => Catalogue.Load(bench.Catalogue).Find("net", bench.Weights));
        Assert.Contains("delete it and run ./run", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_file_is_null_to_find_and_an_error_to_require()
    {
        using var bench = Installed(Right);
        File.Delete(bench.Installed);
        var catalogue = Catalogue.Load(bench.Catalogue);

        Assert.Null(catalogue.Find("net", bench.Weights));
        Assert.Throws<CatalogueException>(() => catalogue.Require("net", bench.Weights));
        Assert.Throws<CatalogueException>(() => catalogue.Find("unheard-of", bench.Weights));
    }

    [Theory]
    [InlineData("MIT", ModelUse.Any, true)]
    [InlineData("CC-BY-NC-4.0", ModelUse.Any, false)]
    [InlineData("CC-BY-NC-4.0", ModelUse.Research, true)]
    [InlineData("LicenseRef-InsightFace-Research", ModelUse.Any, false)]
    [InlineData("Unheard-Of-1.0", ModelUse.Research, false)]
    public void A_licence_that_forbids_the_use_refuses_the_model(string licence, ModelUse use, bool allowed)
    {
        using var bench = Installed(Right);
        bench.Entry["licence"] = licence;
        bench.WriteCatalogue();
        var catalogue = Catalogue.Load(bench.Catalogue);

        if (allowed)
        {
            Assert.NotNull(catalogue.Find("net", bench.Weights, use));
        }
        else
        {
            var refused = Assert.Throws<CatalogueException>(
                () => catalogue.Find("net", bench.Weights, use));
            Assert.Contains(licence, refused.Message, StringComparison.Ordinal);
        }
    }

    private static InstallBench Installed(byte[] bytes)
    {
        var bench = new InstallBench(bytes);
        bench.ComesFrom(new("https://example.org/net.onnx"));
        bench.WriteCatalogue();
        Directory.CreateDirectory(bench.Weights);
        File.WriteAllBytes(bench.Installed, bytes);
        return bench;
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Server.Commands;
using Beholden.Tests.Support;
using SkiaSharp;

namespace Beholden.Tests.Commands;

/// <summary><c>beholden index</c>: names, repeated runs, runs cut short, refused files.</summary>
public sealed class IndexVerbTests : IDisposable
{
    private const string Collection = "people";

    // Small, so that a run of many takes seconds.
    private static readonly byte[] Small = Pictures.PortraitAt(200, 200, SKRect.Create(0, 0, 200, 200));

    private readonly TemporaryFolder data = new();
    private readonly TemporaryFolder pictures = new();

    public void Dispose()
    {
        data.Dispose();
        pictures.Dispose();
    }

    [Theory]
    [InlineData("her.jpg", "her.jpg")]
    [InlineData("a/b/her.jpg", "a:b:her.jpg")]
    [InlineData("two words.jpg", "two_20words.jpg")]
    [InlineData("zoë.jpg", "zo_c3_ab.jpg")]
    [InlineData("😀.png", "_f0_9f_98_80.png")]
    [InlineData("a_b-c.d:e", "a_b-c.d:e")]
    [InlineData("1+1=2(3).jpg", "1_2b1_3d2_283_29.jpg")]
    public void A_path_becomes_an_ExternalImageId(string path, string externalImageId)
        => Assert.Equal(externalImageId, IndexVerb.ExternalImageId(path));

    [Fact]
    public async Task Folders_below_are_searched_and_a_second_run_adds_nothing()
    {
        Save("her.jpg");
        Save("2026/Zoë & her.JPEG");
        Save("2026/may/empty.png", Pictures.Empty(format: SKEncodedImageFormat.Png));
        Save("notes.txt");
        var beholden = new CommandLine(data.Path);

        var first = await Index(beholden);
        var second = await Index(beholden);

        Assert.Equal((3, 0, 2, 1), Counts(first));
        Assert.Equal((0, 3, 0, 0), Counts(second));
        Assert.True((double)first["imagesPerSecond"]! > 0);
        Assert.Equal(["2026:Zo_c3_ab_20_26_20her.JPEG", "her.jpg"], await ExternalImageIds());
    }

    [Fact]
    public async Task A_changed_file_is_indexed_again_and_a_collection_made_anew_gets_all()
    {
        Save("one.jpg");
        Save("two.jpg");
        var beholden = new CommandLine(data.Path);
        await Index(beholden);
        Save("two.jpg", Pictures.PortraitAt(220, 220, SKRect.Create(0, 0, 220, 220)));

        Assert.Equal((1, 1, 1, 0), Counts(await Index(beholden)));
        Assert.Equal((2, 0, 2, 0), Counts(await Index(beholden, "others")));
    }

    [Fact]
    public async Task A_run_that_was_killed_goes_on_and_every_file_is_there_once()
    {
        const int files = 200; // Some seconds of work, so that a late kill still falls within it.
        var names = Enumerable.Range(0, files).Select(i => $"her-{i:d3}.jpg").ToList();
        names.ForEach(name => Save(name));
        await KillMidway();

        var resumed = await Index(new CommandLine(data.Path));

        var (sent, doneBefore, _, _) = Counts(resumed);
        Assert.Equal(files, sent + doneBefore);
        Assert.True(doneBefore is > 0 and < files, $"{doneBefore} were done before the kill.");
        Assert.Equal(names, await ExternalImageIds());
    }

    [Fact]
    public async Task Refused_files_are_told_with_the_reason_and_code_1()
    {
        Save("her.jpg");
        Save("text.jpg", "no picture"u8.ToArray());
        Save("large.jpg", new byte[6_000_000]);
        Save($"{new string(' ', 100)}.jpg");
        var beholden = new CommandLine(data.Path);

        var told = await beholden.Json(1, "index", pictures.Path, "--collection", Collection);
        var text = await beholden.Run("index", pictures.Path, "--collection", Collection);

        Assert.Equal((1, 0, 1, 0), Counts(told));
        var reasons = told["refused"]!.AsArray().ToDictionary(
            one => (string)one!["file"]!, one => (string)one!["reason"]!);
        Assert.Equal(3, reasons.Count);
        Assert.Contains("InvalidImageFormatException", reasons["text.jpg"], StringComparison.Ordinal);
        Assert.Contains("5 MiB", reasons["large.jpg"], StringComparison.Ordinal);
        Assert.Equal(1, text.Code);
        Assert.Contains("refused text.jpg", text.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_one_sentence()
        => CommandLine.RequireSentence(
            await new CommandLine(data.Path).Run("index", "no-such-folder", "--collection", Collection),
            "There is no folder");

    private static (int Images, int DoneBefore, int Faces, int WithoutFace) Counts(JsonObject told) => (
        (int)told["images"]!, (int)told["doneBefore"]!, (int)told["faces"]!, (int)told["imagesWithoutFace"]!);

    private Task<JsonObject> Index(CommandLine beholden, string collection = Collection)
        => beholden.Json(0, "index", pictures.Path, "--collection", collection);

    /// <summary>Kills a run once a few files are in its journal.</summary>
    private async Task KillMidway()
    {
        string[] arguments =
        [
            "index", pictures.Path, "--collection", Collection, "--json",
            "--data", data.Path, "--weights", TestFolders.RequireWeights(),
        ];
        using var run = Process.Start(new ProcessStartInfo(ServerProcess.Executable, arguments)
        {
            RedirectStandardOutput = true,
        })!;
        while (!run.HasExited && FilesInJournal() < 5)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        run.Kill();
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private int FilesInJournal()
    {
        var folder = new DirectoryInfo(Path.Combine(data.Path, "index"));
        return folder.Exists ? folder.EnumerateFiles().Sum(file => Lines(file.FullName)) : 0;
    }

    private static int Lines(string path)
    {
        using var reader = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(character => character == '\n');
    }

    private async Task<IEnumerable<string?>> ExternalImageIds()
    {
        using var server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights());
        using var client = server.Client();
        var listed = await client.Call(
            "ListFaces", new() { ["CollectionId"] = Collection }, TestContext.Current.CancellationToken);
        return listed.All("Faces", "ExternalImageId").Order(StringComparer.Ordinal);
    }

    private void Save(string name, byte[]? bytes = null)
    {
        var path = Path.Combine(pictures.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes ?? Small);
    }
}

using System.Text;
using System.Text.Json;

namespace Beholden.Tool.Pages;

/// <param name="Path">Relative to the checkout, with forward slashes.</param>
internal sealed record PageFile(string Path, string Text);

/// <summary>A page and its plots, made of one measurement.</summary>
/// <param name="Measurement">Reads <c>docs/measurements/NAME.json</c>.</param>
/// <param name="Write">Gives the same bytes for the same measurement.</param>
internal sealed record MeasuredPage(string Measurement, Func<JsonElement, IReadOnlyList<PageFile>> Write);

/// <summary>
/// Turns the committed measurements into pages and SVG plots. A page whose measurement is not there is
/// left alone.
/// </summary>
internal static class PagesVerb
{
    private const string Folder = "docs/measurements";

    // One row for each page; the page's own file says what its measurement holds.
    private static readonly IReadOnlyList<MeasuredPage> All =
    [
        new("detection", DetectionPage.Write),
        new("fairness", FairnessPage.Write),
        QualityPage.Page,
    ];

    /// <summary>Verb <c>pages</c>. With <c>--check</c> nothing is written; 1 when a file is stale.</summary>
    public static int Run(IReadOnlyList<string> options)
    {
        if (options.Any(option => option != "--check"))
        {
            Console.Error.WriteLine("Usage: Beholden.Tool pages [--check]");
            return 2;
        }

        var root = Checkout.Above(Directory.GetCurrentDirectory());
        IReadOnlyList<PageFile> files = [.. Files(root, All), .. BenchmarksPage.Files(root)];
        return options.Count == 0 ? Write(root, files) : Check(root, files);
    }

    public static IReadOnlyList<PageFile> Files(string root, IEnumerable<MeasuredPage> pages)
    {
        var files = new List<PageFile>();
        foreach (var page in pages)
        {
            if (Read(root, page.Measurement) is { } measured)
            {
                files.AddRange(page.Write(measured));
            }
        }

        return files;
    }

    /// <returns>Null where there is no such measurement.</returns>
    public static JsonElement? Read(string root, string measurement)
    {
        var source = Path.Combine(root, Folder, measurement + ".json");
        if (!File.Exists(source))
        {
            return null;
        }

        using var measured = JsonDocument.Parse(File.ReadAllText(source));
        return measured.RootElement.Clone();
    }

    public static int Check(string root, IEnumerable<PageFile> files)
    {
        var stale = files.Where(file => !IsCurrent(root, file)).Select(file => file.Path).ToList();
        foreach (var path in stale)
        {
            Console.Error.WriteLine(
                $"{path} differs from its measurement. "
                + "Run: dotnet run --project tools/Beholden.Tool -- pages");
        }

        return stale.Count == 0 ? 0 : 1;
    }

    private static int Write(string root, IReadOnlyList<PageFile> files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            Console.WriteLine($"{file.Path} written.");
        }

        return 0;
    }

    private static bool IsCurrent(string root, PageFile file)
    {
        var path = Path.Combine(root, file.Path);
        return File.Exists(path) && File.ReadAllText(path) == file.Text;
    }
}

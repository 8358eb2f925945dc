using System.Text;

namespace Beholden.Tool;

/// <summary>
/// Writes the C# of the AWS contract from spec/shapes.json and spec/patches.json. The same input gives the
/// same bytes on every machine: no date, no path, no order of a hash table.
/// </summary>
internal static class WireGenerator
{
    private const string TargetFolder = "src/Beholden.Wire/Generated";

    /// <summary>Verb <c>wire</c>. With <c>--check</c> nothing is written; 1 when a file is stale.</summary>
    public static int Run(IReadOnlyList<string> options)
    {
        if (options.Any(option => option != "--check"))
        {
            Console.Error.WriteLine("Usage: Beholden.Tool wire [--check]");
            return 2;
        }

        var root = Checkout.Above(Directory.GetCurrentDirectory());
        var files = Generate(root);
        return options.Count > 0 ? Check(root, files) : Write(root, files);
    }

    /// <summary>File content by path below the checkout, with forward slashes.</summary>
    public static SortedDictionary<string, string> Generate(string root)
    {
        var contract = WireGeneratorModel.Load(
            Path.Combine(root, "spec", "shapes.json"), Path.Combine(root, "spec", "patches.json"));
        return new(StringComparer.Ordinal)
        {
            [TargetFolder + "/Contract.g.cs"] = WireGeneratorContract.Write(contract),
            [TargetFolder + "/Errors.g.cs"] = WireGeneratorErrors.Write(contract),
            [TargetFolder + "/Shapes.g.cs"] = WireGeneratorShapes.Write(contract),
        };
    }

    /// <summary>Paths whose content on disk is not what would be generated now, oldest name first.</summary>
    public static IReadOnlyList<string> Stale(string root, IReadOnlyDictionary<string, string> files) =>
    [
        .. files
            .Where(file => !File.Exists(Path.Combine(root, file.Key))
                || File.ReadAllText(Path.Combine(root, file.Key)) != file.Value)
            .Select(file => file.Key),
    ];

    private static int Check(string root, SortedDictionary<string, string> files)
    {
        var stale = Stale(root, files);
        if (stale.Count == 0)
        {
            Console.WriteLine($"All {files.Count} generated wire files are up to date.");
            return 0;
        }

        Console.Error.WriteLine(
            $"Generated files differ from spec/: {string.Join(", ", stale)}. "
            + "Run: dotnet run --project tools/Beholden.Tool -- wire");
        return 1;
    }

    private static int Write(string root, SortedDictionary<string, string> files)
    {
        foreach (var (path, content) in files)
        {
            var target = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            Console.WriteLine($"Wrote {path}, {content.Length} characters.");
        }

        return 0;
    }
}

using Beholden.Tests.Support;

namespace Beholden.Tests.Tidy;

/// <summary>A text file of the checkout.</summary>
/// <param name="Path">Relative to the checkout, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Extension => System.IO.Path.GetExtension(Name);

    public IReadOnlyList<string> Lines => Text.TrimEnd('\n').Split('\n');

    public bool IsGenerated => Path.EndsWith(".g.cs", StringComparison.Ordinal);

    /// <summary>Written by people, in a language of this house.</summary>
    public bool IsCode => !IsGenerated
        && (Extension is ".cs" or ".js" or ".mjs" or ".cjs" or ".ts" or ".tsx" or ".py" or ".sh" or ".sql"
            || IsScript);

    public bool IsScript => Text.StartsWith("#!", StringComparison.Ordinal) || Extension == ".sh";
}

/// <summary>
/// The checkout: what people wrote and what is generated into it, without what builds leave.
/// </summary>
internal static class Tree
{
    private static readonly string[] Left =
    [
        ".git", "bin", "obj", "node_modules", "artifacts", "weights", "TestResults", "__pycache__",
        "dist",
    ];

    // Files that people read and write. Lock files and the pinned contract are data of others.
    private static readonly string[] Texts =
    [
        "", ".cs", ".csproj", ".props", ".slnx", ".md", ".json", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".css",
        ".html", ".py", ".sh", ".sql", ".yml", ".toml", ".txt", ".editorconfig", ".gitignore", ".npmrc",
    ];

    private static readonly string[] OthersData = ["packages.lock.json", "package-lock.json", "shapes.json"];

    public static string Root => TestFolders.Checkout;

    public static IReadOnlyList<SourceFile> Files { get; } = [.. Read(Root, "")];

    public static IEnumerable<SourceFile> Code => Files.Where(f => f.IsCode);

    public static SourceFile File(string path) => Files.Single(f => f.Path == path);

    private static IEnumerable<SourceFile> Read(string folder, string prefix)
    {
        // The data folder of the checkout's own server holds people's pictures, never sources.
        foreach (var child in Directory.GetDirectories(folder).Select(Path.GetFileName).OfType<string>()
            .Where(n => !Left.Contains(n) && (prefix.Length > 0 || n != "data")))
        {
            foreach (var file in Read(Path.Combine(folder, child), $"{prefix}{child}/"))
            {
                yield return file;
            }
        }

        foreach (var path in Directory.GetFiles(folder).Where(IsText))
        {
            yield return new(prefix + Path.GetFileName(path), System.IO.File.ReadAllText(path));
        }
    }

    private static bool IsText(string path) =>
        Texts.Contains(Path.GetExtension(path)) && !OthersData.Contains(Path.GetFileName(path))
        && Path.GetFileName(path) != ".git";
}

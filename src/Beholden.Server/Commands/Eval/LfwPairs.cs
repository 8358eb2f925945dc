namespace Beholden.Server.Commands.Eval;

/// <summary>Reads LFW's official pair lists.</summary>
/// <remarks>
/// First line: pairs per kind, or folds and pairs per kind and fold. Then, fold by fold, that many lines of
/// a name and two numbers (same person) and as many of name, number, name, number (different people).
/// </remarks>
internal static class LfwPairs
{
    /// <exception cref="EvalDataException">The file is not such a list.</exception>
    public static IReadOnlyList<LfwPair> Read(string path)
    {
        var lines = File.ReadLines(path).Select(Split).Where(parts => parts.Length > 0).ToList();
        var head = lines.Count > 0 ? lines[0] : [];
        if (head.Length is < 1 or > 2 || !head.All(part => int.TryParse(part, out _)))
        {
            throw new EvalDataException($"{path} does not start with the number of pairs.");
        }

        var perKind = int.Parse(head[^1]);
        var folds = head.Length == 2 ? int.Parse(head[0]) : 1;
        if (lines.Count - 1 != (long)folds * perKind * 2)
        {
            throw new EvalDataException(
                $"{path} announces {folds} x {perKind} pairs of each kind "
                + $"and holds {lines.Count - 1} lines.");
        }

        return [.. lines.Skip(1).Select((parts, i) => Pair(path, parts, i / (2 * perKind)))];
    }

    private static string[] Split(string line) =>
        line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries);

    private static LfwPair Pair(string path, string[] parts, int fold) => parts switch
    {
        [var name, var a, var b] => new(Image(path, name, a), Image(path, name, b), true, fold),
        [var name, var a, var other, var b] => new(Image(path, name, a), Image(path, other, b), false, fold),
        _ => throw new EvalDataException($"{path}: a line has {parts.Length} parts instead of 3 or 4."),
    };

    private static LfwImage Image(string path, string name, string number) => int.TryParse(number, out var n)
        ? new(name, n)
        : throw new EvalDataException($"{path}: '{number}' is not the number of a picture of {name}.");
}

using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <param name="Invalid">The annotators marked it as unusable: neither found nor missed counts.</param>
internal readonly record struct WiderFace(PixelBox Box, bool Invalid);

/// <param name="Name">Relative path, such as <c>0--Parade/name.jpg</c>.</param>
internal sealed record WiderImage(string Name, IReadOnlyList<WiderFace> Faces);

/// <summary>Reads WIDER FACE's ground truth.</summary>
internal static class WiderTruth
{
    private const int ValuesPerFace = 10;
    private const int InvalidColumn = 7;

    /// <remarks>
    /// Per picture: name, number of faces, then per face x, y, width, height, blur, expression,
    /// illumination, invalid, occlusion, pose. A picture without faces has one line of zeros.
    /// </remarks>
    /// <exception cref="EvalDataException">The file is not of this layout.</exception>
    public static IReadOnlyList<WiderImage> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var images = new List<WiderImage>();
        for (var at = 0; at < lines.Length && lines[at].Length > 0;)
        {
            if (at + 1 >= lines.Length || !int.TryParse(lines[at + 1], out var count)
                || at + 2 + count > lines.Length)
            {
                throw new EvalDataException(
                    $"{path}, line {at + 2}: the number of faces is missing or wrong.");
            }

            var faces = lines.Skip(at + 2).Take(count).Select((line, i) => Face(path, at + 3 + i, line));
            images.Add(new(lines[at], [.. faces]));
            at += 2 + Math.Max(1, count);
        }

        return images.Count > 0 ? images : throw new EvalDataException($"{path} lists no pictures.");
    }

    private static WiderFace Face(string path, int number, string line)
    {
        var values = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(value => float.TryParse(value, out var v) ? v : float.NaN)
            .ToArray();
        if (values.Length < ValuesPerFace || values.Any(float.IsNaN))
        {
            throw new EvalDataException($"{path}, line {number}: not a face's ten numbers.");
        }

        return new(new(values[0], values[1], values[2], values[3]), values[InvalidColumn] != 0);
    }
}

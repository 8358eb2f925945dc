using System.Globalization;
using System.Text;

namespace Beholden.Tool.Pages;

/// <summary>
/// Builds one SVG picture. Colours are classes, so that the same picture reads in light and in dark.
/// </summary>
internal sealed class SvgText
{
    /// <summary>Classes s0, s1, ... of data series.</summary>
    public const int SeriesMax = 6;

    // Okabe and Ito's colours, which colour-blind readers can tell apart (jfly.uni-koeln.de/color, 2008),
    // in tones that stand out from white, and lighter ones that stand out from black.
    private static readonly string[] Light =
        ["#0072b2", "#d55e00", "#007a5a", "#a8478b", "#8a6d00", "#444444"];

    private static readonly string[] Dark =
        ["#56b4e9", "#ff9a55", "#2fc79a", "#e39ac8", "#f0e442", "#cccccc"];

    private readonly StringBuilder text = new();

    /// <param name="width">Pixels, as is <paramref name="height"/>.</param>
    /// <param name="title">What a screen reader says.</param>
    public SvgText(int width, int height, string title)
    {
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" "
            + $"width=\"{width}\" height=\"{height}\" role=\"img\">");
        Line($"<title>{Escape(title)}</title>");
        Line("<style>");
        Line("text { font: 13px system-ui, sans-serif; } .title { font-weight: 600; font-size: 15px; }");
        Line(Palette("#ffffff", "#1f2328", "#59636e", "#d1d9e0", Light));
        Line("@media (prefers-color-scheme: dark) {");
        Line(Palette("#0d1117", "#f0f6fc", "#9198a1", "#3d444d", Dark));
        Line("}");
        Line("</style>");
        Line($"<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>");
    }

    /// <param name="style">Class: <c>title</c>, <c>ink</c> or <c>pale</c>.</param>
    /// <param name="anchor">start, middle or end.</param>
    public void Text(double x, double y, string words, string style = "ink", string anchor = "start") =>
        Line($"<text class=\"{style}\" x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\">"
            + $"{Escape(words)}</text>");

    /// <summary>Written upwards, around its middle.</summary>
    public void TextUp(double x, double y, string words) =>
        Line($"<text class=\"ink\" text-anchor=\"middle\" transform=\"translate({N(x)} {N(y)}) "
            + $"rotate(-90)\">{Escape(words)}</text>");

    /// <param name="style">Class: <c>grid</c>, or a series' <c>sN</c>.</param>
    public void Stroke(double x1, double y1, double x2, double y2, string style, double width = 1) =>
        Line($"<path class=\"{style} stroke\" stroke-width=\"{N(width)}\" "
            + $"d=\"M{N(x1)} {N(y1)}L{N(x2)} {N(y2)}\"/>");

    public void Path(IEnumerable<(double X, double Y)> points, string style) =>
        Line($"<path class=\"{style} stroke\" stroke-width=\"2\" d=\"M"
            + $"{string.Join('L', points.Select(point => $"{N(point.X)} {N(point.Y)}"))}\"/>");

    public void Dot(double x, double y, string style, double radius = 4) =>
        Line($"<circle class=\"{style}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\"/>");

    /// <summary>A thing that is not like the others: a circle without filling.</summary>
    public void Ring(double x, double y, string style) =>
        Line($"<circle class=\"{style} stroke\" stroke-width=\"2\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"4\"/>");

    public string End() => text + "</svg>\n";

    // Invariant, so that no machine's language changes a byte.
    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Palette(string paper, string ink, string pale, string grid, string[] series)
    {
        var rules = series.Select((colour, i) => $".s{i} {{ fill: {colour}; stroke: {colour}; }}");
        return $".paper {{ fill: {paper}; }} .ink, .title {{ fill: {ink}; }} .pale {{ fill: {pale}; }}\n"
            + $".grid {{ stroke: {grid}; }}\n{string.Join('\n', rules)}\n.stroke {{ fill: none; }}";
    }

    private static string Escape(string words) => words
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    // The line end is part of the file, so it must not follow the machine.
    private void Line(string line) => text.Append(line).Append('\n');
}

namespace Beholden.Tool.Pages;

/// <param name="Points">In drawing order.</param>
/// <param name="IsJoined">A line through the points; else they stand alone.</param>
/// <param name="Labels">Written beside the points, one each; null for none.</param>
internal sealed record PlotSeries(
    string Name,
    IReadOnlyList<(double X, double Y)> Points,
    bool IsJoined = true,
    IReadOnlyList<string>? Labels = null);

/// <summary>Lines and points over two axes, with a legend below the title.</summary>
internal sealed record LinePlot(
    string Title, PlotAxis X, PlotAxis Y, IReadOnlyList<PlotSeries> Series)
{
    private const int Width = 760, PlotHeight = 320;
    private const int Left = 74, Right = 24, Below = 54;
    private const int LegendRow = 20, LegendTop = 46;

    // The mean width of a letter of the 13-pixel font, for placing what comes after a word.
    private const double LetterWidth = 7;

    /// <exception cref="ArgumentException">More series than there are colours.</exception>
    public string Svg()
    {
        if (Series.Count > SvgText.SeriesMax)
        {
            throw new ArgumentException($"A plot shows at most {SvgText.SeriesMax} series.");
        }

        var places = LegendPlaces();
        var top = LegendTop + (places[^1].Row * LegendRow) + LegendRow;
        var svg = new SvgText(Width, top + PlotHeight + Below, Title);
        svg.Text(Left, 24, Title, "title");
        foreach (var (series, i) in Series.Select((series, i) => (series, i)))
        {
            var y = LegendTop + (places[i].Row * LegendRow);
            svg.Dot(places[i].X + 5, y - 4, $"s{i}", 5);
            svg.Text(places[i].X + 16, y, series.Name);
        }

        Grid(svg, top);
        foreach (var (series, i) in Series.Select((series, i) => (series, i)))
        {
            Draw(svg, series, $"s{i}", top);
        }

        return svg.End();
    }

    private List<(double X, int Row)> LegendPlaces()
    {
        var (x, row) = ((double)Left, 0);
        var places = new List<(double, int)>();
        foreach (var series in Series)
        {
            var width = 36 + (series.Name.Length * LetterWidth);
            if (x > Left && x + width > Width - Right)
            {
                (x, row) = (Left, row + 1);
            }

            places.Add((x, row));
            x += width;
        }

        return places;
    }

    private void Grid(SvgText svg, int top)
    {
        foreach (var (value, label) in X.Ticks())
        {
            svg.Stroke(At(X, value), top, At(X, value), top + PlotHeight, "grid");
            svg.Text(At(X, value), top + PlotHeight + 18, label, "pale", "middle");
        }

        foreach (var (value, label) in Y.Ticks())
        {
            svg.Stroke(Left, Up(value, top), Width - Right, Up(value, top), "grid");
            svg.Text(Left - 8, Up(value, top) + 4, label, "pale", "end");
        }

        svg.Text(Left + ((Width - Left - Right) / 2.0), top + PlotHeight + 42, X.Title, "ink", "middle");
        svg.TextUp(18, top + (PlotHeight / 2.0), Y.Title);
    }

    private void Draw(SvgText svg, PlotSeries series, string style, int top)
    {
        var places = series.Points.Select(point => (X: At(X, point.X), Y: Up(point.Y, top))).ToList();
        if (series.IsJoined && places.Count > 1)
        {
            svg.Path(places, style);
        }

        foreach (var (place, i) in places.Select((place, i) => (place, i)))
        {
            if (!series.IsJoined || places.Count <= 24)
            {
                svg.Dot(place.X, place.Y, style, series.IsJoined ? 3 : 5);
            }

            if (series.Labels is { } labels)
            {
                var isNearEnd = place.X > Width - Right - (labels[i].Length * LetterWidth) - 12;
                var (x, anchor) = isNearEnd ? (place.X - 9, "end") : (place.X + 9, "start");
                svg.Text(x, place.Y - 7, labels[i], "ink", anchor);
            }
        }
    }

    private static double At(PlotAxis axis, double value) =>
        Left + (axis.Share(value) * (Width - Left - Right));

    private double Up(double value, int top) => top + ((1 - Y.Share(value)) * PlotHeight);
}

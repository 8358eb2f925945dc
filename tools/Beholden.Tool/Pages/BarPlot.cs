namespace Beholden.Tool.Pages;

/// <summary>One row of a plot: a value and its interval.</summary>
/// <param name="Note">At the row's end, such as the number behind the value.</param>
/// <param name="IsFirm">False draws an open mark: the interval is too wide to compare with others.</param>
internal sealed record PlotBar(
    string Label, double Value, double Low, double High, string Note = "", bool IsFirm = true);

/// <param name="Name">The heading over its rows; empty for none.</param>
internal sealed record BarGroup(string Name, IReadOnlyList<PlotBar> Bars);

/// <summary>Horizontal rows with a mark at the value and a bar over the interval.</summary>
internal sealed record BarPlot(string Title, PlotAxis X, IReadOnlyList<BarGroup> Groups)
{
    private const int Width = 760, Row = 24, Top = 44, Below = 54;
    private const int Left = 190, Right = 120, Edge = 16;

    public string Svg()
    {
        var rows = Groups.Sum(group => group.Bars.Count + (group.Name.Length > 0 ? 1 : 0));
        var bottom = Top + (rows * Row);
        var svg = new SvgText(Width, bottom + Below, Title);
        svg.Text(Edge, 24, Title, "title");
        foreach (var (value, label) in X.Ticks())
        {
            svg.Stroke(At(value), Top, At(value), bottom, "grid");
            svg.Text(At(value), bottom + 18, label, "pale", "middle");
        }

        svg.Text(Left + ((Width - Left - Right) / 2.0), bottom + 42, X.Title, "ink", "middle");
        var y = Top + (Row / 2.0);
        foreach (var (group, i) in Groups.Select((group, i) => (group, i)))
        {
            if (group.Name.Length > 0)
            {
                svg.Text(Edge, y + 5, group.Name, "title");
                y += Row;
            }

            foreach (var bar in group.Bars)
            {
                Draw(svg, bar, $"s{i % SvgText.SeriesMax}", y);
                y += Row;
            }
        }

        return svg.End();
    }

    private void Draw(SvgText svg, PlotBar bar, string style, double y)
    {
        svg.Text(Left - 12, y + 5, bar.Label, "ink", "end");
        svg.Stroke(At(bar.Low), y, At(bar.High), y, style, 3);
        if (bar.IsFirm)
        {
            svg.Dot(At(bar.Value), y, style, 5);
        }
        else
        {
            svg.Ring(At(bar.Value), y, style);
        }

        svg.Text(Width - Right + 12, y + 5, bar.Note, "pale");
    }

    private double At(double value) => Left + (X.Share(value) * (Width - Left - Right));
}

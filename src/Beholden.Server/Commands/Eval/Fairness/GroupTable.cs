namespace Beholden.Server.Commands.Eval.Fairness;

/// <summary>What one table counts, and when its intervals are too wide to compare groups by.</summary>
/// <param name="Unit"><c>share</c>, 0..1, or <c>years</c>.</param>
/// <param name="ClusterName">What is drawn again in the bootstrap: <c>pictures</c> or <c>people</c>.</param>
/// <param name="WidthMax">Widest interval, in the unit, that still says something.</param>
/// <param name="FactorMax">Highest ratio of the interval's ends, for rates near zero; null for none.</param>
internal sealed record Measure(
    string Id, string Title, string By, string Unit, string ClusterName, double WidthMax, double? FactorMax)
{
    /// <summary>Under this many, the normal rules of thumb for a share fail.</summary>
    public const int CountMin = 30;

    /// <summary>Under this many, the bootstrap has too little to draw from.</summary>
    public const int ClustersMin = 10;

    /// <summary>Ends of a ratio's interval that differ more say nothing about the groups.</summary>
    public const double RatioFactorMax = 4;

    public bool IsShare => Unit == "share";

    public static Measure Share(string id, string title, string by, string clusters) =>
        new(id, title, by, "share", clusters, WidthMax: 0.2, FactorMax: null);

    public static Measure Years(string id, string title, string by, string clusters) =>
        new(id, title, by, "years", clusters, WidthMax: 3, FactorMax: null);

    /// <summary>Rates of the verification, which are compared by their ratio, not their difference.</summary>
    public static Measure MatchRate(string id, string title, string by) =>
        new(id, title, by, "share", "people", WidthMax: 0.2, FactorMax: RatioFactorMax);
}

/// <param name="N">Faces or pairs.</param>
/// <param name="Clusters">Pictures or people they come from.</param>
/// <param name="Errors">Null where the value is a mean.</param>
/// <param name="Value">Share of errors, 0..1, or the mean in the table's unit.</param>
/// <param name="Verdict">
/// <c>ok</c>, <c>insufficient</c>, or <c>not a group</c> for what annotators could not tell.
/// </param>
internal sealed record GroupFigure(
    string Group,
    long N,
    int Clusters,
    long? Errors,
    double Value,
    double Low95,
    double High95,
    string Verdict)
{
    public bool IsSufficient => Verdict == Ok;

    public const string Ok = "ok", Insufficient = "insufficient", NoGroup = "not a group";

    /// <summary>The annotators' word; faces that nobody could tell are those that are hard to see.</summary>
    public const string Unsure = "Not Sure";
}

/// <summary>How far apart the groups are that have enough behind them.</summary>
/// <param name="Verdict">
/// <c>ok</c>, or <c>insufficient</c>: fewer than two groups remain, or the interval is too wide.
/// </param>
internal sealed record GroupRatio(
    string Name, int Groups, double? Value, double? Low95, double? High95, string Verdict);

internal sealed record GroupTable(
    string Id,
    string Title,
    string By,
    string Unit,
    string Clusters,
    IReadOnlyList<GroupFigure> Groups,
    IReadOnlyList<GroupRatio> Ratios);

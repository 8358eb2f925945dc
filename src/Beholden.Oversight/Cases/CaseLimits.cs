namespace Beholden.Oversight.Cases;

/// <summary>What cases may cost, and why.</summary>
public static class CaseLimits
{
    /// <summary>Cases of a data folder. All are held in memory and looked at every second.</summary>
    public const int CasesMax = 10_000;

    /// <summary>Authorisations of a case: each may be renewed monthly for eight years.</summary>
    public const int AuthorisationsMax = 100;

    /// <summary>Names in an authorisation's scope: as many as one call may carry in some kilobytes.</summary>
    public const int ScopeMax = 100;

    /// <summary>
    /// When a refused case is looked through once more: calls that ran were cancelled, and a call ends its
    /// step, the longest some seconds, before it hears of that.
    /// </summary>
    public static readonly TimeSpan SettlesAfter = TimeSpan.FromSeconds(60);
}

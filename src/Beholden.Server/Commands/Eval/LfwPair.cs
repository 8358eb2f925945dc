namespace Beholden.Server.Commands.Eval;

/// <summary>A picture of LFW, such as the 13th of Abdullah_Gul.</summary>
internal readonly record struct LfwImage(string Person, int Number)
{
    /// <summary>As the official archive lays it out.</summary>
    public string RelativePath => Path.Combine(Person, $"{Person}_{Number:0000}.jpg");
}

/// <param name="Same">Whether the list says that both show one person.</param>
/// <param name="Fold">0..9 in View 2; 0 in View 1.</param>
internal sealed record LfwPair(LfwImage Left, LfwImage Right, bool Same, int Fold);

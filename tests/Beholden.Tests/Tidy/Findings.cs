namespace Beholden.Tests.Tidy;

/// <summary>Fails with every violation in full, so that one run shows all that must change.</summary>
internal static class Findings
{
    public static void RequireNone(IEnumerable<string> violations)
    {
        var found = violations.ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{found.Count} violations:\n{string.Join('\n', found)}");
        }
    }
}

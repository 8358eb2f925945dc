using Beholden.Oversight.Cedar.Official;
using Beholden.Oversight.Policy;

namespace Beholden.Server.Say;

/// <summary>
/// Strict validation of a site's own rules, by the official Cedar engine, before they hold: a rule that reads
/// what may be missing would deny every request.
/// </summary>
internal sealed class RuleCheck(Settings settings)
{
    private readonly Lock loading = new();

    /// <exception cref="InvalidDataException">A rule is wrong, or nothing here can tell.</exception>
    public void Require(string siteRules)
    {
        // Compiling takes seconds and is needed once in a while, so the engine is not kept.
        lock (loading)
        {
            try
            {
                using var engine = OfficialEngine.Load(settings.WeightsFolder);
                var wrong = engine.Validate($"{PolicySet.Base}\n{siteRules}", PolicySet.Schema);
                if (wrong.Count > 0)
                {
                    throw new InvalidDataException(
                        $"The site's rules do not pass strict validation: {string.Join("; ", wrong)}");
                }
            }
            catch (OfficialEngineException absent)
            {
                throw new InvalidDataException(absent.Message, absent);
            }
        }
    }
}

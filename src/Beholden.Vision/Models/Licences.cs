using System.Collections.Frozen;

namespace Beholden.Vision.Models;

/// <summary>What the operator uses the server for, as far as weight licences ask.</summary>
public enum ModelUse
{
    /// <summary>Anything lawful, business included.</summary>
    Any,

    /// <summary>Research that is not a business.</summary>
    Research,
}

/// <summary>Which licence allows which use. A licence that is not listed allows nothing.</summary>
internal static class Licences
{
    private static readonly FrozenDictionary<string, ModelUse> Widest = new Dictionary<string, ModelUse>
    {
        ["MIT"] = ModelUse.Any,
        ["Apache-2.0"] = ModelUse.Any,
        ["BSD-3-Clause"] = ModelUse.Any,
        ["CC-BY-NC-4.0"] = ModelUse.Research,
        ["LicenseRef-InsightFace-Research"] = ModelUse.Research,
    }.ToFrozenDictionary();

    /// <exception cref="CatalogueException">The licence is unknown, or forbids this use.</exception>
    public static void Require(ModelEntry model, ModelUse use)
    {
        if (!Widest.TryGetValue(model.Licence, out var widest))
        {
            throw new CatalogueException(
                $"Model {model.Id} has the licence {model.Licence}, which this server does not know; "
                + "it is not used.");
        }

        if (widest == ModelUse.Research && use != ModelUse.Research)
        {
            throw new CatalogueException(
                $"Model {model.Id} has the licence {model.Licence}, which allows research only; "
                + "choose another model or configure the server for research.");
        }
    }
}

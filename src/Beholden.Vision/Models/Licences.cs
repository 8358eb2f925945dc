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
public static class Licences
{
    /// <summary>Weights of the operator's own making, or under an agreement of their own.</summary>
    public const string Own = "LicenseRef-Own";

    // By the text of each: whether it forbids commercial use.
    private static readonly FrozenDictionary<string, ModelUse> Widest = new Dictionary<string, ModelUse>
    {
        ["MIT"] = ModelUse.Any,
        ["Apache-2.0"] = ModelUse.Any,
        ["BSD-2-Clause"] = ModelUse.Any,
        ["BSD-3-Clause"] = ModelUse.Any,
        ["CC0-1.0"] = ModelUse.Any,
        ["CC-BY-4.0"] = ModelUse.Any,
        [Own] = ModelUse.Any,
        ["CC-BY-NC-4.0"] = ModelUse.Research,
        ["CC-BY-NC-SA-4.0"] = ModelUse.Research,
        ["LicenseRef-InsightFace-Research"] = ModelUse.Research,
    }.ToFrozenDictionary();

    /// <summary>What may be named, those that allow a business first.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [.. Widest.OrderBy(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Key)];

    /// <summary>The widest use that a licence allows; null where this server does not know it.</summary>
    public static ModelUse? WidestUse(string licence) =>
        Widest.TryGetValue(licence, out var use) ? use : null;

    /// <summary>What a licence allows, as a sentence for its user.</summary>
    public static string Sentence(string licence) => WidestUse(licence) switch
    {
        ModelUse.Any when licence == Own => "Any use, as far as your own rights in the weights go.",
        ModelUse.Any => "Any use, business included; the licence's notices go with every copy.",
        ModelUse.Research => "Research that is not a business, and nothing else.",
        _ => "Not known here: ask whoever gave you the file. It is not used.",
    };

    /// <exception cref="CatalogueException">The licence is unknown, or forbids this use.</exception>
    internal static void Require(string modelId, string licence, ModelUse use)
    {
        var widest = WidestUse(licence) ?? throw new CatalogueException(
            $"Model {modelId} has the licence {licence}, which this server does not know; it is not used.");
        if (widest == ModelUse.Research && use != ModelUse.Research)
        {
            throw new CatalogueException(
                $"Model {modelId} has the licence {licence}, which allows research only; "
                + "choose another model, or start with --use research where that is what you do.");
        }
    }
}

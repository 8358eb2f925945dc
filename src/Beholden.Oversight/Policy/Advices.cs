using System.Globalization;
using Beholden.Oversight.Purposes;

namespace Beholden.Oversight.Policy;

/// <summary>What would satisfy a rule that denied, in words for whoever was denied.</summary>
internal static class Advices
{
    /// <param name="siteAdvice">The @advice of a rule of the site; null where it has none.</param>
    public static string For(
        Asked asked, Purpose purpose, FloorNeed? need, string basisAdvice, IReadOnlyList<string> deciding,
        IReadOnlyList<string> failed, Func<string, string?> siteAdvice)
    {
        if (failed.Count > 0 && deciding.Count == 0)
        {
            return "a rule could not be evaluated, which always denies; whoever keeps the site's rules must "
                + "mend it";
        }

        return deciding.Count == 0
            ? $"the purpose may {List(purpose.Acts)}; use a key whose purpose may {asked.Act.Id}"
            : string.Join("; ", deciding.Select(rule => rule == "basis"
                ? basisAdvice
                : For(rule, asked, purpose, need, siteAdvice)));
    }

    private static string For(
        string rule, Asked asked, Purpose purpose, FloorNeed? need, Func<string, string?> siteAdvice)
        => rule switch
        {
            "stopped" => $"{asked.Stop} is in effect since {asked.Stop?.StoppedAt:yyyy-MM-ddTHH:mm:ssZ} "
                + $"({asked.Stop?.Reason}); it ends with: beholden resume {asked.Stop?.Id}",
            "collections" => $"the purpose may use the collections {List(purpose.Collections ?? [])}",
            "attributes" => "the purpose may not read "
                + $"{List([.. asked.Attributes.Intersect(purpose.GatedAttributes)])}; ask for the others, or "
                + "for ALL, which leaves them out",
            "live" => "the purpose may not search faces in live streams",
            "authorisation" => asked.CaseLacks ?? "",
            "training" => "whoever judges leads needs training that is in date; those who govern enter it "
                + "with: beholden reviewers train NAME --until DATE",
            "floor" => Floor(asked, purpose, need),
            "reach" => Reach(asked, purpose, need),
            _ => siteAdvice(rule) ?? "it is a rule of this site; ask whoever keeps them",
        };

    private static string Floor(Asked asked, Purpose purpose, FloorNeed? need) => need is null
        ? "no similarity keeps the purpose's floor, since this server's embedder was never calibrated: "
            + "beholden eval calibrate"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"at most 1 false candidate in {purpose.FalseCandidateInSearches} searches among "
            + $"{Counted(asked, purpose)} faces needs a similarity of at least {need.RequiredPercent:0.00}, "
            + $"and {asked.SimilarityPercent:0.##} was asked (80 where none is stated)");

    private static string Counted(Asked asked, Purpose purpose) =>
        asked.Act.IsIdentification && asked.Faces < purpose.FacesAtLeast
            ? $"{purpose.FacesAtLeast} (the purpose's least)"
            : $"{asked.Faces}";

    private static string Reach(Asked asked, Purpose purpose, FloorNeed? need) => need is null
        ? "the calibration supports no collection of any size"
        : $"the calibration supports 1 false candidate in {purpose.FalseCandidateInSearches} searches up to "
            + $"{need.FacesSupported} faces, and the collection holds {asked.Faces}";

    private static string List(IReadOnlyList<string> names) =>
        names.Count == 0 ? "nothing" : string.Join(", ", names);
}

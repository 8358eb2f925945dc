using System.Globalization;

namespace Beholden.Oversight.Purposes;

/// <summary>Whether one profile allows anything that another does not.</summary>
/// <remarks>
/// A partial order: what is neither looser nor the same is tighter or both, and whatever is looser in any
/// respect counts as a loosening.
/// </remarks>
public static class Looseness
{
    /// <returns>In what the second is looser than the first, a sentence each; empty: in nothing.</returns>
    public static IReadOnlyList<string> Of(Profile from, Profile to)
    {
        var found = new List<string>();
        void Check(bool isLooser, string what)
        {
            if (isLooser)
            {
                found.Add(what);
            }
        }

        Check(from.Enforced && !to.Enforced, "nothing is blocked any more");
        Check(to.ApprovalsMin < from.ApprovalsMin, $"{to.ApprovalsMin} approvals, not {from.ApprovalsMin}");
        Check(to.DelaySeconds < from.DelaySeconds, $"{to.DelaySeconds} s of delay, not {from.DelaySeconds}");
        foreach (var purpose in to.Purposes)
        {
            if (from.Find(purpose.Id) is { } before)
            {
                found.AddRange(Of(before, purpose).Select(what => $"purpose {purpose.Id}: {what}"));
            }
            else
            {
                Check(purpose.Acts.Count > 0, $"purpose {purpose.Id} is new");
            }
        }

        if (from.DefaultPurpose != to.DefaultPurpose
            && from.Find(from.DefaultPurpose) is { } was && to.Find(to.DefaultPurpose) is { } becomes)
        {
            found.AddRange(Of(was, becomes).Select(what => $"the default purpose: {what}"));
        }

        return found;
    }

    private static IEnumerable<string> Of(Purpose from, Purpose to) =>
        OfReach(from, to).Concat(OfSearching(from, to)).Concat(OfKeeping(from, to));

    /// <summary>What it may do, to what, and what it may read.</summary>
    private static IEnumerable<string> OfReach(Purpose from, Purpose to)
    {
        foreach (var act in to.Acts.Except(from.Acts))
        {
            yield return $"it may {act}";
        }

        if (from.Collections is not null
            && (to.Collections is null || to.Collections.Except(from.Collections).Any()))
        {
            yield return "it may use more collections";
        }

        foreach (var attribute in from.GatedAttributes.Except(to.GatedAttributes))
        {
            yield return $"it may read {attribute}";
        }
    }

    private static IEnumerable<string> OfSearching(Purpose from, Purpose to)
    {
        if (from.FalseCandidateInSearches is { } floor && (to.FalseCandidateInSearches ?? 0) < floor)
        {
            var searches = to.FalseCandidateInSearches?.ToString(CultureInfo.InvariantCulture);
            yield return $"one false candidate in {searches ?? "any number of"} searches, not in {floor}";
        }

        if (to.FacesAtLeast < from.FacesAtLeast)
        {
            yield return $"small collections count as {to.FacesAtLeast} faces, not {from.FacesAtLeast}";
        }

        if (from.BeyondReach == BeyondReach.Refuse && to.BeyondReach == BeyondReach.Warn)
        {
            yield return "collections larger than the calibration supports";
        }

        if (!from.Live && to.Live)
        {
            yield return "live search";
        }

        if (from.Review && !to.Review)
        {
            yield return "no review";
        }

        if (to.Authorisation < from.Authorisation)
        {
            yield return to.Authorisation == AuthorisationNeed.None
                ? "no authorisation"
                : "authorisation within 48 hours, not before";
        }
    }

    private static IEnumerable<string> OfKeeping(Purpose from, Purpose to)
    {
        if (from.RetentionDays is { } days && (to.RetentionDays ?? int.MaxValue) > days)
        {
            yield return "longer retention";
        }

        if (to.DefaultBasis is { } basis && basis != from.DefaultBasis)
        {
            yield return $"it may keep faces on the basis {basis} without a stated one";
        }

        if (from.DefaultSource is null && to.DefaultSource is not null)
        {
            yield return "faces need no stated source";
        }
    }
}

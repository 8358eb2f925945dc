using Beholden.Store;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>
/// What may be found and what must be gone, told naively: from all that ever happened, anew at every
/// question.
/// </summary>
internal sealed class HeldTwin(bool hasUsers)
{
    private const int BipaYears = 3;

    private readonly List<Answer> answers = [];
    private readonly List<(int Collection, string Person)> objections = [];
    private readonly Dictionary<int, Enrolled> faces = [];
    private readonly HashSet<int> used = [];

    public DateTimeOffset Now { get; private set; } = History.Begin;

    public bool Do(HistoryStep step)
    {
        switch (step.Act)
        {
            case HistoryAct.Give or HistoryAct.GiveWritten or HistoryAct.Refuse:
                return Say(step);
            case HistoryAct.Withdraw:
                return Withdraw(step);
            case HistoryAct.Enrol:
                return Enrol(step);
            case HistoryAct.Object:
                objections.Add((step.Collection, step.Person));
                return true;
            case HistoryAct.Release:
                objections.RemoveAll(one => one == (step.Collection, step.Person));
                return true;
            case HistoryAct.Associate when hasUsers && Found().Contains(step.Face):
                faces[step.Face].HasUser = true;
                return true;
            case HistoryAct.Forward:
                Now += step.Time;
                return true;
            case HistoryAct.Sweep:
                Sweep();
                return true;
            case HistoryAct.Restart:
                used.Clear();
                return true;
            default:
                return true;
        }
    }

    /// <summary>Faces that a search must find, and no others.</summary>
    public SortedSet<int> Found() => [.. faces.Keys.Where(face =>
        HasBasis(face) && !objections.Contains((face % History.Collections, PersonOf(face))))];

    /// <summary>Whether the face stands on a basis that is in force.</summary>
    public bool HasBasis(int face) =>
        faces[face].Ended is null && End(faces[face]) > Now
        && (faces[face].Consent is not { } consent || consent.IsInForce(Now));

    /// <summary>Faces of which anything may still be there.</summary>
    public SortedSet<int> Kept() => [.. faces.Keys];

    /// <summary>Faces of a collection that are the user's and count in the user's vector.</summary>
    public IEnumerable<int> OfUser(int collection) =>
        Found().Where(face => face % History.Collections == collection && faces[face].HasUser);

    /// <summary>Somebody searched: what was found was used.</summary>
    public void Searched() => used.UnionWith(Found().Where(face =>
        faces[face].HasUser || Now - faces[face].Used >= TimeSpan.FromDays(1)));

    private bool Say(HistoryStep step)
    {
        if (Newest(step)?.IsInForce(Now) == true)
        {
            return false;
        }

        var isWritten = step.Act == HistoryAct.GiveWritten;
        if (step.Act == HistoryAct.Refuse)
        {
            answers.Add(new(step.Collection, step.Person, IsWritten: false, Until: null) { NoAt = Now });
            EndFaces(step);
        }
        else
        {
            // A written consent names its term.
            var until = step.Until ?? (isWritten ? TimeSpan.FromDays(5_000) : null);
            answers.Add(new(step.Collection, step.Person, isWritten, Now + until));
        }

        return true;
    }

    private bool Withdraw(HistoryStep step)
    {
        if (Newest(step) is not { } newest || !newest.IsInForce(Now))
        {
            return false;
        }

        newest.NoAt = Now;
        EndFaces(step);
        return true;
    }

    private void EndFaces(HistoryStep step)
    {
        foreach (var (face, enrolled) in faces)
        {
            var isTheirs = (face % History.Collections, PersonOf(face)) == (step.Collection, step.Person);
            if (isTheirs && step.Collection != History.OfLaw && End(enrolled) > Now)
            {
                enrolled.Ended ??= Now;
            }
        }
    }

    private bool Enrol(HistoryStep step)
    {
        var newest = Newest(step);
        var consent = newest?.IsInForce(Now) == true ? newest : null;
        var may = !objections.Contains((step.Collection, step.Person)) && step.Collection switch
        {
            History.OfConsent => consent is not null,
            History.OfWrittenConsent => consent?.IsWritten == true,
            History.OfLaw => true,
            _ => newest?.NoAt is null,
        };
        if (!may)
        {
            return false;
        }

        var restsOn = step.Collection == History.OfLaw ? null : consent;
        var days = step.Collection == History.OfLaw ? 30 : History.RetentionDays;
        var term = Now.AddDays(days) < (restsOn?.Until ?? DateTimeOffset.MaxValue)
            ? Now.AddDays(days)
            : restsOn!.Until!.Value;
        var keepsUser = Found().Contains(step.Face) && faces[step.Face].HasUser;
        faces[step.Face] = new(restsOn, term) { Used = Now, HasUser = keepsUser };
        return true;
    }

    private void Sweep()
    {
        // Hidden for an objection, a face does not count as used.
        foreach (var face in used.Where(face => Found().Contains(face)))
        {
            faces[face].Used = Now - faces[face].Used >= TimeSpan.FromDays(1) ? Now : faces[face].Used;
        }

        used.Clear();
        answers.RemoveAll(one => (one.NoAt ?? one.Until) <= Now - Limits.ConsentKept);
        foreach (var face in faces.Keys.Where(face => Due(faces[face]) <= Now).ToList())
        {
            faces.Remove(face);
        }
    }

    private Answer? Newest(HistoryStep step) =>
        answers.LastOrDefault(one => (one.Collection, one.Person) == (step.Collection, step.Person));

    private static DateTimeOffset End(Enrolled face) =>
        face.Consent?.IsWritten == true && face.Used.AddYears(BipaYears) < face.Term
            ? face.Used.AddYears(BipaYears)
            : face.Term;

    private static DateTimeOffset Due(Enrolled face) =>
        face.Ended?.AddDays(History.DestroyDays) is { } withdrawn && withdrawn < End(face)
            ? withdrawn
            : End(face);

    private static string PersonOf(int face) => $"p{face / History.Collections}";

    private sealed record Answer(
        int Collection, string Person, bool IsWritten, DateTimeOffset? Until)
    {
        /// <summary>When the person refused or withdrew.</summary>
        public DateTimeOffset? NoAt { get; set; }

        public bool IsInForce(DateTimeOffset now) => NoAt is null && (Until is null || Until > now);
    }

    private sealed record Enrolled(Answer? Consent, DateTimeOffset Term)
    {
        /// <summary>When the person said no.</summary>
        public DateTimeOffset? Ended { get; set; }

        public DateTimeOffset Used { get; set; }

        public bool HasUser { get; set; }
    }
}

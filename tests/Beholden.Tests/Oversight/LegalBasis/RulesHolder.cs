using Beholden.Oversight.Consents;
using Beholden.Oversight.LegalBasis;
using Beholden.Store;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>The rules and the state machine of consents alone, with dictionaries for a store.</summary>
internal sealed class RulesHolder : Holder
{
    private readonly Dictionary<(int, string), List<Consent>> consents = [];
    private readonly HashSet<(int, string)> objections = [];
    private readonly Dictionary<int, Held> faces = [];
    private readonly HashSet<int> used = [];
    private DateTimeOffset now;

    public override void Set(DateTimeOffset time) => now = time;

    public override Task<bool> Do(HistoryStep step)
    {
        var who = (step.Collection, step.Person);
        var theirs = consents.TryGetValue(who, out var known) ? known : consents[who] = [];
        switch (step.Act)
        {
            case HistoryAct.Give or HistoryAct.GiveWritten or HistoryAct.Refuse:
                return Task.FromResult(Say(step, theirs));
            case HistoryAct.Withdraw:
                return Task.FromResult(Withdraw(step, theirs));
            case HistoryAct.Enrol:
                return Task.FromResult(Enrol(step, theirs));
            case HistoryAct.Object:
                objections.Add(who);
                break;
            case HistoryAct.Release:
                objections.Remove(who);
                break;
            case HistoryAct.Sweep:
                Sweep();
                break;
            case HistoryAct.Restart:
                used.Clear();
                break;
        }

        return Task.FromResult(true);
    }

    public override Task<SortedSet<int>> Found()
    {
        var found = new SortedSet<int>(faces.Keys.Where(IsFound));
        used.UnionWith(found.Where(face => IsADayOld(faces[face])));
        return Task.FromResult(found);
    }

    public override Task<SortedSet<int>?> Kept() =>
        Task.FromResult<SortedSet<int>?>([.. faces.Keys]);

    private bool IsFound(int face) =>
        !faces[face].IsEnded && (faces[face].DueMs ?? long.MaxValue) > Ms(now)
        && !objections.Contains(WhoOf(face));

    private bool IsADayOld(Held face) => Ms(now) - face.UsedMs >= TimeSpan.FromDays(1).TotalMilliseconds;

    private bool Say(HistoryStep step, List<Consent> theirs)
    {
        if (theirs.Exists(one => one.IsInForce(now)))
        {
            return false;
        }

        theirs.Add(Consented.Of(step, now));
        if (step.Act == HistoryAct.Refuse)
        {
            End(step, theirs[^1]);
        }

        return true;
    }

    private bool Withdraw(HistoryStep step, List<Consent> theirs)
    {
        if (theirs.Count == 0)
        {
            return false;
        }

        try
        {
            theirs[^1] = theirs[^1].Withdraw(now);
            End(step, theirs[^1]);
            return true;
        }
        catch (ConsentStepException)
        {
            return false;
        }
    }

    private void End(HistoryStep step, Consent consent)
    {
        foreach (var face in faces.Where(one => WhoOf(one.Key) == (step.Collection, step.Person))
            .Select(one => one.Value).Where(face => face.Basis.Basis != "law"))
        {
            face.IsEnded = true;
            face.DueMs = Math.Min(
                face.DueMs ?? long.MaxValue, Ms(now.AddDays(consent.DestroyDays)));
        }
    }

    private bool Enrol(HistoryStep step, List<Consent> theirs)
    {
        var row = theirs.LastOrDefault()?.ToRow();
        var facts = new EnrolmentFacts(
            BasisTags.Of(History.Tags[step.Collection]), HasPerson: true,
            new(row?.ConsentId, row?.Kind, row?.State, row?.UntilMs,
                objections.Contains((step.Collection, step.Person))));
        if (BasisRule.Find(History.Purpose, facts, now).Basis is not { } basis)
        {
            return false;
        }

        faces[step.Face] = new(basis)
        {
            UsedMs = Ms(now),
            DueMs = FaceBasis.DueMs(basis.Basis, basis.Term?.ToUnixTimeMilliseconds(), Ms(now)),
        };
        return true;
    }

    private void Sweep()
    {
        foreach (var face in used.Where(face => faces.ContainsKey(face) && IsFound(face))
            .Select(face => faces[face]).Where(IsADayOld))
        {
            face.UsedMs = Ms(now);
            face.DueMs = FaceBasis.DueMs(
                face.Basis.Basis, face.Basis.Term?.ToUnixTimeMilliseconds(), face.UsedMs);
        }

        used.Clear();
        foreach (var due in faces.Keys.Where(face => faces[face].DueMs <= Ms(now)).ToList())
        {
            faces.Remove(due);
        }

        foreach (var theirs in consents.Values)
        {
            theirs.RemoveAll(one => one.At(now).EndedAt <= now - Limits.ConsentKept);
        }
    }

    private static (int, string) WhoOf(int face) =>
        (face % History.Collections, $"p{face / History.Collections}");

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private sealed record Held(FaceBasis Basis)
    {
        public bool IsEnded { get; set; }

        public long? DueMs { get; set; }

        public long UsedMs { get; set; }
    }
}

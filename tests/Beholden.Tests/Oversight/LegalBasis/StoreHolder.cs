using Beholden.Oversight.Consents;
using Beholden.Oversight.LegalBasis;
using Beholden.Store;
using Beholden.Tests.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>The store on real files; each history has collections of its own in one folder.</summary>
internal sealed class StoreHolder : Holder
{
    private const int Dimension = 16;

    private static readonly float[][] Vectors =
        [.. Enumerable.Range(0, History.Faces).Select(face => Made.Unit(new Random(face), Dimension))];

    private readonly Folder folder;
    private readonly SetClock clock;
    private readonly CollectionName[] names;

    private StoreHolder(Folder folder, SetClock clock, int story)
    {
        (this.folder, this.clock) = (folder, clock);
        clock.Now = History.Begin;
        names = [.. Enumerable.Range(0, History.Collections)
            .Select(one => new CollectionName("us-east-1", $"story-{story}-{one}"))];
    }

    public override bool HasUsers => true;

    public static async Task<StoreHolder> Make(Folder folder, SetClock clock, int story)
    {
        var made = new StoreHolder(folder, clock, story);
        foreach (var (at, name) in made.names.Index())
        {
            await folder.Collections.Create(
                name, Made.Contract, "7.0", History.Tags[at], clock.Now, Folder.Cancelled);
            await folder.Users.Create(name, "user", null, clock.Now, Folder.Cancelled);
        }

        return made;
    }

    /// <summary>Leaves nothing for the next history's sweeps to find.</summary>
    public async Task Clear()
    {
        foreach (var name in names)
        {
            await folder.Collections.Delete(name, Folder.Cancelled);
        }
    }

    public override void Set(DateTimeOffset now) => clock.Now = now;

    public override async Task<bool> Do(HistoryStep step)
    {
        var name = names[step.Collection];
        var who = new PersonName(step.Person, null, null);
        switch (step.Act)
        {
            case HistoryAct.Give or HistoryAct.GiveWritten or HistoryAct.Refuse:
                return await Taken<ConsentInForceException>(() => Consents.Add(
                    name, Consented.Of(step, clock.Now).ToRow(), clock.Now, Folder.Cancelled));
            case HistoryAct.Withdraw:
                return await Taken<ConsentStepException>(() => Withdraw(name, step.Person));
            case HistoryAct.Enrol:
                return await Enrol(name, step);
            case HistoryAct.Object:
                await People.Object(name, who, clock.Now, Folder.Cancelled);
                break;
            case HistoryAct.Release:
                await People.Release(name, who, clock.Now, Folder.Cancelled);
                break;
            case HistoryAct.Associate:
                await folder.Users.Associate(
                    name, "user", [$"{step.Face}"], -1, null, clock.Now, Folder.Cancelled);
                break;
            case HistoryAct.Sweep:
                await Retention.Sweep(clock.Now, Folder.Cancelled);
                Assert.False((await Retention.Sweep(clock.Now, Folder.Cancelled)).DidSomething);
                break;
            case HistoryAct.Restart:
                await folder.Reopen();
                break;
        }

        return true;
    }

    public override async Task<SortedSet<int>> Found()
    {
        var found = new SortedSet<int>();
        foreach (var name in names)
        {
            var hits = await folder.Faces.Search(name, Vectors[0], 100, -1, null, Folder.Cancelled);
            var mine = hits.Select(hit => hit.Face.FaceId).Order().ToList();
            var listed = await folder.Faces.List(name, 0, 100, null, null, Folder.Cancelled);
            Assert.Equal(mine, listed.Select(face => face.FaceId).Order());
            var described = await folder.Collections.Describe(name, Folder.Cancelled);
            Assert.Equal(mine.Count, described.FaceCount);
            Assert.Equal(mine.Count, (await folder.Faces.Root(name, Folder.Cancelled)).Count);
            found.UnionWith(mine.Select(int.Parse));
            await CompareUser(name, listed);
        }

        Assert.Equal(0, folder.Database.SearchCounts.HiddenRowsCompared);
        return found;
    }

    public override async Task<SortedSet<int>?> Kept()
    {
        var kept = new SortedSet<int>();
        foreach (var name in names)
        {
            var all = Enumerable.Range(0, History.Faces).Select(face => $"{face}").ToList();
            kept.UnionWith((await People.Faces(name, new(null, null, all), Folder.Cancelled))
                .Select(face => int.Parse(face.FaceId)));
        }

        return kept;
    }

    private ConsentStore Consents => new(folder.Database);

    private PersonStore People => new(folder.Database);

    private RetentionStore Retention => new(folder.Database);

    private async Task CompareUser(CollectionName name, IReadOnlyList<StoredFace> listed)
    {
        var theirs = listed.Where(face => face.UserId is not null)
            .Select(face => Vectors[int.Parse(face.FaceId)]).ToList();
        var hits = await folder.Users.Search(name, Vectors[0], 10, -1, null, Folder.Cancelled);
        var twin = new Twin();
        foreach (var (at, vector) in theirs.Index())
        {
            (twin.Faces[$"{at}"], twin.Owner[$"{at}"]) = (vector, "user");
        }

        Twin.AssertNearest(
            twin.UserVectors(), Vectors[0], 10, -1, [.. hits.Select(hit => (hit.UserId, hit.Cosine))]);
    }

    private async Task Withdraw(CollectionName name, string person)
    {
        var rows = await Consents.List(name, person, 0, 1_000, Folder.Cancelled);
        if (rows.Count == 0)
        {
            throw new ConsentStepException("none", ConsentState.Refused);
        }

        var withdrawn = Consent.Of(rows[^1]).Withdraw(clock.Now);
        await Consents.Withdraw(name, withdrawn.ToRow(), clock.Now, Folder.Cancelled);
    }

    private async Task<bool> Enrol(CollectionName name, HistoryStep step)
    {
        var facts = new EnrolmentFacts(
            BasisTags.Of(await folder.Collections.Tags(name, Folder.Cancelled)), HasPerson: true,
            await Consents.Facts(name, step.Person, Folder.Cancelled));
        if (BasisRule.Find(History.Purpose, facts, clock.Now).Basis is not { } basis)
        {
            return false;
        }

        var face = Made.Face($"{step.Face}", Vectors[step.Face]) with { ExternalImageId = step.Person };
        await folder.Faces.Add(
            name, Made.Contract, "personal", basis, [face], clock.Now, Folder.Cancelled);
        return true;
    }

    private static async Task<bool> Taken<TRefusal>(Func<Task> act)
        where TRefusal : Exception
    {
        try
        {
            await act();
            return true;
        }
        catch (TRefusal)
        {
            return false;
        }
    }
}

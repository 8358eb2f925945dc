using Beholden.Store;
using Beholden.Tests.Support;
using Dapper;

namespace Beholden.Tests.Store;

/// <summary>Terms, hiding and destroying, on a real folder under a clock that the test moves.</summary>
public sealed class RetentionTests
{
    private static readonly DateTimeOffset Begin = Folder.Now;

    private static readonly float[] Vector = Made.Unit(new Random(1));

    [Fact]
    public async Task A_face_past_its_term_is_found_by_nobody_though_no_sweeper_ran_and_is_destroyed_once()
    {
        var clock = new SetClock(Begin);
        await using var folder = await Make(clock);
        await Add(folder, clock, "a", new("law", "register", Begin.AddDays(1)));
        await Add(folder, clock, "b", new("law", "register", Term: null));
        await folder.Users.Create(Made.Staff, "user", null, clock.Now, Folder.Cancelled);
        await folder.Users.Associate(Made.Staff, "user", ["a"], -1, null, clock.Now, Folder.Cancelled);
        Assert.Equal(["a", "b"], await Found(folder));

        clock.Now = Begin.AddDays(1);
        Assert.Equal(["b"], await Found(folder));
        Assert.Empty(await folder.Users.Search(Made.Staff, Vector, 9, -1, null, Folder.Cancelled));
        Assert.Null(await folder.Faces.Embedding(Made.Staff, "a", Folder.Cancelled));
        Assert.Equal(2, await Rows(folder));

        var first = await new RetentionStore(folder.Database).Sweep(clock.Now, Folder.Cancelled);
        Assert.Equal([$"{Made.Staff.Region}/{Made.Staff.Id}/a"], first.Destroyed);
        Assert.Equal(1, await Rows(folder));
        var second = await new RetentionStore(folder.Database).Sweep(clock.Now, Folder.Cancelled);
        Assert.False(second.DidSomething);
    }

    [Fact]
    public async Task A_hidden_face_that_an_index_still_holds_is_counted_and_not_answered()
    {
        var clock = new SetClock(Begin);
        await using var folder = await Make(clock);
        await Add(folder, clock, "a", FaceBasis.Unstated);
        Assert.Equal(["a"], await Found(folder));

        // Past the store: the index hears nothing of it.
        await using (var db = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled))
        {
            await db.ExecuteAsync("UPDATE face SET hidden_ms = 1, hidden_why = 'withdrawn'");
        }

        Assert.Equal(0, folder.Database.SearchCounts.HiddenRowsCompared);
        Assert.Empty(await Found(folder));
        Assert.Equal(1, folder.Database.SearchCounts.HiddenRowsCompared);

        // An index that is built anew leaves it out.
        await folder.Reopen();
        Assert.Empty(await Found(folder));
        Assert.Equal(0, folder.Database.SearchCounts.HiddenRowsCompared);
    }

    [Fact]
    public async Task A_written_release_ends_three_years_after_the_last_search_that_returned_the_face()
    {
        var clock = new SetClock(Begin);
        await using var folder = await Make(clock);
        await Add(folder, clock, "a", new(FaceBasis.BipaConsent, "form", Begin.AddYears(10)));

        clock.Now = Begin.AddYears(2);
        Assert.Equal(["a"], await Found(folder));
        await new RetentionStore(folder.Database).Sweep(clock.Now, Folder.Cancelled);
        clock.Now = Begin.AddYears(5).AddSeconds(-1);
        var listed = await folder.Faces.List(Made.Staff, 0, 9, null, null, Folder.Cancelled);
        Assert.Single(listed);
        clock.Now = Begin.AddYears(5);
        Assert.Empty(await Found(folder));
        var swept = await new RetentionStore(folder.Database).Sweep(clock.Now, Folder.Cancelled);
        Assert.Single(swept.Destroyed);
    }

    [Fact]
    public async Task More_faces_than_one_round_are_destroyed_in_rounds_and_a_users_vector_follows()
    {
        var clock = new SetClock(Begin);
        await using var folder = await Make(clock);
        var term = new FaceBasis("law", "register", Begin.AddDays(1));
        var random = new Random(3);
        var faces = Enumerable.Range(0, 2_500).Select(n => Made.Face($"f{n:d4}", Made.Unit(random, 16)))
            .ToList();
        await folder.Faces.Add(
            Made.Staff, Made.Contract, "personal", term, faces, clock.Now, Folder.Cancelled);
        clock.Now = Begin.AddDays(2);
        var swept = await new RetentionStore(folder.Database).Sweep(clock.Now, Folder.Cancelled);
        Assert.Equal(2_500, swept.Destroyed.Count);
        Assert.True(swept.IsWhole);
        Assert.Equal(0, await Rows(folder));
        Assert.Equal(0, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
    }

    [Fact]
    public async Task A_face_whose_basis_changed_while_the_picture_was_looked_at_is_not_stored()
    {
        var clock = new SetClock(Begin);
        await using var folder = await Make(clock);
        var people = new PersonStore(folder.Database);
        var basis = FaceBasis.Unstated with
        {
            Seen = await new ConsentStore(folder.Database).Facts(Made.Staff, "ann", Folder.Cancelled),
        };
        await people.Object(Made.Staff, new("ann", null, null), clock.Now, Folder.Cancelled);

        var face = Made.Face("a", Vector) with { ExternalImageId = "ann" };
        await Assert.ThrowsAsync<BasisLapsedException>(() => folder.Faces.Add(
            Made.Staff, Made.Contract, "personal", basis, [face], clock.Now, Folder.Cancelled));
        Assert.Equal(0, await Rows(folder));
        await people.Release(Made.Staff, new("ann", null, null), clock.Now, Folder.Cancelled);
        await folder.Faces.Add(
            Made.Staff, Made.Contract, "personal", basis, [face], clock.Now, Folder.Cancelled);
        Assert.Equal(["a"], await Found(folder));
    }

    [Fact]
    public async Task Erasing_takes_bound_and_hidden_faces_and_the_user_away()
    {
        var clock = new SetClock(Begin);
        await using var folder = await Make(clock);
        await Add(folder, clock, "a", FaceBasis.Unstated);
        await Add(folder, clock, "b", FaceBasis.Unstated);
        await folder.Users.Create(Made.Staff, "user", "token", clock.Now, Folder.Cancelled);
        await folder.Users.Associate(Made.Staff, "user", ["a", "b"], -1, "bind", clock.Now, Folder.Cancelled);
        var people = new PersonStore(folder.Database);
        await people.Object(Made.Staff, new(null, null, ["a"]), clock.Now, Folder.Cancelled);
        Assert.Equal(["b"], await Found(folder));

        var erased = await people.Erase(Made.Staff, new(null, "user", null), Folder.Cancelled);
        Assert.Equal(["a", "b"], erased.FaceIds.Order());
        Assert.Equal(1, erased.RequestTokens);
        Assert.Equal(0, await Rows(folder));
        Assert.Empty(await folder.Users.List(Made.Staff, 0, 9, Folder.Cancelled));
        var left = await folder.Collections.Describe(Made.Staff, Folder.Cancelled);
        Assert.Equal((0, 0), (left.FaceCount, left.UserCount));

        await Add(folder, clock, "c", FaceBasis.Unstated);
        Assert.Equal(["c"], await folder.Faces.Erase(Made.Staff, ["c", "never"], Folder.Cancelled));
    }

    private static async Task<Folder> Make(SetClock clock)
    {
        var folder = await Folder.Make(clock);
        await folder.Collections.Create(
            Made.Staff, Made.Contract, "7.0", new Dictionary<string, string>(), clock.Now, Folder.Cancelled);
        return folder;
    }

    private static Task<int> Add(Folder folder, SetClock clock, string faceId, FaceBasis basis) =>
        folder.Faces.Add(
            Made.Staff, Made.Contract, "personal", basis, [Made.Face(faceId, Vector)], clock.Now,
            Folder.Cancelled);

    private static async Task<IEnumerable<string>> Found(Folder folder) =>
        (await folder.Faces.Search(Made.Staff, Vector, 100, -1, null, Folder.Cancelled))
            .Select(hit => hit.Face.FaceId);

    private static async Task<long> Rows(Folder folder)
    {
        await using var db = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled);
        return await db.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM face");
    }
}

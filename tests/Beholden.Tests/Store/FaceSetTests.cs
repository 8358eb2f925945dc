using Beholden.Store;
using CsCheck;

namespace Beholden.Tests.Store;

/// <summary>The root over a collection's faces, whatever becomes of them.</summary>
public sealed class FaceSetTests
{
    private const int Dimension = 16;

    private static readonly float[] Vector = Made.Unit(new Random(1), Dimension);

    private enum Act
    {
        Add,
        Delete,
        Reopen,
        MakeAnew,
    }

    private static readonly Gen<(Act Act, int First, int Count, bool IsAsked)[]> Stories = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(Act.Add)), (8, Gen.Const(Act.Delete)), (2, Gen.Const(Act.Reopen)),
            (1, Gen.Const(Act.MakeAnew))),
        Gen.Int[0, 60], Gen.Int[0, 40], Gen.Bool).Array[1, 20];

    [Fact]
    public async Task The_root_is_that_of_the_naive_twin_after_any_story() => await Stories.SampleAsync(
        async story =>
        {
            await using var folder = await Made.FolderWithCollection();
            var twin = new HashSet<string>();
            foreach (var (act, first, count, isAsked) in story)
            {
                await Do(folder, twin, act, [.. Enumerable.Range(first, count).Select(n => $"f{n}")]);

                // Not at each act: a set must also be right that is read late, or long after its loading.
                if (isAsked)
                {
                    Assert.Equal(Expected(twin), await Root(folder));
                }
            }

            Assert.Equal(Expected(twin), await Root(folder));
        },
        iter: 40, threads: 1);

    [Fact]
    public async Task A_collection_that_is_made_again_begins_without_faces()
    {
        await using var folder = await Made.FolderWithCollection();
        await folder.Add(Made.Face("a", Vector));
        var before = await Root(folder);
        await folder.Collections.Delete(Made.Staff, Folder.Cancelled);
        await Assert.ThrowsAsync<CollectionNotFoundException>(() => Root(folder));
        await Create(folder);
        Assert.Equal(Expected([]), await Root(folder));
        await folder.Add(Made.Face("a", Vector));
        Assert.Equal(before, await Root(folder));
    }

    [Fact]
    public async Task A_change_that_is_undone_does_not_show()
    {
        await using var folder = await Made.FolderWithCollection();
        await folder.Add(Made.Face("a", Vector));
        var before = await Root(folder);
        await Assert.ThrowsAsync<EmbeddingContractMismatchException>(
            () => folder.Add(Made.Face("b", Made.Unit(new Random(2), Dimension + 1))));
        await folder.Add(Made.Face("a", Vector));
        Assert.Equal(before, await Root(folder));
    }

    [Fact]
    public async Task A_face_of_a_user_stays_in_the_set_until_it_is_deleted()
    {
        await using var folder = await Made.FolderWithCollection();
        await folder.Add(Made.Face("a", Vector), Made.Face("b", Vector));
        var both = await Root(folder);
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        await folder.Users.Associate(
            Made.Staff, "ann", ["a"], -1, null, Folder.Now, Folder.Cancelled);
        await folder.Faces.Delete(Made.Staff, ["a", "unknown"], Folder.Cancelled);
        Assert.Equal(both, await Root(folder));
        await folder.Users.Delete(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        Assert.Equal(both, await Root(folder));
        await folder.Faces.Delete(Made.Staff, ["a"], Folder.Cancelled);
        Assert.Equal(Expected(["b"]), await Root(folder));
    }

    [Fact]
    public async Task Roots_that_are_read_while_others_write_and_search_are_of_whole_commits()
    {
        await using var folder = await Made.FolderWithCollection();
        await folder.Add([.. Enumerable.Range(0, 900).Select(n => Made.Face($"first-{n}", Vector))]);
        for (var round = 0; round < 4; round++)
        {
            await folder.Reopen();
            var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(
                worker => Task.Run(() => Write(folder, $"{round}-{worker}"), Folder.Cancelled)));
            do
            {
                var seen = await Root(folder);
                Assert.True(seen.Count >= 900 && seen.Count % 3 == 0, $"{seen.Count} faces were seen");
                await folder.Faces.Search(Made.Staff, Vector, 1, 0.9f, null, Folder.Cancelled);
            }
            while (!writing.IsCompleted);
            await writing;

            var listed = await folder.Faces.List(Made.Staff, 0, 9_999, null, null, Folder.Cancelled);
            Assert.Equal(900 + ((round + 1) * 4 * 30), listed.Count);
            Assert.Equal(Expected([.. listed.Select(face => face.FaceId)]), await Root(folder));
        }
    }

    /// <summary>Adds faces by three; every third time it deletes three again.</summary>
    private static async Task Write(Folder folder, string name)
    {
        for (var n = 0; n < 15; n++)
        {
            string[] ids = [$"{name}-{n}-a", $"{name}-{n}-b", $"{name}-{n}-c"];
            await folder.Add([.. ids.Select(id => Made.Face(id, Vector))]);
            if (n % 3 == 0)
            {
                await folder.Faces.Delete(Made.Staff, ids, Folder.Cancelled);
            }
        }
    }

    private static async Task Do(Folder folder, HashSet<string> twin, Act act, string[] ids)
    {
        switch (act)
        {
            case Act.Add:
                await folder.Add([.. ids.Select(id => Made.Face(id, Vector))]);
                twin.UnionWith(ids);
                break;
            case Act.Delete:
                await folder.Faces.Delete(Made.Staff, ids, Folder.Cancelled);
                twin.ExceptWith(ids);
                break;
            case Act.Reopen:
                await folder.Reopen();
                break;
            default:
                await folder.Collections.Delete(Made.Staff, Folder.Cancelled);
                await Create(folder);
                twin.Clear();
                break;
        }
    }

    private static Task Create(Folder folder) => folder.Collections.Create(
        Made.Staff, Made.Contract, "7.0", new Dictionary<string, string>(), Folder.Now, Folder.Cancelled);

    private static Task<FaceSetRoot> Root(Folder folder) => folder.Faces.Root(Made.Staff, Folder.Cancelled);

    private static FaceSetRoot Expected(HashSet<string> faceIds) =>
        new(NaiveFaceSet.Root(faceIds), faceIds.Count);
}

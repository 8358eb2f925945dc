using Beholden.Store;

namespace Beholden.Tests.Store;

public sealed class UserStoreTests
{
    [Fact]
    public async Task A_user_is_searched_by_the_normalised_mean_of_the_faces()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(1);
        var (a, b) = (Made.Unit(random), Made.Unit(random));
        await folder.Add(Made.Face("a", a), Made.Face("b", b));
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        Assert.Null(await folder.Users.Vector(Made.Staff, "ann", Folder.Cancelled));

        var association = await Associate(folder, "ann", ["a", "b"]);

        Assert.Equal(["a", "b"], association.Changed);
        Assert.Empty(association.Failures);
        Assert.Equal(UserStatus.Active, association.Status);
        var length = Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x + y, 2)).Sum());
        var expected = a.Zip(b, (x, y) => (float)((x + y) / length)).ToArray();
        var vector = await folder.Users.Vector(Made.Staff, "ann", Folder.Cancelled);
        Assert.All(expected.Zip(vector!), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        var hit = Assert.Single(
            await folder.Users.Search(Made.Staff, expected, 10, 0.9f, null, Folder.Cancelled));
        Assert.Equal(("ann", UserStatus.Active), (hit.UserId, hit.Status));
        Assert.InRange(hit.Cosine, 0.99999f, 1f);
    }

    [Fact]
    public async Task Each_face_that_cannot_be_associated_has_its_reason()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(2);
        var face = Made.Unit(random);
        await folder.Add(
            Made.Face("first", face), Made.Face("near", Made.Near(random, face, 0.3f)),
            Made.Face("far", Made.Unit(random)), Made.Face("taken", face));
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        await folder.Users.Create(Made.Staff, "bob", null, Folder.Now, Folder.Cancelled);
        await Associate(folder, "bob", ["taken"]);
        await Associate(folder, "ann", ["first"]);

        var association = await Associate(
            folder, "ann", ["none", "far", "taken", "near", "first", "near"], cosineMin: 0.5f);

        Assert.Equal(["near"], association.Changed);
        Assert.Collection(
            association.Failures,
            none => Assert.Equal(
                new AssociationFailure("none", null, null, AssociationRefusal.FaceNotFound), none),
            far =>
            {
                Assert.Equal(("far", AssociationRefusal.LowMatchConfidence), (far.FaceId, far.Refusal));
                Assert.InRange(far.Cosine!.Value, -0.3f, 0.3f);
            },
            taken => Assert.Equal(
                new AssociationFailure("taken", "bob", null, AssociationRefusal.AssociatedToADifferentUser),
                taken));
    }

    [Fact]
    public async Task A_user_without_faces_takes_faces_that_are_nothing_like_each_other()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(3);
        await folder.Add(Made.Face("a", Made.Unit(random)), Made.Face("b", Made.Unit(random)));
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);

        var association = await Associate(folder, "ann", ["a", "b"], cosineMin: 0.99f);

        Assert.Equal(["a", "b"], association.Changed);
    }

    [Fact]
    public async Task Faces_are_freed_and_the_last_one_takes_the_vector_with_it()
    {
        await using var folder = await Made.FolderWithCollection();
        var face = Made.Unit(new Random(4));
        await folder.Add(Made.Face("a", face), Made.Face("b", face), Made.Face("free", face));
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        await folder.Users.Create(Made.Staff, "bob", null, Folder.Now, Folder.Cancelled);
        await Associate(folder, "ann", ["a"]);
        await Associate(folder, "bob", ["b"]);
        Assert.Equal(2, (await folder.Users.Search(Made.Staff, face, 9, 0, null, Folder.Cancelled)).Count);

        var undone = await folder.Users.Disassociate(
            Made.Staff, "ann", ["none", "b", "free", "a"], null, Folder.Now, Folder.Cancelled);

        Assert.Equal(["a"], undone.Changed);
        Assert.Equal(
            [
                new AssociationFailure("none", null, null, AssociationRefusal.FaceNotFound),
                new AssociationFailure("b", "bob", null, AssociationRefusal.AssociatedToADifferentUser),
            ],
            undone.Failures);
        Assert.Equal(UserStatus.Created, undone.Status);
        Assert.Null(await folder.Users.Vector(Made.Staff, "ann", Folder.Cancelled));
        var hits = await folder.Users.Search(Made.Staff, face, 9, 0, null, Folder.Cancelled);
        Assert.Equal(["bob"], hits.Select(hit => hit.UserId));
        Assert.Empty(await folder.Users.Search(Made.Staff, face, 9, 0, "bob", Folder.Cancelled));
    }

    [Fact]
    public async Task A_deleted_user_leaves_the_faces_free()
    {
        await using var folder = await Made.FolderWithCollection();
        var face = Made.Unit(new Random(5));
        await folder.Add(Made.Face("a", face));
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        await Associate(folder, "ann", ["a"]);
        Assert.Single(await folder.Users.Search(Made.Staff, face, 9, 0, null, Folder.Cancelled));

        await folder.Users.Delete(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);

        Assert.Empty(await folder.Users.Search(Made.Staff, face, 9, 0, null, Folder.Cancelled));
        var left = Assert.Single(await folder.Faces.List(Made.Staff, 0, 9, null, null, Folder.Cancelled));
        Assert.Null(left.UserId);
        Assert.Equal(["a"], (await folder.Faces.Delete(Made.Staff, ["a"], Folder.Cancelled)).Deleted);
        Assert.Equal(0, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).UserCount);
        await Assert.ThrowsAsync<UserNotFoundException>(
            () => folder.Users.Delete(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled));
        await Assert.ThrowsAsync<UserNotFoundException>(
            () => folder.Users.Vector(Made.Staff, "ann", Folder.Cancelled));
    }

    [Fact]
    public async Task The_hundred_and_first_face_changes_nothing()
    {
        await using var folder = await Made.FolderWithCollection();
        var face = Made.Unit(new Random(6));
        var ids = Enumerable.Range(0, Limits.FacesPerUserMax + 2).Select(n => $"f{n:000}").ToList();
        await folder.Add([.. ids.Select(id => Made.Face(id, face))]);
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        await Associate(folder, "ann", ids[..99]);

        await Assert.ThrowsAsync<TooManyFacesException>(() => Associate(folder, "ann", ids[99..]));
        Assert.Equal(99, (await folder.Faces.List(Made.Staff, 0, 999, "ann", null, Folder.Cancelled)).Count);

        Assert.Equal(["f099"], (await Associate(folder, "ann", ["f099", "f000"])).Changed);
        await Assert.ThrowsAsync<TooManyFacesException>(() => Associate(folder, "ann", ["f100"]));
    }

    [Fact]
    public async Task Users_are_unique_and_listed_page_by_page()
    {
        await using var folder = await Made.FolderWithCollection();
        foreach (var name in "edcba")
        {
            await folder.Users.Create(Made.Staff, $"{name}", null, Folder.Now, Folder.Cancelled);
        }

        await Assert.ThrowsAsync<UserExistsException>(
            () => folder.Users.Create(Made.Staff, "c", null, Folder.Now, Folder.Cancelled));
        var first = await folder.Users.List(Made.Staff, 0, 3, Folder.Cancelled);
        var second = await folder.Users.List(Made.Staff, first[^1].Seq, 3, Folder.Cancelled);
        Assert.Equal(["e", "d", "c"], first.Select(user => user.UserId));
        Assert.Equal(["b", "a"], second.Select(user => user.UserId));
        Assert.All(first, user => Assert.Equal(UserStatus.Created, user.Status));
        Assert.Equal(5, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).UserCount);
    }

    [Fact]
    public async Task Concurrent_changes_of_one_user_all_take_effect()
    {
        await using var folder = await Made.FolderWithCollection();
        var face = Made.Unit(new Random(7));
        var ids = Enumerable.Range(0, 40).Select(n => $"f{n}").ToList();
        await folder.Add([.. ids.Select(id => Made.Face(id, face))]);
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);

        await Task.WhenAll(ids.Select(id => Associate(folder, "ann", [id])));

        Assert.Equal(40, (await folder.Faces.List(Made.Staff, 0, 99, "ann", null, Folder.Cancelled)).Count);
    }

    private static Task<Association> Associate(
        Folder folder, string userId, IReadOnlyCollection<string> faceIds, float cosineMin = 0) =>
        folder.Users.Associate(Made.Staff, userId, faceIds, cosineMin, null, Folder.Now, Folder.Cancelled);
}

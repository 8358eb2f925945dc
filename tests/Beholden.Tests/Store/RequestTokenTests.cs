using Beholden.Store;

namespace Beholden.Tests.Store;

public sealed class RequestTokenTests
{
    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_does_nothing_twice()
    {
        await using var folder = await Made.FolderWithCollection();
        var face = Made.Unit(new Random(1));
        await folder.Add(Made.Face("a", face), Made.Face("b", Made.Unit(new Random(2))));
        await Create(folder, "ann", "t1");
        await folder.Reopen();
        await Create(folder, "ann", "t1");
        await Associate(folder, "t2", 0.9f, "a");

        var first = await Associate(folder, "t3", 0.9f, "b", "none");
        await folder.Users.Disassociate(Made.Staff, "ann", ["a"], null, Folder.Now, Folder.Cancelled);
        var again = await Associate(folder, "t3", 0.9f, "b", "none");

        Assert.Equal(first.Changed, again.Changed);
        Assert.Equal(first.Failures, again.Failures);
        Assert.Equal(first.Status, again.Status);
        Assert.Equal(2, first.Failures.Count);
        Assert.Empty(await folder.Faces.List(Made.Staff, 0, 9, "ann", null, Folder.Cancelled));
        await folder.Users.Delete(Made.Staff, "ann", "t4", Folder.Now, Folder.Cancelled);
        await folder.Users.Delete(Made.Staff, "ann", "t4", Folder.Now, Folder.Cancelled);
    }

    [Fact]
    public async Task The_same_token_with_another_input_is_refused_and_named()
    {
        await using var folder = await Made.FolderWithCollection();
        await Create(folder, "ann", "t1");
        var refused = await Assert.ThrowsAsync<RequestTokenMismatchException>(
            () => Create(folder, "bob", "t1"));
        Assert.Equal("t1", refused.Token);
        Assert.Single(await folder.Users.List(Made.Staff, 0, 9, Folder.Cancelled));

        await Associate(folder, "t2", 0.5f, "x");
        await Assert.ThrowsAsync<RequestTokenMismatchException>(() => Associate(folder, "t2", 0.6f, "x"));
        await Assert.ThrowsAsync<RequestTokenMismatchException>(() => Associate(folder, "t2", 0.5f, "y"));
    }

    [Fact]
    public async Task A_request_that_failed_leaves_its_token_free()
    {
        await using var folder = await Made.FolderWithCollection();
        await Create(folder, "ann", null);
        await Assert.ThrowsAsync<UserExistsException>(() => Create(folder, "ann", "t1"));
        await Create(folder, "bob", "t1");
    }

    [Fact]
    public async Task A_token_ends_after_seven_days()
    {
        await using var folder = await Made.FolderWithCollection();
        await Create(folder, "ann", "t1");
        await Assert.ThrowsAsync<RequestTokenMismatchException>(
            () => Create(folder, "bob", "t1", Folder.Now.AddDays(7).AddSeconds(-1)));
        await Create(folder, "bob", "t1", Folder.Now.AddDays(7));
    }

    private static Task Create(Folder folder, string userId, string? token, DateTimeOffset? now = null) =>
        folder.Users.Create(Made.Staff, userId, token, now ?? Folder.Now, Folder.Cancelled);

    private static Task<Association> Associate(
        Folder folder, string token, float cosineMin, params string[] faceIds) =>
        folder.Users.Associate(
            Made.Staff, "ann", faceIds, cosineMin, token, Folder.Now, Folder.Cancelled);
}

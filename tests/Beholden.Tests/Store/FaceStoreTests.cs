using Beholden.Store;

namespace Beholden.Tests.Store;

public sealed class FaceStoreTests
{
    [Fact]
    public async Task A_stored_face_is_found_listed_and_counted_also_after_a_restart()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(1);
        var embedding = Made.Unit(random);
        await folder.Add(Made.Face("ann", embedding), Made.Face("bob", Made.Unit(random)));

        for (var restarts = 0; restarts < 2; restarts++)
        {
            var hits = await folder.Faces.Search(
                Made.Staff, embedding, facesMax: 5, cosineMin: 0.5f, null, Folder.Cancelled);
            var hit = Assert.Single(hits);
            Assert.Equal("ann", hit.Face.FaceId);
            Assert.InRange(hit.Cosine, 0.99999f, 1f);
            Assert.Equal(
                new StoredFace(1, "ann", "image-of-ann", null, 0.1f, 0.2f, 0.3f, 0.4f, 99.5f, null),
                hit.Face);

            var listed = await folder.Faces.List(Made.Staff, 0, 10, null, null, Folder.Cancelled);
            Assert.Equal(["ann", "bob"], listed.Select(face => face.FaceId));
            Assert.Equal(2, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
            Assert.Equal(embedding, await folder.Faces.Embedding(Made.Staff, "ann", Folder.Cancelled));
            await folder.Reopen();
        }
    }

    [Fact]
    public async Task A_face_id_that_is_there_already_is_left_as_it_is()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(2);
        var first = Made.Unit(random);
        await folder.Add(Made.Face("ann", first));
        await folder.Add(Made.Face("ann", Made.Unit(random)), Made.Face("bob", Made.Unit(random)));

        Assert.Equal(first, await folder.Faces.Embedding(Made.Staff, "ann", Folder.Cancelled));
        Assert.Equal(2, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
    }

    [Fact]
    public async Task A_deletion_says_what_became_of_each_face_in_the_order_asked()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(3);
        await folder.Add([.. "abcd".Select(letter => Made.Face($"{letter}", Made.Unit(random)))]);
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        await folder.Users.Associate(Made.Staff, "ann", ["b"], 0, null, Folder.Now, Folder.Cancelled);

        var deletion = await folder.Faces.Delete(
            Made.Staff, ["d", "x", "b", "a", "d"], Folder.Cancelled);

        Assert.Equal(["d", "a"], deletion.Deleted);
        Assert.Equal(["x"], deletion.NotFound);
        Assert.Equal([new BoundFace("b", "ann")], deletion.Bound);
        var left = await folder.Faces.List(Made.Staff, 0, 10, null, null, Folder.Cancelled);
        Assert.Equal(["b", "c"], left.Select(face => face.FaceId));
        Assert.Equal(2, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
    }

    [Fact]
    public async Task A_search_by_a_stored_face_leaves_that_face_out()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(4);
        var embedding = Made.Unit(random);
        await folder.Add(
            Made.Face("a", embedding), Made.Face("b", embedding),
            Made.Face("c", Made.Near(random, embedding, 0.5f)));

        var hits = await folder.Faces.Search(Made.Staff, embedding, 10, 0.5f, "a", Folder.Cancelled);

        Assert.Equal(["b", "c"], hits.Select(hit => hit.Face.FaceId));
    }

    [Fact]
    public async Task Embeddings_of_another_model_or_length_are_refused_and_nothing_is_stored()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(5);
        await folder.Add(Made.Face("a", Made.Unit(random)));

        await Assert.ThrowsAsync<EmbeddingContractMismatchException>(() => folder.Faces.Add(
            Made.Staff, "another", "personal", FaceBasis.Unstated, [Made.Face("b", Made.Unit(random))],
            Folder.Now, Folder.Cancelled));
        await Assert.ThrowsAsync<EmbeddingContractMismatchException>(() => folder.Add(
            Made.Face("b", Made.Unit(random)), Made.Face("c", Made.Unit(random, 128))));
        await Assert.ThrowsAsync<EmbeddingContractMismatchException>(() => folder.Add(
            Made.Face("c", Made.Unit(random, 128))));
        await Assert.ThrowsAsync<ArgumentException>(() => folder.Add(Made.Face("d", new float[512])));
        await Assert.ThrowsAsync<ArgumentException>(() => folder.Add(
            Made.Face("e", [.. Enumerable.Repeat(float.NaN, 512)])));

        Assert.Equal(1, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
        Assert.Single(await folder.Faces.List(Made.Staff, 0, 10, null, null, Folder.Cancelled));
    }

    [Fact]
    public async Task Lists_go_page_by_page_and_by_user_and_by_ids()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(6);
        await folder.Add([.. Enumerable.Range(0, 25).Select(n => Made.Face($"{n:00}", Made.Unit(random)))]);
        await folder.Users.Create(Made.Staff, "ann", null, Folder.Now, Folder.Cancelled);
        await folder.Users.Associate(
            Made.Staff, "ann", ["20", "03"], -1, null, Folder.Now, Folder.Cancelled);

        var seen = new List<string>();
        long after = 0;
        for (var pages = 0; pages < 3; pages++)
        {
            var page = await folder.Faces.List(Made.Staff, after, 10, null, null, Folder.Cancelled);
            Assert.InRange(page.Count, 5, 10);
            seen.AddRange(page.Select(face => face.FaceId));
            after = page[^1].Seq;
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"{n:00}"), seen);
        var ofAnn = await folder.Faces.List(Made.Staff, 0, 10, "ann", null, Folder.Cancelled);
        Assert.Equal([("03", "ann"), ("20", "ann")], ofAnn.Select(face => (face.FaceId, face.UserId!)));
        var picked = await folder.Faces.List(
            Made.Staff, 0, 2, null, ["24", "nobody", "07", "11", "07"], Folder.Cancelled);
        Assert.Equal(["07", "11"], picked.Select(face => face.FaceId));
        Assert.Empty(await folder.Faces.List(Made.Staff, 0, 10, "bob", null, Folder.Cancelled));
    }

    [Fact]
    public async Task An_unknown_collection_is_an_error_everywhere()
    {
        await using var folder = await Made.FolderWithCollection();
        var other = new CollectionName("us-east-1", Made.Staff.Id);
        var vector = Made.Unit(new Random(7));
        Func<Task>[] calls =
        [
            () => folder.Faces.Add(
                other, Made.Contract, "p", FaceBasis.Unstated, [Made.Face("a", vector)], Folder.Now,
                Folder.Cancelled),
            () => folder.Faces.List(other, 0, 1, null, null, Folder.Cancelled),
            () => folder.Faces.Delete(other, ["a"], Folder.Cancelled),
            () => folder.Faces.Embedding(other, "a", Folder.Cancelled),
            () => folder.Faces.Search(other, vector, 1, 0, null, Folder.Cancelled),
            () => folder.Collections.Describe(other, Folder.Cancelled),
            () => folder.Collections.Delete(other, Folder.Cancelled),
            () => folder.Collections.Tags(other, Folder.Cancelled),
            () => folder.Users.Create(other, "ann", null, Folder.Now, Folder.Cancelled),
            () => folder.Users.List(other, 0, 1, Folder.Cancelled),
        ];

        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<CollectionNotFoundException>(call);
        }
    }
}

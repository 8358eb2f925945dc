using Beholden.Store;

namespace Beholden.Tests.Store;

public sealed class CollectionStoreTests
{
    private static readonly Dictionary<string, string> NoTags = [];

    [Fact]
    public async Task A_collection_is_described_as_it_was_made()
    {
        await using var folder = await Folder.Make();
        var tags = new Dictionary<string, string> { ["team"] = "red", ["empty"] = "" };
        await folder.Collections.Create(
            Made.Staff, Made.Contract, "7.0", tags, Folder.Now, Folder.Cancelled);

        Assert.Equal(
            new Collection(1, Made.Staff, Made.Contract, "7.0", Folder.Now, 0, 0),
            await folder.Collections.Describe(Made.Staff, Folder.Cancelled));
        Assert.Equal(tags, await folder.Collections.Tags(Made.Staff, Folder.Cancelled));
    }

    [Fact]
    public async Task A_name_is_taken_once_per_region()
    {
        await using var folder = await Made.FolderWithCollection();
        await Assert.ThrowsAsync<CollectionExistsException>(() => folder.Collections.Create(
            Made.Staff, Made.Contract, "7.0", NoTags, Folder.Now, Folder.Cancelled));
        await folder.Collections.Create(
            Made.Staff with { Region = "us-east-1" }, Made.Contract, "7.0", NoTags, Folder.Now,
            Folder.Cancelled);

        Assert.Single(await folder.Collections.List(Made.Staff.Region, 0, 10, Folder.Cancelled));
    }

    [Fact]
    public async Task Lists_go_page_by_page_within_the_region()
    {
        await using var folder = await Folder.Make();
        foreach (var n in Enumerable.Range(0, 12))
        {
            var region = n % 2 == 0 ? "here" : "there";
            await folder.Collections.Create(
                new CollectionName(region, $"c{n}"), "m", "7.0", NoTags, Folder.Now, Folder.Cancelled);
        }

        var first = await folder.Collections.List("here", 0, 4, Folder.Cancelled);
        var second = await folder.Collections.List("here", first[^1].Seq, 4, Folder.Cancelled);
        Assert.Equal(["c0", "c2", "c4", "c6"], first.Select(collection => collection.Name.Id));
        Assert.Equal(["c8", "c10"], second.Select(collection => collection.Name.Id));
    }

    [Fact]
    public async Task A_deleted_collection_takes_everything_with_it_and_its_name_begins_anew()
    {
        await using var folder = await Made.FolderWithCollection();
        var vector = Made.Unit(new Random(1));
        await folder.Add(Made.Face("a", vector));
        await folder.Users.Create(Made.Staff, "ann", "token", Folder.Now, Folder.Cancelled);
        await folder.Users.Associate(Made.Staff, "ann", ["a"], 0, null, Folder.Now, Folder.Cancelled);
        Assert.Single(await folder.Faces.Search(Made.Staff, vector, 1, 0, null, Folder.Cancelled));

        await folder.Collections.Delete(Made.Staff, Folder.Cancelled);
        await Assert.ThrowsAsync<CollectionNotFoundException>(
            () => folder.Faces.Search(Made.Staff, vector, 1, 0, null, Folder.Cancelled));
        await folder.Collections.Create(
            Made.Staff, "another model", "8.0", NoTags, Folder.Now, Folder.Cancelled);

        Assert.Empty(await folder.Faces.Search(Made.Staff, vector, 1, 0, null, Folder.Cancelled));
        Assert.Empty(await folder.Users.Search(Made.Staff, vector, 1, 0, null, Folder.Cancelled));
        Assert.Empty(await folder.Users.List(Made.Staff, 0, 10, Folder.Cancelled));
        await folder.Users.Create(Made.Staff, "ann", "token", Folder.Now, Folder.Cancelled);
        Assert.Single(await folder.Users.List(Made.Staff, 0, 10, Folder.Cancelled));
        await using var db = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled);
        await using var command = db.CreateCommand();
        command.CommandText = "SELECT (SELECT COUNT(*) FROM face) + (SELECT COUNT(*) FROM face_embedding)";
        Assert.Equal(0L, await command.ExecuteScalarAsync(Folder.Cancelled));
    }

    [Fact]
    public async Task Tags_are_added_replaced_and_removed()
    {
        await using var folder = await Made.FolderWithCollection();
        await folder.Collections.Tag(
            Made.Staff, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, Folder.Cancelled);
        await folder.Collections.Tag(
            Made.Staff, new Dictionary<string, string> { ["b"] = "3", ["c"] = "4" }, Folder.Cancelled);
        await folder.Collections.Untag(Made.Staff, ["a", "never there"], Folder.Cancelled);

        Assert.Equal(
            new Dictionary<string, string> { ["b"] = "3", ["c"] = "4" },
            await folder.Collections.Tags(Made.Staff, Folder.Cancelled));
    }

    [Fact]
    public async Task The_tag_above_the_limit_changes_nothing()
    {
        await using var folder = await Made.FolderWithCollection();
        var full = Enumerable.Range(0, Limits.TagsMax).ToDictionary(n => $"k{n}", n => "old");
        await folder.Collections.Tag(Made.Staff, full, Folder.Cancelled);

        await Assert.ThrowsAsync<TooManyTagsException>(() => folder.Collections.Tag(
            Made.Staff, new Dictionary<string, string> { ["k0"] = "new", ["x"] = "y" }, Folder.Cancelled));
        Assert.Equal(full, await folder.Collections.Tags(Made.Staff, Folder.Cancelled));

        await folder.Collections.Tag(
            Made.Staff, new Dictionary<string, string> { ["k0"] = "new" }, Folder.Cancelled);
        Assert.Equal("new", (await folder.Collections.Tags(Made.Staff, Folder.Cancelled))["k0"]);
        var name = new CollectionName("eu-central-1", "b");
        await Assert.ThrowsAsync<TooManyTagsException>(() => folder.Collections.Create(
            name, "m", "7.0", Enumerable.Range(0, 201).ToDictionary(n => $"k{n}", n => ""), Folder.Now,
            Folder.Cancelled));
        await Assert.ThrowsAsync<CollectionNotFoundException>(
            () => folder.Collections.Describe(name, Folder.Cancelled));
    }
}

using Beholden.Store;
using Beholden.Store.Objects;

namespace Beholden.Tests.Store;

public sealed class FolderObjectsTests : IDisposable
{
    private readonly string outside = Directory.CreateTempSubdirectory("beholden-objects-").FullName;
    private readonly string root;
    private readonly FolderObjects objects;

    public FolderObjectsTests()
    {
        root = Path.Combine(outside, "buckets");
        Directory.CreateDirectory(Path.Combine(root, "photos", "2026"));
        Directory.CreateDirectory(Path.Combine(outside, "buckets-too"));
        File.WriteAllText(Path.Combine(root, "photos", "a.jpg"), "inside");
        File.WriteAllText(Path.Combine(root, "photos", "2026", "b c+ü.jpg"), "deep");
        File.WriteAllText(Path.Combine(root, "photos", "empty"), "");
        File.WriteAllText(Path.Combine(root, "loose.jpg"), "no bucket");
        File.WriteAllText(Path.Combine(outside, "secret"), "secret");
        File.WriteAllText(Path.Combine(outside, "buckets-too", "x"), "secret");
        objects = new FolderObjects(root);
    }

    [Theory]
    [InlineData("a.jpg", "inside")]
    [InlineData("2026/b c+ü.jpg", "deep")]
    [InlineData("empty", "")]
    public async Task An_object_is_the_file_of_its_name(string name, string content) =>
        Assert.Equal(content, await Read("photos", name));

    [Theory]
    [InlineData("photos", "none.jpg")]
    [InlineData("nobucket", "a.jpg")]
    [InlineData("photos", "2026")]
    [InlineData("photos", "a.jpg/")]
    [InlineData("photos", "a.jpg/x")]
    [InlineData("photos", "../../secret")]
    [InlineData("photos", "2026/../a.jpg")]
    [InlineData("photos", "./a.jpg")]
    [InlineData("photos", "2026//b c+ü.jpg")]
    [InlineData("photos", "/etc/passwd")]
    [InlineData("photos", "..\\..\\secret")]
    [InlineData("photos", "a.jpg\0")]
    [InlineData("..", "secret")]
    [InlineData(".", "loose.jpg")]
    [InlineData("", "loose.jpg")]
    [InlineData("../buckets-too", "x")]
    [InlineData("photos/2026", "b c+ü.jpg")]
    [InlineData("/etc", "passwd")]
    public async Task Whatever_is_no_file_of_a_bucket_is_not_found(string bucket, string name) =>
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Read(bucket, name));

    [Fact]
    public async Task Links_are_followed_within_the_root_and_never_out_of_it()
    {
        File.CreateSymbolicLink(Path.Combine(root, "photos", "again.jpg"), "a.jpg");
        File.CreateSymbolicLink(
            Path.Combine(root, "photos", "out.jpg"), Path.Combine(outside, "secret"));
        File.CreateSymbolicLink(Path.Combine(root, "photos", "up.jpg"), "../../secret");
        Directory.CreateSymbolicLink(Path.Combine(root, "photos", "way"), outside);
        Directory.CreateSymbolicLink(Path.Combine(root, "other"), Path.Combine(outside, "buckets-too"));
        File.CreateSymbolicLink(Path.Combine(root, "photos", "hop.jpg"), "out.jpg");
        File.CreateSymbolicLink(Path.Combine(root, "photos", "round.jpg"), "round.jpg");
        File.CreateSymbolicLink(Path.Combine(root, "photos", "nowhere.jpg"), "gone.jpg");

        Assert.Equal("inside", await Read("photos", "again.jpg"));
        string[] refused = ["out.jpg", "up.jpg", "way/secret", "hop.jpg", "round.jpg", "nowhere.jpg"];
        foreach (var name in refused)
        {
            await Assert.ThrowsAsync<ObjectNotFoundException>(() => Read("photos", name));
        }

        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Read("other", "x"));
    }

    [Fact]
    public async Task The_root_itself_may_be_a_link()
    {
        var link = Path.Combine(outside, "link");
        Directory.CreateSymbolicLink(link, root);
        var bytes = await new FolderObjects(link).Read("photos", "a.jpg", null, 99, Folder.Cancelled);
        Assert.Equal("inside"u8.ToArray(), bytes);
    }

    [Fact]
    public async Task An_object_above_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        Assert.Equal("inside", await Read("photos", "a.jpg", bytesMax: 6));
        await Assert.ThrowsAsync<ObjectTooLargeException>(() => Read("photos", "a.jpg", bytesMax: 5));
    }

    [Fact]
    public async Task A_version_is_not_found_since_folders_keep_none() =>
        await Assert.ThrowsAsync<ObjectNotFoundException>(
            () => objects.Read("photos", "a.jpg", "v1", 99, Folder.Cancelled));

    public void Dispose() => Directory.Delete(outside, recursive: true);

    private async Task<string> Read(string bucket, string name, long bytesMax = 99) =>
        System.Text.Encoding.UTF8.GetString(
            await objects.Read(bucket, name, null, bytesMax, Folder.Cancelled));
}

using Beholden.Store;
using Beholden.Store.Vectors;
using Dapper;

namespace Beholden.Tests.Store;

public sealed class SnapshotTests
{
    private const int Dimension = 64, HeaderBytes = 64, Faces = 300;

    // Nonce, tag, key, scale, residual, codes.
    private const int RecordBytes = 12 + 16 + 8 + 4 + 4 + Dimension;

    [Fact]
    public async Task A_start_takes_every_row_from_the_snapshot_and_reads_no_vector()
    {
        await using var story = await Story.Begin();
        var before = await story.Answers();

        // Were a vector read at the start, it could not be opened.
        await story.Folder.Reopen();
        await using var db = await story.Folder.Database.Source.OpenConnectionAsync(Folder.Cancelled);
        await db.ExecuteAsync("UPDATE face_embedding SET embedding = X'00' WHERE face_seq > 1");
        await story.Folder.Reopen();

        var hit = await story.Search(story.Vectors[0]);
        Assert.Equal("0", Assert.Single(hit).FaceId);
        Assert.Empty(story.Folder.Told);
        Assert.Equal(Faces, before.Count);
    }

    [Fact]
    public async Task A_deleted_row_is_zeros_in_the_snapshot_when_the_deletion_is_answered()
    {
        await using var story = await Story.Begin();
        await story.Folder.Faces.Delete(Made.Staff, ["7", "8", "299"], Folder.Cancelled);

        Assert.Equal(3, EmptyRecords(story.Path).Count);

        await story.Folder.Reopen();
        Assert.Equal(Faces - 3, (await story.Answers()).Count);
        Assert.Empty(story.Folder.Told);
    }

    [Fact]
    public async Task Rows_that_come_after_the_snapshot_are_replayed_from_the_database()
    {
        await using var story = await Story.Begin();
        var late = Made.Unit(new Random(8), Dimension);
        await story.Folder.Add(Made.Face("late", late));
        await story.Folder.Reopen();

        Assert.Equal("late", Assert.Single(await story.Search(late)).FaceId);
        Assert.Equal(Faces + 1, (await story.Answers()).Count);
    }

    [Theory]
    [InlineData("missing", 0)]
    [InlineData("empty", 1)]
    [InlineData("another format", 1)]
    [InlineData("one bit", 1)]
    [InlineData("cut short", 1)]
    [InlineData("two records swapped", 1)]
    [InlineData("noise at the end", 1)]
    public async Task A_snapshot_that_is_damaged_changes_no_answer_and_is_made_good(string how, int sentences)
    {
        await using var story = await Story.Begin();
        var expected = await story.Answers();
        await story.Folder.Reopen(() => Damage(story.Path, how));

        Assert.Equal(expected, await story.Answers());
        Assert.Equal(sentences, story.Folder.Told.Count);
        await story.Saved();
        await story.Folder.Reopen();
        Assert.Equal(expected, await story.Answers());
        Assert.Empty(story.Folder.Told);
    }

    [Fact]
    public async Task An_older_snapshot_brings_no_deleted_face_back_and_loses_it_again()
    {
        await using var story = await Story.Begin();
        var old = File.ReadAllBytes(story.Path);
        await story.Folder.Faces.Delete(Made.Staff, ["7"], Folder.Cancelled);
        var place = Assert.Single(EmptyRecords(story.Path));
        await story.Folder.Reopen(() => File.WriteAllBytes(story.Path, old));

        Assert.Empty(await story.Search(story.Vectors[7]));
        Assert.Equal(old.Length, new FileInfo(story.Path).Length);
        Assert.Equal([place], EmptyRecords(story.Path));
    }

    [Fact]
    public async Task A_snapshot_that_is_later_than_the_database_is_made_anew()
    {
        await using var story = await Story.Begin();
        var expected = await story.Answers();
        var file = System.IO.Path.Combine(story.Folder.Path, "beholden.db");
        byte[] older = [];
        await story.Folder.Reopen(() => older = File.ReadAllBytes(file));
        await story.Folder.Add([.. Enumerable.Range(0, 100)
            .Select(n => Made.Face($"later {n}", Made.Unit(new Random(n), Dimension)))]);
        await story.Saved(Faces + 100);
        await story.Folder.Reopen(() => File.WriteAllBytes(file, older));

        Assert.Equal(expected, await story.Answers());
        Assert.Contains("later state", Assert.Single(story.Folder.Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_its_collection_a_snapshot_goes()
    {
        await using var story = await Story.Begin();
        var path = story.Path;
        await story.Folder.Collections.Delete(Made.Staff, Folder.Cancelled);
        Assert.False(File.Exists(path));
    }

    private static List<int> EmptyRecords(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return [.. Enumerable.Range(0, Faces).Where(record => !bytes
            .AsSpan(HeaderBytes + (record * RecordBytes), RecordBytes).ContainsAnyExcept((byte)0))];
    }

    private static void Damage(string path, string how)
    {
        var bytes = File.ReadAllBytes(path);
        var record = HeaderBytes + (5 * RecordBytes);
        switch (how)
        {
            case "missing":
                File.Delete(path);
                return;
            case "empty":
                bytes = [];
                break;
            case "another format":
                bytes[15]++;
                break;
            case "one bit":
                bytes[record + 40] ^= 1;
                break;
            case "cut short":
                bytes = bytes[..(record + 10)];
                break;
            case "two records swapped":
                var one = bytes[record..(record + RecordBytes)];
                bytes.AsSpan(record + RecordBytes, RecordBytes).CopyTo(bytes.AsSpan(record));
                one.CopyTo(bytes, record + RecordBytes);
                break;
            default:
                bytes = [.. bytes, .. Enumerable.Repeat((byte)7, 1_000)];
                break;
        }

        File.WriteAllBytes(path, bytes);
    }

    /// <summary>A folder whose snapshot holds 300 faces.</summary>
    private sealed class Story : IAsyncDisposable
    {
        private Story(Folder folder, List<float[]> vectors) => (Folder, Vectors) = (folder, vectors);

        public Folder Folder { get; }

        public List<float[]> Vectors { get; }

        public string Path =>
            Assert.Single(Directory.GetFiles(System.IO.Path.Combine(Folder.Path, "indexes"), "*.faces"));

        public static async Task<Story> Begin()
        {
            var random = new Random(1);
            var vectors = Enumerable.Range(0, Faces).Select(_ => Made.Unit(random, Dimension)).ToList();
            var story = new Story(await Made.FolderWithCollection(), vectors);
            await story.Folder.Add([.. vectors.Select((vector, n) => Made.Face($"{n}", vector))]);
            _ = await story.Answers();
            await story.Saved();
            return story;
        }

        public async Task<IReadOnlyList<string>> Answers() => [.. (await Folder.Faces.Search(
            Made.Staff, Vectors[3], 999, -1, null, Folder.Cancelled)).Select(hit => hit.Face.FaceId)];

        public async Task<IReadOnlyList<StoredFace>> Search(float[] vector) => [.. (await Folder.Faces.Search(
            Made.Staff, vector, 9, 0.999f, null, Folder.Cancelled)).Select(hit => hit.Face)];

        /// <summary>Waits until the snapshot holds so many rows, one after the other or more.</summary>
        public async Task Saved(int rows = Faces)
        {
            var folder = System.IO.Path.Combine(Folder.Path, "indexes");
            // A file may be gone between its listing and a look at it.
            while (!new DirectoryInfo(folder).EnumerateFiles("*.faces").Any(
                file => file.Exists && file.Length >= HeaderBytes + (rows * RecordBytes)))
            {
                await Task.Delay(5, Folder.Cancelled);
            }
        }

        public ValueTask DisposeAsync() => Folder.DisposeAsync();
    }
}

using System.Collections.Concurrent;
using Beholden.Store;

namespace Beholden.Tests.Store;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task An_answered_add_is_found_and_an_answered_delete_is_not_while_others_write()
    {
        await using var folder = await Made.FolderWithCollection();
        var answered = new ConcurrentDictionary<string, float[]>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            async () =>
            {
                var random = new Random(worker);
                for (var n = 0; n < 30; n++)
                {
                    var (id, vector) = ($"{worker}-{n}", Made.Unit(random));
                    await folder.Add(Made.Face(id, vector));
                    Assert.Equal([id], await Found(folder, vector));
                    answered[id] = vector;
                    if (n % 3 == 0)
                    {
                        await folder.Faces.Delete(Made.Staff, [id], Folder.Cancelled);
                        Assert.Empty(await Found(folder, vector));
                        answered.TryRemove(id, out _);
                    }
                }
            },
            Folder.Cancelled)));

        await folder.Reopen();
        Assert.Equal(
            answered.Count, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
        foreach (var (id, vector) in answered)
        {
            Assert.Equal([id], await Found(folder, vector));
        }
    }

    [Fact]
    public async Task An_index_that_is_built_while_others_write_misses_nothing()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(1);
        var vectors = Enumerable.Range(0, 600).Select(_ => Made.Unit(random)).ToList();
        await folder.Add([.. vectors.Take(500).Select((vector, n) => Made.Face($"{n}", vector))]);
        for (var round = 0; round < 5; round++)
        {
            await folder.Reopen();
            var first = 500 + (round * 20);
            var writes = Enumerable.Range(first, 20).Select(async n =>
            {
                await folder.Add(Made.Face($"{n}", vectors[n]));
                await folder.Faces.Delete(Made.Staff, [$"{n - 500}"], Folder.Cancelled);
            });
            var searches = Enumerable.Range(0, 5).Select(_ => Found(folder, vectors[499]));
            await Task.WhenAll([.. writes, .. searches]);

            var all = await folder.Faces.Search(Made.Staff, vectors[0], 999, -1, null, Folder.Cancelled);
            Assert.Equal(
                Enumerable.Range((round + 1) * 20, 500).Select(n => $"{n}").Order(),
                all.Select(hit => hit.Face.FaceId).Order());
        }
    }

    [Fact]
    public async Task A_change_that_is_called_off_while_it_waits_is_not_made()
    {
        await using var folder = await Made.FolderWithCollection();
        using var off = new CancellationTokenSource();
        await off.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => folder.Users.Create(
            Made.Staff, "ann", null, Folder.Now, off.Token));
        Assert.Empty(await folder.Users.List(Made.Staff, 0, 9, Folder.Cancelled));
    }

    private static async Task<IEnumerable<string>> Found(Folder folder, float[] vector) =>
        (await folder.Faces.Search(Made.Staff, vector, 9, 0.9f, null, Folder.Cancelled))
            .Select(hit => hit.Face.FaceId);
}

using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server;
using Beholden.Tests.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>What the entries of a search say about the collection that was searched.</summary>
[Collection(OneServer.Name)]
public sealed class SearchedCollectionTests(ServerFixture server)
{
    private readonly Random random = new(27);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Intent_and_outcome_have_the_root_that_a_client_computes_from_the_listed_faces()
    {
        var collection = await server.Collection();
        var faces = await Fill(collection, 5);
        foreach (var count in new[] { 5, 4, 6 })
        {
            if (count == 4)
            {
                await server.Call("DeleteFaces", new()
                {
                    ["CollectionId"] = collection,
                    ["FaceIds"] = new JsonArray(faces[4]),
                });
            }
            else if (count == 6)
            {
                await Fill(collection, 2);
            }

            var listed = await List(collection);
            Assert.Equal(count, listed.Count);
            var entries = await Search(collection, faces[0]);
            Assert.Equal(["intent", "outcome"], entries.Select(entry => entry.Kind));
            Assert.All(entries, entry => Assert.Equal(
                (NaiveFaceSet.Root(listed), (long?)count), (entry.CollectionRoot, entry.CollectionSize)));
        }
    }

    [Fact]
    public async Task Calls_that_search_nothing_say_only_how_large_the_collection_is()
    {
        var collection = await server.Collection();
        await Fill(collection, 3);
        var before = server.Host.Room<LedgerLog>().Size;
        await List(collection);
        var listing = (await Entries(before, collection))[0];
        Assert.Equal("ListFaces", listing.Operation);
        Assert.Null(listing.CollectionRoot);
        Assert.Equal(3, listing.CollectionSize);
    }

    [Fact]
    public async Task The_longest_name_of_a_collection_leaves_room_for_the_root()
    {
        var collection = $"long-{Guid.NewGuid():N}".PadRight(255, 'x');
        await server.Call("CreateCollection", new() { ["CollectionId"] = collection });
        var face = (await Fill(collection, 1))[0];
        var entries = await Search(collection, face);
        Assert.All(entries, entry => Assert.Equal(NaiveFaceSet.Root([face]), entry.CollectionRoot));
        Assert.Equal(2, entries.Count);
    }

    private async Task<List<string>> Fill(string collection, int count)
    {
        var faces = new List<string>();
        for (var n = 0; n < count; n++)
        {
            faces.Add(await server.Face(collection, Made.Unit(random)));
        }

        return faces;
    }

    private async Task<List<LedgerEntry>> Search(string collection, string faceId)
    {
        var before = server.Host.Room<LedgerLog>().Size;
        await server.Call("SearchFaces", new() { ["CollectionId"] = collection, ["FaceId"] = faceId });
        return await Entries(before, collection);
    }

    private async Task<List<string>> List(string collection)
    {
        var listed = await server.Call("ListFaces", new() { ["CollectionId"] = collection });
        return [.. listed["Faces"]!.AsArray().Select(face => (string)face!["FaceId"]!)];
    }

    /// <summary>Of this collection only: other tests share the server.</summary>
    private async Task<List<LedgerEntry>> Entries(long from, string collection)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var one in server.Host.Room<LedgerLog>().Entries(from, Cancelled))
        {
            if (one.Entry.Collection?.EndsWith("/" + collection, StringComparison.Ordinal) == true)
            {
                entries.Add(one.Entry);
            }
        }

        return entries;
    }
}

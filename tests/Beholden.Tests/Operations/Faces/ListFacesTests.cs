using System.Text.Json.Nodes;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using static Beholden.Tests.Support.UserCalls;

namespace Beholden.Tests.Operations.Faces;

/// <summary>ListFaces with its two filters, and whose tokens it takes.</summary>
[Collection(OneServer.Name)]
public sealed class ListFacesTests(ServerFixture server)
{
    private readonly Random random = new(10);

    [Fact]
    public async Task A_user_filter_shows_the_faces_of_that_user()
    {
        var (collection, faces) = await Filled(3);
        await server.User(collection, "maria", faces[0], faces[2]);
        await server.User(collection, "nadia", faces[1]);

        var listed = await List(collection, "UserId", "maria");

        Assert.Equal([faces[0], faces[2]], listed.All("Faces", "FaceId"));
        Assert.All(listed.All("Faces", "UserId"), userId => Assert.Equal("maria", userId));
    }

    [Fact]
    public async Task A_face_filter_shows_these_and_passes_over_unknown_ones()
    {
        var (collection, faces) = await Filled(3);

        var listed = await List(collection, "FaceIds", Texts(faces[2], Guid.NewGuid().ToString(), faces[0]));

        Assert.Equal([faces[0], faces[2]], listed.All("Faces", "FaceId"));
    }

    [Fact]
    public async Task A_token_of_another_filter_or_collection_is_refused()
    {
        var (collection, faces) = await Filled(2);
        var (elsewhere, _) = await Filled(2);
        await server.User(collection, "maria", faces[0], faces[1]);
        var token = (string)(await List(collection, "MaxResults", 1))["NextToken"]!;
        JsonObject With(string where, string? userId) => new()
        {
            ["CollectionId"] = where,
            ["UserId"] = userId,
            ["NextToken"] = token,
        };

        Assert.Single((await server.Call("ListFaces", With(collection, null)))["Faces"]!.AsArray());
        foreach (var other in new[] { With(elsewhere, null), With(collection, "maria") })
        {
            Assert.Equal("InvalidPaginationTokenException", (await server.Refusal("ListFaces", other)).Code);
        }
    }

    [Fact]
    public async Task A_face_filter_comes_in_pages_too()
    {
        var (collection, faces) = await Filled(4);
        var input = new JsonObject
        {
            ["CollectionId"] = collection,
            ["FaceIds"] = Texts(faces[0], faces[1], faces[3]),
            ["MaxResults"] = 2,
        };

        var first = await server.Call("ListFaces", input);
        input["NextToken"] = (string)first["NextToken"]!;
        var second = await server.Call("ListFaces", input);

        Assert.Equal([faces[0], faces[1]], first.All("Faces", "FaceId"));
        Assert.Equal([faces[3]], second.All("Faces", "FaceId"));
        Assert.Null(second["NextToken"]);
    }

    private async Task<(string Collection, List<string> Faces)> Filled(int count)
    {
        var collection = await server.Collection();
        var faces = new List<string>();
        for (var i = 0; i < count; i++)
        {
            faces.Add(await server.Face(collection, Made.Unit(random)));
        }

        return (collection, faces);
    }

    private Task<JsonObject> List(string collection, string filter, JsonNode value)
        => server.Call("ListFaces", new() { ["CollectionId"] = collection, [filter] = value });
}

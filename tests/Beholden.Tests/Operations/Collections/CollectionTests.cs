using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Beholden.Tests.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Operations.Collections;

/// <summary>CreateCollection, DescribeCollection and DeleteCollection.</summary>
[Collection(OneServer.Name)]
public sealed class CollectionTests(ServerFixture server)
{
    [Fact]
    public async Task A_new_collection_is_named_by_an_ARN_without_its_prefix_and_described_by_one_with()
    {
        var made = await server.Call("CreateCollection", Named("arns"));
        var described = await server.Call("DescribeCollection", Named("arns"));

        Assert.Equal(200, (int)made["StatusCode"]!);
        Assert.Equal("7.0", (string)made["FaceModelVersion"]!);
        var arn = (string)made["CollectionArn"]!;
        Assert.Matches(new Regex("^aws:rekognition:us-east-1:[0-9]{12}:collection/arns$"), arn);
        Assert.Equal($"arn:{arn}", (string)described["CollectionARN"]!);
        Assert.Equal("7.0", (string)described["FaceModelVersion"]!);
    }

    [Fact]
    public async Task The_time_of_making_is_in_seconds()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var collection = await server.Collection();
        var after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

        var described = await server.Call("DescribeCollection", Named(collection));

        Assert.InRange((double)described["CreationTimestamp"]!, before - 0.001, after + 0.001);
    }

    [Fact]
    public async Task Faces_and_users_are_counted()
    {
        var collection = await server.Collection();
        var random = new Random(8);
        var face = await server.Face(collection, Made.Unit(random));
        await server.Face(collection, Made.Unit(random));
        await server.User(collection, "maria", face);

        var described = await server.Call("DescribeCollection", Named(collection));

        Assert.Equal((2, 1), ((long)described["FaceCount"]!, (long)described["UserCount"]!));
    }

    [Fact]
    public async Task A_name_is_taken_only_once()
    {
        var collection = await server.Collection();

        var refusal = await server.Refusal("CreateCollection", Named(collection));

        Assert.Equal("ResourceAlreadyExistsException", refusal.Code);
        Assert.Equal($"The collection id: {collection} already exists", refusal.Sentence);
    }

    [Fact]
    public async Task Deleting_takes_faces_users_and_tags_along()
    {
        var collection = await server.Collection();
        var face = await server.Face(collection, Made.Unit(new Random(9)));
        await server.User(collection, "maria", face);
        var arn = (string)(await server.Call("DescribeCollection", Named(collection)))["CollectionARN"]!;
        await server.Call("TagResource", new()
        {
            ["ResourceArn"] = arn,
            ["Tags"] = new JsonObject { ["site"] = "north" },
        });

        var deleted = await server.Call("DeleteCollection", Named(collection));
        Assert.Equal(200, (int)deleted["StatusCode"]!);
        await server.Call("CreateCollection", Named(collection));

        var described = await server.Call("DescribeCollection", Named(collection));
        Assert.Equal((0, 0), ((long)described["FaceCount"]!, (long)described["UserCount"]!));
        Assert.Empty((await server.Call("ListFaces", Named(collection)))["Faces"]!.AsArray());
        Assert.Empty((await server.Call("ListUsers", Named(collection)))["Users"]!.AsArray());
        Assert.Empty((await server.Call(
            "ListTagsForResource", new() { ["ResourceArn"] = arn }))["Tags"]!.AsObject());
    }

    [Theory]
    [InlineData("DescribeCollection")]
    [InlineData("DeleteCollection")]
    [InlineData("ListFaces")]
    [InlineData("ListUsers")]
    public async Task What_is_not_there_is_named(string operation)
    {
        var refusal = await server.Refusal(operation, Named("nowhere"));

        Assert.Equal("ResourceNotFoundException", refusal.Code);
        Assert.Equal("The collection id: nowhere does not exist", refusal.Sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("a/b")]
    [InlineData("ünder")]
    public async Task A_name_outside_the_pattern_is_refused(string collection)
    {
        var refusal = await server.Refusal("CreateCollection", Named(collection));

        Assert.Equal("ValidationException", refusal.Code);
        Assert.Contains("collectionId", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_255_characters_is_taken_and_one_of_256_is_refused()
    {
        await server.Call("CreateCollection", Named(new string('x', 255)));

        var refusal = await server.Refusal("CreateCollection", Named(new string('x', 256)));
        Assert.Equal("ValidationException", refusal.Code);
    }

    [Fact]
    public async Task Each_region_has_collections_of_its_own()
    {
        using var north = server.Client("eu-north-1");
        using var south = server.Client("eu-south-1");
        var cancelled = TestContext.Current.CancellationToken;
        var made = await north.Call("CreateCollection", Named("regional"), cancelled);

        await south.Call("CreateCollection", Named("regional"), cancelled);
        await south.Call("DeleteCollection", Named("regional"), cancelled);

        Assert.Contains(":eu-north-1:", (string)made["CollectionArn"]!, StringComparison.Ordinal);
        await north.Call("DescribeCollection", Named("regional"), cancelled);
        var refusal = await server.Refusal("DescribeCollection", Named("regional"));
        Assert.Equal("ResourceNotFoundException", refusal.Code);
    }

    private static JsonObject Named(string collection) => new() { ["CollectionId"] = collection };
}

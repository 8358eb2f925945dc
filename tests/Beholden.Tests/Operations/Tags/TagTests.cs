using System.Text.Json.Nodes;
using Beholden.Server.Operations;
using Beholden.Tests.Support;
using static Beholden.Tests.Support.UserCalls;

namespace Beholden.Tests.Operations.Tags;

/// <summary>TagResource, UntagResource and ListTagsForResource, on collections.</summary>
[Collection(OneServer.Name)]
public sealed class TagTests(ServerFixture server)
{
    [Fact]
    public async Task Tags_are_read_under_both_forms_of_the_ARN()
    {
        var collection = await server.Collection();
        var arn = Arn(collection);

        Assert.Empty(await Tag(arn["arn:".Length..], new() { ["site"] = "north" }));
        await Tag(arn, new() { ["owner"] = "" });

        Assert.Equal("""{"owner":"","site":"north"}""", await Tags(arn));
        Assert.Equal(await Tags(arn), await Tags(arn["arn:".Length..]));
    }

    [Fact]
    public async Task A_tag_that_is_there_gets_the_new_value()
    {
        var arn = Arn(await server.Collection());
        await Tag(arn, new() { ["site"] = "north", ["floor"] = "1" });

        await Tag(arn, new() { ["site"] = "south" });

        Assert.Equal("""{"floor":"1","site":"south"}""", await Tags(arn));
    }

    [Fact]
    public async Task Tags_of_the_making_are_there_and_can_be_taken_off()
    {
        var collection = $"test-{Guid.NewGuid():N}";
        await server.Call("CreateCollection", new()
        {
            ["CollectionId"] = collection,
            ["Tags"] = new JsonObject { ["a"] = "1", ["b"] = "2" },
        });

        var untagged = await server.Call("UntagResource", new()
        {
            ["ResourceArn"] = Arn(collection),
            ["TagKeys"] = Texts("a", "not-there"),
        });

        Assert.Empty(untagged);
        Assert.Equal("""{"b":"2"}""", await Tags(Arn(collection)));
    }

    [Fact]
    public async Task More_than_200_tags_change_nothing()
    {
        var arn = Arn(await server.Collection());
        await Tag(arn, Many("old", 150));
        var before = await Tags(arn);

        var input = new JsonObject { ["ResourceArn"] = arn, ["Tags"] = Many("new", 51) };
        Assert.Equal("ServiceQuotaExceededException", (await server.Refusal("TagResource", input)).Code);

        Assert.Equal(before, await Tags(arn));
        await Tag(arn, Many("new", 50));
    }

    [Fact]
    public async Task More_than_200_tags_in_one_request_are_refused()
    {
        var input = new JsonObject
        {
            ["ResourceArn"] = Arn(await server.Collection()),
            ["Tags"] = Many("tag", 201),
        };

        Assert.Equal("ValidationException", (await server.Refusal("TagResource", input)).Code);
    }

    [Theory]
    [InlineData("arn:aws:rekognition:us-east-1:{account}:collection/nowhere")]
    [InlineData("arn:aws:rekognition:eu-west-1:{account}:collection/{collection}")]
    [InlineData("arn:aws:rekognition:us-east-1:000000000000:collection/{collection}")]
    [InlineData("arn:aws:rekognition:us-east-1:{account}:project/{collection}/version/a/1")]
    public async Task An_ARN_of_nothing_here_is_refused(string pattern)
    {
        var arn = Filled(pattern, await server.Collection());

        foreach (var (operation, input) in Calls(arn))
        {
            Assert.Equal("ResourceNotFoundException", (await server.Refusal(operation, input)).Code);
        }
    }

    [Theory]
    [InlineData("this is no ARN of anything at all")]
    [InlineData("arn:aws:s3:us-east-1:{account}:collection/{collection}")]
    [InlineData("arn:aws:rekognition:us-east-1")]
    public async Task What_is_no_ARN_is_refused(string pattern)
    {
        var arn = Filled(pattern, await server.Collection());

        foreach (var (operation, input) in Calls(arn))
        {
            Assert.Equal("InvalidParameterException", (await server.Refusal(operation, input)).Code);
        }
    }

    [Fact]
    public async Task A_key_that_AWS_keeps_for_itself_is_refused()
    {
        var input = new JsonObject
        {
            ["ResourceArn"] = Arn(await server.Collection()),
            ["Tags"] = new JsonObject { ["aws:site"] = "north" },
        };

        Assert.Equal("ValidationException", (await server.Refusal("TagResource", input)).Code);
    }

    private static (string Operation, JsonObject Input)[] Calls(string arn) =>
    [
        ("TagResource", new() { ["ResourceArn"] = arn, ["Tags"] = new JsonObject { ["site"] = "north" } }),
        ("UntagResource", new() { ["ResourceArn"] = arn, ["TagKeys"] = Texts("site") }),
        ("ListTagsForResource", new() { ["ResourceArn"] = arn }),
    ];

    private static JsonObject Many(string prefix, int count)
        => new(Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"{prefix}-{i}", (JsonNode?)"x")));

    private string Arn(string collection)
        => Filled("arn:aws:rekognition:us-east-1:{account}:collection/{collection}", collection);

    private string Filled(string pattern, string collection) => pattern
        .Replace("{account}", server.Host.Room<Account>().Id, StringComparison.Ordinal)
        .Replace("{collection}", collection, StringComparison.Ordinal);

    private Task<JsonObject> Tag(string arn, JsonObject tags)
        => server.Call("TagResource", new() { ["ResourceArn"] = arn, ["Tags"] = tags });

    private async Task<string> Tags(string arn)
    {
        var answer = await server.Call("ListTagsForResource", new() { ["ResourceArn"] = arn });
        return answer["Tags"]!.ToJsonString();
    }
}

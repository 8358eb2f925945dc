using System.Text.Json.Nodes;

namespace Beholden.Tests.Support;

/// <summary>The calls that the tests about users make again and again.</summary>
internal static class UserCalls
{
    /// <summary>A user of the collection, and the user's id.</summary>
    public static async Task<string> User(this ServerFixture server, string collection, string userId)
    {
        await server.Call("CreateUser", Of(collection, userId));
        return userId;
    }

    /// <summary>A user with these faces.</summary>
    public static async Task<string> User(
        this ServerFixture server, string collection, string userId, params string[] faceIds)
    {
        await server.User(collection, userId);
        var answer = await server.Call("AssociateFaces", Of(collection, userId, faceIds));
        Assert.Equal(faceIds.Length, answer["AssociatedFaces"]!.AsArray().Count);
        return userId;
    }

    public static JsonObject Of(string collection, string userId, string? token = null) => new()
    {
        ["CollectionId"] = collection,
        ["UserId"] = userId,
        ["ClientRequestToken"] = token,
    };

    public static JsonObject Of(string collection, string userId, string[] faceIds, string? token = null)
    {
        var input = Of(collection, userId, token);
        input["FaceIds"] = Texts(faceIds);
        return input;
    }

    public static JsonArray Texts(params string[] texts) => [.. texts.Select(text => (JsonNode)text)];

    /// <summary>The ids of the users that a search found, the nearest first.</summary>
    public static IEnumerable<string> Matched(JsonObject answer)
        => answer["UserMatches"]!.AsArray().Select(match => (string)match!["User"]!["UserId"]!);

    /// <summary>The values of one member in a list of an answer.</summary>
    public static IEnumerable<string?> All(this JsonObject answer, string list, string member)
        => answer[list]!.AsArray().Select(entry => (string?)entry![member]);

    /// <summary>The only reason of the only entry in a list of failures.</summary>
    public static string Reason(this JsonObject answer, string list)
    {
        var failure = Assert.Single(answer[list]!.AsArray())!;
        return (string)Assert.Single(failure["Reasons"]!.AsArray())!;
    }
}

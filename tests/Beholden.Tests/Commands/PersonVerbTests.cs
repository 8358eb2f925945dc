using System.Text.Json.Nodes;
using Beholden.Tests.Support;

namespace Beholden.Tests.Commands;

/// <summary><c>beholden consent</c>, <c>sweep</c> and <c>person</c>, beside a running server.</summary>
public sealed class PersonVerbTests : BesideServer
{
    private static readonly string[] In = ["--collection", "people"];

    [Fact]
    public async Task A_consent_is_given_listed_shown_and_withdrawn_and_the_person_is_told_and_erased()
    {
        await Save("ann.jpg", Pictures.Portrait);
        Assert.Equal(0, (await Beholden.Run(["index", Pictured, .. In])).Code);
        string[] form = ["--controller", "ACME", "--purpose", "the door", "--method", "signed form"];

        var given = await Beholden.Json(0, ["consent", "give", "ann.jpg", .. In, .. form, "--until", "P1Y"]);
        var id = (string)given["ConsentId"]!;
        CommandLine.RequireSentence(await Beholden.Run(["consent", "give", "ann.jpg", .. In, .. form]), id);
        Assert.Contains(
            "given", (await Beholden.Run(["consent", "list", .. In])).Out, StringComparison.Ordinal);
        var shown = JsonNode.Parse((await Beholden.Run(["consent", "show", id, .. In])).Out)!;
        Assert.Equal("dpv:ConsentGiven", (string)shown["dpv:hasConsentStatus"]!);

        // The folder's pictures were indexed on the default basis; a no ends that too.
        var withdrawn = await Beholden.Json(0, ["consent", "withdraw", id, .. In]);
        Assert.Equal(1, (int)withdrawn["FacesHidden"]!);
        CommandLine.RequireSentence(await Beholden.Run(["consent", "withdraw", id, .. In]), "withdrawn");
        Assert.Equal(0, (int)(await Beholden.Json(0, "sweep"))["FacesDestroyed"]!);
        Assert.Contains("Destroyed 0 faces", (await Beholden.Run("sweep")).Out, StringComparison.Ordinal);

        var file = Path.Combine(Pictured, "ann.json");
        string[] ann = [.. In, "--person", "ann.jpg"];
        Assert.Equal(0, (await Beholden.Run(["person", "export", file, .. ann])).Code);
        var held = JsonNode.Parse(
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        Assert.Equal("withdrawn", (string)Assert.Single(held["Faces"]!.AsArray())!["Hidden"]!);
        CommandLine.RequireSentence(await Beholden.Run(["person", "export", file, .. ann]), "exists already");
        Assert.Equal(0, (int)(await Beholden.Json(0, ["person", "object", .. ann]))["FacesHidden"]!);
        Assert.Equal(0, (int)(await Beholden.Json(0, ["person", "release", .. ann]))["FacesShown"]!);
        Assert.StartsWith(
            "/person/", (await Beholden.Run(["person", "link", .. ann])).Out, StringComparison.Ordinal);
        var found = await Beholden.Json(
            0, ["person", "find", Path.Combine(Pictured, "ann.jpg"), .. In]);
        Assert.Empty(found["Faces"]!.AsArray());
        Assert.Contains(
            "1 faces are destroyed", (await Beholden.Run(["person", "erase", .. ann])).Out,
            StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;
using Beholden.Oversight.Purposes;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Operations;
using Beholden.Store;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>The rule and the tags, through signed HTTP under a purpose without a default basis.</summary>
public sealed class BasisCallsTests : IAsyncLifetime
{
    private readonly TemporaryFolder data = new();
    private ServerHost? host;
    private SayCalls? calls;

    public async ValueTask InitializeAsync()
    {
        var file = Path.Combine(data.Path, "profile.json");
        var profile = Profile.OfId("personal");
        await File.WriteAllTextAsync(
            file,
            (profile with
            {
                Purposes =
                [
                    .. profile.Purposes.Select(one => one with { DefaultBasis = null, DefaultSource = null }),
                ],
            }).ToJson(),
            CancellationToken.None);
        var settings = new Settings(Path.Combine(data.Path, "data"), TestFolders.RequireWeights(), null)
        {
            Profile = file,
        };
        host = await ServerHost.Start(settings, ServerHost.AnyPort, CancellationToken.None);
        calls = new(host.Address, host.OwnerSecret);
    }

    public async ValueTask DisposeAsync()
    {
        calls?.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        data.Dispose();
    }

    [Fact]
    public async Task Without_a_basis_a_face_is_denied_before_its_picture_is_looked_at()
    {
        await Done("CreateCollection", new() { ["CollectionId"] = "staff" });

        var denied = await calls!.Send("IndexFaces", Index(Pictures.Image("no picture"u8.ToArray())));

        Assert.Equal("AccessDeniedException", denied.Type);
        Assert.Contains("because of the rule 'basis'", denied.Sentence, StringComparison.Ordinal);
        Assert.Contains("beholden:basis", denied.Sentence, StringComparison.Ordinal);
        Assert.NotNull(denied.Entry);
    }

    [Fact]
    public async Task A_face_is_kept_on_what_the_tags_say_and_who_said_it_is_entered()
    {
        await Done("CreateCollection", new() { ["CollectionId"] = "staff" });
        var arn = $"arn:aws:rekognition:us-east-1:{host!.Room<Account>().Id}:collection/staff";
        var tagged = await calls!.Send("TagResource", new()
        {
            ["ResourceArn"] = arn,
            ["Tags"] = new JsonObject
            {
                ["beholden:basis"] = "contract",
                ["beholden:term"] = "P30D",
                ["beholden:source"] = "camera at the gate",
            },
        });

        // What was asked stands in the intent, which comes before the entry that the answer names.
        var record = await Done("Beholden.ReadLedgerRecord", new() { ["Index"] = tagged.Entry - 1 });
        var source = (string)record["Record"]!["Tags"]!["beholden:source"]!;
        Assert.Equal("camera at the gate", source);

        await Done("IndexFaces", Index(Pictures.Image(Pictures.Portrait)));
        var held = await Done(
            "Beholden.PersonExport", new() { ["CollectionId"] = "staff", ["Person"] = "ann" });
        var face = Assert.Single(held["Faces"]!.AsArray())!;
        Assert.Equal(("contract", "camera at the gate"), ((string)face["Basis"]!, (string)face["Source"]!));
        var days = DateTimeOffset.Parse((string)face["TermEnds"]!)
            - DateTimeOffset.Parse((string)face["StoredAt"]!);
        // It runs from the decision, before the picture is looked at.
        Assert.InRange(days.TotalDays, 29.9, 30);
    }

    [Theory]
    [InlineData("beholden:basis", "because")]
    [InlineData("beholden:basis", "household")]
    [InlineData("beholden:term", "three years")]
    [InlineData("beholden:source", "")]
    public async Task A_tag_that_says_nothing_known_is_refused_wherever_it_is_set(string key, string value)
    {
        var tags = new JsonObject { [key] = value };
        var made = await calls!.Send(
            "CreateCollection", new() { ["CollectionId"] = "other", ["Tags"] = tags.DeepClone() });
        Assert.Equal("InvalidParameterException", made.Type);
        Assert.Contains(key, made.Sentence, StringComparison.Ordinal);

        await Done("CreateCollection", new() { ["CollectionId"] = "staff" });
        var arn = $"arn:aws:rekognition:us-east-1:{host!.Room<Account>().Id}:collection/staff";
        var tagged = await calls.Send("TagResource", new() { ["ResourceArn"] = arn, ["Tags"] = tags });
        Assert.Equal("InvalidParameterException", tagged.Type);
        var listed = await Done("ListTagsForResource", new() { ["ResourceArn"] = arn });
        Assert.Empty(listed["Tags"]!.AsObject());
    }

    private static JsonObject Index(JsonObject image) => new()
    {
        ["CollectionId"] = "staff",
        ["ExternalImageId"] = "ann",
        ["Image"] = image,
    };

    private async Task<JsonObject> Done(string operation, JsonObject input)
    {
        var answer = await calls!.Send(operation, input);
        Assert.True(answer.Status == 200, $"{operation}: {answer.Sentence}");
        return answer.Body;
    }
}

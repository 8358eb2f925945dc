using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Say;

/// <summary>What two people must agree to, one person with two keys cannot bring about.</summary>
public sealed class PersonTests : IAsyncLifetime
{
    private readonly TemporaryFolder data = new();
    private ServerHost host = null!;
    private SayCalls calls = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => Start();

    public async ValueTask DisposeAsync()
    {
        calls.Dispose();
        await host.DisposeAsync();
        data.Dispose();
    }

    [Fact]
    public async Task Two_keys_of_one_person_do_not_loosen_and_two_persons_do()
    {
        var (one, two, other) = (await Key("ann"), await Key(" ANN "), await Key("bob"));
        var proposed = await Send(one, "ChangePolicy", new()
        {
            ["Profile"] = "unenforced",
            ["Reason"] = "drill",
        });
        var id = (long)proposed["Proposal"]!["ProposalId"]!;
        var input = new JsonObject { ["ProposalId"] = id };

        var alone = (await Send(two, "ApproveProposal", input))["Proposal"]!;
        Assert.Null(alone["HoldsFrom"]);
        Assert.Equal(["ann"], Texts(alone["PersonsAgreed"]));

        var both = (await Send(other, "ApproveProposal", input))["Proposal"]!;
        Assert.NotNull(both["HoldsFrom"]);
        Assert.Equal(["ann", "bob"], Texts(both["PersonsAgreed"]));

        // The ledger has the keys, all three.
        Assert.Equal([one.Id, two.Id, other.Id], Texts(both["ApprovedBy"]));
        Assert.Equal([two.Id, other.Id], await KeysOf("approve"));
    }

    [Fact]
    public async Task Two_keys_of_one_person_do_not_resume_across_a_restart_either()
    {
        var (one, two, other) = (await Key("ann"), await Key("ann"), await Key("bob"));
        var stop = await Send(one, "Stop", new() { ["Scope"] = "all", ["Name"] = "", ["Reason"] = "drill" });
        var input = new JsonObject { ["StopId"] = (long)stop["StopId"]! };
        Assert.Equal(1, (int)(await Send(one, "Resume", input))["ApprovalsMissing"]!);
        await host.DisposeAsync();
        await Start();

        Assert.Equal(1, (int)(await Send(two, "Resume", input))["ApprovalsMissing"]!);
        Assert.True((bool)(await Send(other, "Resume", input))["Resumed"]!);
        Assert.Equal([one.Id, two.Id, other.Id], await KeysOf("agree-to-resume"));
    }

    [Fact]
    public async Task A_key_that_its_owner_made_for_himself_does_not_agree_with_the_owners()
    {
        var own = await Key(OwnerKey.AccessKeyId);
        var stop = await Send(own, "Stop", new() { ["Scope"] = "all", ["Name"] = "", ["Reason"] = "drill" });
        var input = new JsonObject { ["StopId"] = (long)stop["StopId"]! };
        await Send(own, "Resume", input);

        var owners = await calls.Send("Beholden.Resume", input);
        Assert.Equal(1, (int)owners.Body["ApprovalsMissing"]!);
    }

    [Fact]
    public async Task A_key_without_a_person_is_of_whoever_it_is_named_for_and_a_blank_person_is_refused()
    {
        await calls.Send("Beholden.CreateKey", new() { ["Name"] = "laptop" });
        var listed = await calls.Send("Beholden.ListKeys", []);
        Assert.Equal("laptop", (string)Assert.Single(listed.Body["Keys"]!.AsArray())!["Person"]!);

        var blank = await calls.Send("Beholden.CreateKey", new() { ["Name"] = "x", ["Person"] = "  " });
        Assert.Equal("ValidationException", blank.Type);
    }

    private async ValueTask Start()
    {
        host = await ServerHost.Start(
            new Settings(data.Path, TestFolders.RequireWeights(), S3Endpoint: null)
            {
                Profile = "public-safety",
            },
            ServerHost.AnyPort, Cancelled);
        calls?.Dispose();
        calls = new(host.Address, host.OwnerSecret);
    }

    private async Task<(string Id, string Secret)> Key(string person)
    {
        var made = await calls.Send("Beholden.CreateKey", new()
        {
            ["Name"] = "a key",
            ["Purpose"] = "oversight",
            ["Person"] = person,
        });
        Assert.Equal(200, made.Status);
        return ((string)made.Body["AccessKeyId"]!, (string)made.Body["SecretAccessKey"]!);
    }

    private async Task<JsonObject> Send((string Id, string Secret) key, string call, JsonObject input)
    {
        var answer = await calls.Send($"Beholden.{call}", input, key.Id, key.Secret);
        Assert.True(answer.Status == 200, answer.Sentence);
        return answer.Body;
    }

    private async Task<List<string?>> KeysOf(string act)
    {
        var keys = new List<string?>();
        await foreach (var one in host.Room<LedgerLog>().Entries(from: 0, Cancelled))
        {
            if (one.Entry.Operation == act)
            {
                keys.Add(one.Entry.Key);
            }
        }

        return keys;
    }

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(text => (string)text!);
}

using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Server.Say;
using Beholden.Tests.Support;

namespace Beholden.Tests.Server;

/// <summary>Beholden's own calls are as their description says, and only for those who govern.</summary>
public sealed class AdminCallsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly JsonObject Described = JsonNode.Parse(File.ReadAllText(
        Path.Combine(TestFolders.Checkout, "docs", "admin-api.json")))!["paths"]!.AsObject();

    [Fact]
    public void Every_call_is_described_and_every_description_is_of_a_call() => Assert.Equal(
        server.Host.Room<AdminCalls>().Names.Order(),
        Described.Select(path => (string)path.Value!["post"]!["operationId"]!).Order());

    [Fact]
    public async Task What_is_described_as_required_is_required()
    {
        using var raw = new RawRequests(server.Address, server.Host.OwnerSecret);
        var asked = 0;
        foreach (var (_, path) in Described)
        {
            var schema = path!["post"]!["requestBody"]!["content"]!["application/x-amz-json-1.1"]!["schema"]!;
            if (schema["required"] is JsonArray required)
            {
                asked++;
                var answer = await raw.Send(Target(path), "{}"u8.ToArray());
                Assert.Equal("ValidationException", answer.Type);
                Assert.Contains(
                    required.Select(name => $"'{(string)name!}'"),
                    name => answer.Sentence.Contains(name, StringComparison.Ordinal));
            }
        }

        Assert.True(asked >= 8, $"{asked} calls need something.");
    }

    [Fact]
    public async Task A_key_of_another_purpose_does_not_govern_and_one_of_oversight_makes_no_keys()
    {
        var plain = await server.Call("Beholden.CreateKey", new() { ["Name"] = "plain" });
        var overseer = await server.Call(
            "Beholden.CreateKey", new() { ["Name"] = "overseer", ["Purpose"] = "oversight" });
        foreach (var (_, path) in Described)
        {
            // Over pictures and leads the rules decide, once the input is sound.
            var expected = Target(path!) switch
            {
                "Beholden.RedactImage" or "Beholden.GiveVerdict" or "Beholden.GetLead"
                    => "ValidationException",
                "Beholden.ListLeads" or "Beholden.CreateSignIn" => null,
                _ => "AccessDeniedException",
            };
            Assert.Equal(expected, (await Send(plain, Target(path!))).Type);
            var isOthers = Target(path!)
                is "Beholden.CreateKey" or "Beholden.RevokeKey" or "Beholden.NextReview";
            Assert.Equal(isOthers, (await Send(overseer, Target(path!))).Type == "AccessDeniedException");
        }

        var denied = await Send(overseer, "RekognitionService.ListCollections");
        Assert.Equal("AccessDeniedException", denied.Type);
        Assert.Contains("rule 'acts'", denied.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purpose_that_is_not_there_makes_no_key()
    {
        var refusal = await server.Refusal(
            "Beholden.CreateKey", new() { ["Name"] = "x", ["Purpose"] = "stalking" });
        Assert.Equal("InvalidParameterException", refusal.Code);
        Assert.Contains("it has personal, oversight", refusal.Message, StringComparison.Ordinal);
    }

    private static string Target(JsonNode path) => $"Beholden.{(string)path["post"]!["operationId"]!}";

    private async Task<RawAnswer> Send(JsonObject key, string target)
    {
        using var raw = new RawRequests(server.Address, (string)key["SecretAccessKey"]!);
        return await raw.Send(target, "{}"u8.ToArray(), accessKeyId: (string)key["AccessKeyId"]!);
    }
}

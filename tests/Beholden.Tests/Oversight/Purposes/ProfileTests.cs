using System.Text.Json.Nodes;
using Beholden.Oversight.Purposes;
using Beholden.Wire;

namespace Beholden.Tests.Oversight.Purposes;

/// <summary>The ready profiles, and what makes a profile unsound.</summary>
public sealed class ProfileTests
{
    public static TheoryData<string> Ready => [.. Profile.Ready];

    [Theory]
    [MemberData(nameof(Ready))]
    public void A_ready_profile_is_sound_and_reads_back_as_it_is_written(string id)
    {
        var profile = Profile.OfId(id);

        Assert.Equal(id, profile.Id);
        Assert.Equal(profile.ToJson(), Profile.Parse(profile.ToJson()).ToJson());
        Assert.Equal(id != "unenforced", profile.Enforced);
        Assert.Equal(id == "personal" ? 1 : 2, profile.ApprovalsMin);
    }

    [Theory]
    [InlineData("\"id\": \"personal\"", "\"id\": \"my profile\"", "is no id of a profile")]
    [InlineData("\"approvalsMin\": 1", "\"approvalsMin\": 0", "approvalsMin is 1 to 10")]
    [InlineData("\"delaySeconds\": 60", "\"delaySeconds\": -1", "delaySeconds is 0 to")]
    [InlineData("\"defaultPurpose\": \"personal\"", "\"defaultPurpose\": \"x\"", "no purpose x")]
    [InlineData("\"describe\"", "\"stalk\"", "unknown act 'stalk'")]
    [InlineData("\"id\": \"oversight\"", "\"id\": \"other\"", "a purpose oversight without acts")]
    [InlineData("\"facesAtLeast\": 1", "\"facesAtLeast\": 0", "facesAtLeast of personal is at least 1")]
    [InlineData("\"retentionDays\": null", "\"retentionDays\": 0", "retentionDays of personal")]
    [InlineData("\"household\"", "\"because\"", "defaultBasis of personal")]
    [InlineData("\"one\\u0027s own pictures\"", "\"\"", "defaultSource of personal")]
    [InlineData("\"live\": false", "\"life\": false", "It is no profile")]
    [InlineData("\"falseCandidateInSearches\": null", "\"falseCandidateInSearches\": 1", "is 2 to 1,000,000")]
    public void An_unsound_profile_is_refused_with_what_is_wrong(string text, string other, string part)
    {
        var json = Profile.OfId("personal").ToJson();
        Assert.Contains(text, json, StringComparison.Ordinal);
        var at = json.IndexOf(text, StringComparison.Ordinal);

        var wrong = Assert.Throws<InvalidDataException>(
            () => Profile.Parse(json[..at] + other + json[(at + text.Length)..]));
        Assert.Contains(part, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ready_profile_from_before_gets_its_bases_and_no_other_does()
    {
        var ready = Profile.OfId("personal");
        var old = ready with
        {
            Purposes =
            [
                .. ready.Purposes.Select(one => one with { DefaultBasis = null, DefaultSource = null }),
            ],
        };
        var written = JsonNode.Parse(old.ToJson())!;
        foreach (var purpose in written["purposes"]!.AsArray())
        {
            Assert.True(purpose!.AsObject().Remove("defaultBasis"));
            Assert.True(purpose.AsObject().Remove("defaultSource"));
        }

        var json = written.ToJsonString();
        var read = Profile.Parse(json);

        Assert.Equal(old.ToJson(), read.ToJson());
        Assert.Equal(ready.ToJson(), read.WithBases(json).ToJson());
        Assert.Equal(old.ToJson(), old.WithBases(old.ToJson()).ToJson());
        Assert.Null((read with { Id = "ours" }).WithBases(json).Find("personal")!.DefaultBasis);
    }

    [Fact]
    public void There_is_no_other_ready_profile() => Assert.Throws<InvalidDataException>(
        () => Profile.OfId("../personal"));

    [Fact]
    public void Every_operation_with_an_act_is_of_the_contract() =>
        Assert.Empty(Act.Operations.Except(Contract.Operations.Keys));
}

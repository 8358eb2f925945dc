using Beholden.Oversight.Purposes;
using Beholden.Store;
using Dapper;

namespace Beholden.Tests.Oversight.Policy;

/// <summary>Tighter at once; looser by approvals, a reason and a delay.</summary>
public sealed class GovernanceTests
{
    private const string Rule = "@id(\"never\") forbid (principal, action in [Action::\"enrol\"], resource);";

    private static readonly Profile Strict = Profile.OfId("public-safety");

    private static readonly Profile Looser = Strict with { DelaySeconds = 60 };

    [Fact]
    public async Task A_loosening_needs_two_keys_and_its_delay()
    {
        await using var folder = await Governed.Make(Strict);
        var proposal = (await folder.Rules.Change(Looser, "", "drill", "ann", Governed.Cancelled))!;
        Assert.Equal(["ann"], proposal.Approvals.Keys);
        Assert.Null(proposal.HoldsMs);

        await folder.Rules.Approve(proposal.ProposalId, "ann", Governed.Cancelled);
        await Later(folder, TimeSpan.FromDays(30));
        Assert.Equal(1, folder.Rules.Now.Version);

        var agreed = await folder.Rules.Approve(proposal.ProposalId, "bob", Governed.Cancelled);
        Assert.Equal(["ann", "bob"], agreed.Approvals.Keys);
        var holds = folder.Clock.Now.AddSeconds(Strict.DelaySeconds);
        Assert.Equal(holds.ToUnixTimeMilliseconds(), agreed.HoldsMs);
        await Later(folder, TimeSpan.FromSeconds(Strict.DelaySeconds - 1));
        Assert.Equal(1, folder.Rules.Now.Version);
        await Later(folder, TimeSpan.FromSeconds(1));
        Assert.Equal((2, 60), (folder.Rules.Now.Version, folder.Rules.Now.Profile.DelaySeconds));
        Assert.Equal(
            ["change", "propose", "approve", "approve", "loosen"],
            (await folder.Entries()).Where(entry => entry.Kind == "policy").Select(entry => entry.Operation));
    }

    [Fact]
    public async Task In_personal_one_key_loosens_after_the_delay()
    {
        var personal = Profile.OfId("personal");
        await using var folder = await Governed.Make(personal);
        var proposal = await folder.Rules.Change(
            Profile.OfId("unenforced"), "", "development", "ann", Governed.Cancelled);

        Assert.NotNull(proposal!.HoldsMs);
        await Later(folder, TimeSpan.FromSeconds(personal.DelaySeconds - 1));
        Assert.True(folder.Rules.Now.Profile.Enforced);
        await Later(folder, TimeSpan.FromSeconds(1));
        Assert.False(folder.Rules.Now.Profile.Enforced);
    }

    [Fact]
    public async Task A_tightening_holds_at_once_and_across_a_restart()
    {
        await using var folder = await Governed.Make(Looser);

        Assert.Null(await folder.Rules.Change(Strict, "", "longer", "ann", Governed.Cancelled));
        Assert.Null(await folder.Rules.Change(Strict, Rule, "no more", "ann", Governed.Cancelled));
        var hash = folder.Rules.Now.Hash;
        await folder.Reopen();

        var now = folder.Rules.Now;
        Assert.Equal((3, Rule, hash), (now.Version, now.SiteRules, now.Hash));
    }

    [Fact]
    public async Task To_drop_or_to_change_a_rule_of_the_site_is_a_loosening()
    {
        await using var folder = await Governed.Make(Strict);
        await folder.Rules.Change(Strict, Rule, "no more", "ann", Governed.Cancelled);

        Assert.NotNull(await folder.Rules.Change(Strict, "", "again", "ann", Governed.Cancelled));
        Assert.NotNull(await folder.Rules.Change(
            Strict, Rule.Replace("enrol", "read", StringComparison.Ordinal), "x", "ann", Governed.Cancelled));
        Assert.Null(await folder.Rules.Change(
            Strict, $"{Rule}\n{Rule}", "twice", "ann", Governed.Cancelled));
    }

    [Fact]
    public async Task A_proposal_lapses_with_another_change_and_can_be_withdrawn()
    {
        await using var folder = await Governed.Make(Strict);
        var one = await folder.Rules.Change(Looser, "", "drill", "ann", Governed.Cancelled);
        await folder.Rules.Change(Strict, Rule, "no more", "bob", Governed.Cancelled);
        var lapsed = await Assert.ThrowsAsync<InvalidDataException>(
            () => folder.Rules.Approve(one!.ProposalId, "bob", Governed.Cancelled));
        Assert.Contains("lapsed", lapsed.Message, StringComparison.Ordinal);

        var two = await folder.Rules.Change(Looser, Rule, "drill", "ann", Governed.Cancelled);
        await folder.Rules.Approve(two!.ProposalId, "bob", Governed.Cancelled);
        await folder.Rules.Withdraw(two.ProposalId, "bob", Governed.Cancelled);
        await Later(folder, TimeSpan.FromDays(2));
        Assert.Equal(Strict.DelaySeconds, folder.Rules.Now.Profile.DelaySeconds);
        await Assert.ThrowsAsync<InvalidDataException>(
            () => folder.Rules.Approve(99, "bob", Governed.Cancelled));
    }

    [Fact]
    public async Task What_waited_when_the_server_stopped_holds_after_its_start()
    {
        await using var folder = await Governed.Make(Strict);
        var proposal = await folder.Rules.Change(Looser, "", "drill", "ann", Governed.Cancelled);
        await folder.Rules.Approve(proposal!.ProposalId, "bob", Governed.Cancelled);
        folder.Clock.Now += TimeSpan.FromDays(2);

        await folder.Reopen();
        Assert.Equal(2, folder.Rules.Now.Version);
        Assert.Equal(
            [PolicyStore.Held],
            (await folder.Policies.Proposals(Governed.Cancelled)).Select(row => row.State));
    }

    [Fact]
    public async Task Another_profile_than_the_folders_is_not_started_with()
    {
        await using var folder = await Governed.Make(Strict);

        var wrong = await Assert.ThrowsAsync<InvalidDataException>(
            () => folder.Reopen(chosen: Profile.OfId("personal")));
        Assert.Contains("beholden policy change --profile", wrong.Message, StringComparison.Ordinal);
        await folder.Reopen(chosen: Strict);
    }

    [Theory]
    [InlineData("UPDATE policy SET site_rules = '// altered'")]
    [InlineData("UPDATE policy SET profile_json = replace(profile_json, '20', '19')")]
    [InlineData("UPDATE policy SET version = 7")]
    [InlineData("UPDATE policy SET signed_note = replace(signed_note, 'v1', 'v2')")]
    public async Task Rules_that_were_altered_in_the_database_stop_the_start(string statement)
    {
        await using var folder = await Governed.Make(Strict);

        var wrong = await Assert.ThrowsAsync<InvalidDataException>(() => folder.Reopen(async () =>
        {
            await using var db = await folder.Folder.Database.Source.OpenConnectionAsync(Governed.Cancelled);
            Assert.Equal(1, await db.ExecuteAsync(statement));
        }));
        Assert.Contains("is not what this server signed", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_without_a_reason_or_with_a_broken_rule_changes_nothing()
    {
        await using var folder = await Governed.Make(Strict);

        (string Rules, string Reason)[] wrong =
            [("", ""), ("forbid (", "x"), ("permit (principal, action, resource);", "x")];
        foreach (var (rules, reason) in wrong)
        {
            await Assert.ThrowsAsync<InvalidDataException>(
                () => folder.Rules.Change(Strict, rules, reason, "ann", Governed.Cancelled));
        }

        Assert.Equal(1, folder.Rules.Now.Version);
        Assert.Single(await folder.Entries());
    }

    private static async Task Later(Governed folder, TimeSpan time)
    {
        folder.Clock.Now += time;
        await folder.Rules.Advance(Governed.Cancelled);
    }
}

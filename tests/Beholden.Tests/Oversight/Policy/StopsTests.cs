using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;

namespace Beholden.Tests.Oversight.Policy;

/// <summary>One key stops; so many people as the profile says resume; a restart changes nothing.</summary>
public sealed class StopsTests
{
    private const string Model = "mobilefacenet-512";

    private static readonly Asked Search = new("KEY", "investigation", "SearchFaces")
    {
        Collection = "us-east-1/staff",
    };

    [Theory]
    [InlineData(StopScope.All, "", true)]
    [InlineData(StopScope.Purpose, "investigation", true)]
    [InlineData(StopScope.Purpose, "enrolment", false)]
    [InlineData(StopScope.Collection, "us-east-1/staff", true)]
    [InlineData(StopScope.Collection, "eu-west-1/staff", false)]
    [InlineData(StopScope.Model, Model, true)]
    [InlineData(StopScope.Model, "other", false)]
    [InlineData(StopScope.Stream, "door", false)]
    public async Task A_stop_covers_what_it_names(StopScope scope, string name, bool isCovered)
    {
        await using var folder = await Governed.Make(Profile.OfId("public-safety"));
        await folder.Stops.Add(scope, name, "drill", "ann", Governed.Cancelled);

        Assert.Equal(isCovered, folder.Stops.Find(Search, Model) is not null);
        Assert.Null(folder.Stops.Find(Search with { Operation = "DeleteFaces" }, Model));
        Assert.Equal(
            scope is StopScope.Stream or StopScope.All,
            folder.Stops.Find(
                Search with { IsLive = true, PurposeId = "x", Collection = "x" }, "x") is not null);
    }

    [Fact]
    public async Task It_survives_a_restart_and_ends_when_enough_agree()
    {
        await using var folder = await Governed.Make(Profile.OfId("public-safety"));
        var told = new List<Stop>();
        folder.Stops.Added += told.Add;
        var stop = await folder.Stops.Add(StopScope.All, "", "drill", "ann", Governed.Cancelled);
        Assert.Single(told);
        await folder.Stops.Resume(stop.Id, "ann", approvalsMin: 2, Governed.Cancelled);
        await folder.Reopen();

        var still = Assert.Single(folder.Stops.Active);
        Assert.Equal(["ann"], still.Approvals.Persons);
        Assert.NotNull(await folder.Stops.Resume(stop.Id, "ann", approvalsMin: 2, Governed.Cancelled));
        Assert.Null(await folder.Stops.Resume(stop.Id, "bob", approvalsMin: 2, Governed.Cancelled));
        Assert.Empty(folder.Stops.Active);
        await folder.Reopen();
        Assert.Empty(folder.Stops.Active);
        Assert.Equal(
            ["stop", "agree-to-resume", "agree-to-resume", "agree-to-resume", "resume"],
            (await folder.Entries()).Where(entry => entry.Kind == "stop").Select(entry => entry.Operation));
    }

    [Fact]
    public async Task A_stop_of_nothing_in_particular_is_refused()
    {
        await using var folder = await Governed.Make(Profile.OfId("personal"));

        await Assert.ThrowsAsync<InvalidDataException>(
            () => folder.Stops.Add(StopScope.Purpose, "", "drill", "ann", Governed.Cancelled));
        await Assert.ThrowsAsync<InvalidDataException>(
            () => folder.Stops.Add(StopScope.All, "x", "drill", "ann", Governed.Cancelled));
        await Assert.ThrowsAsync<InvalidDataException>(
            () => folder.Stops.Add(StopScope.All, "", "", "ann", Governed.Cancelled));
        await Assert.ThrowsAsync<InvalidDataException>(
            () => folder.Stops.Resume(1, "ann", 1, Governed.Cancelled));
        Assert.Empty(folder.Stops.Active);
    }
}

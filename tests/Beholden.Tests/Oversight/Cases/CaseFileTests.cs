using Beholden.Oversight.Cases;
using Beholden.Oversight.Purposes;

namespace Beholden.Tests.Oversight.Cases;

/// <summary>What a case may do, by its authorisations and its clock.</summary>
public sealed class CaseFileTests
{
    private const string Search = "SearchFaces", Here = "us-east-1/case";

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly Authorisation Day = new(
        "court", "1/26", [Here], [Search], Start, Start.AddDays(1));

    [Theory]
    [InlineData(0, CaseClock.Running, true)]
    [InlineData(23.99, CaseClock.Running, true)]
    [InlineData(24, CaseClock.Reminded, true)]
    [InlineData(47.99, CaseClock.Reminded, true)]
    [InlineData(48, CaseClock.Locked, false)]
    [InlineData(4800, CaseClock.Locked, false)]
    public void The_clock_reminds_after_24_hours_and_locks_after_48(double hours, CaseClock at, bool isOpen)
    {
        var used = new CaseFile("c", Start);
        Assert.Equal(at, used.ClockAt(Start.AddHours(hours)));
        Assert.Equal(isOpen, Lacks(used, AuthorisationNeed.Within48h, Start.AddHours(hours)) is null);
    }

    [Fact]
    public void Before_the_first_use_only_the_stricter_need_asks()
    {
        var fresh = new CaseFile("c", FirstUse: null);
        Assert.Equal(CaseClock.Still, fresh.ClockAt(Start));
        Assert.Null(Lacks(fresh, AuthorisationNeed.None, Start));
        Assert.Null(Lacks(fresh, AuthorisationNeed.Within48h, Start));
        Assert.NotNull(Lacks(fresh, AuthorisationNeed.Before, Start));
    }

    [Theory]
    [InlineData(Search, Here, 0, true)]
    [InlineData(Search, Here, 24, true)]
    [InlineData(Search, Here, 24.001, false)]
    [InlineData(Search, Here, -0.001, false)]
    [InlineData("SearchUsers", Here, 1, false)]
    [InlineData(Search, "us-east-1/other", 1, false)]
    [InlineData(Search, null, 1, false)]
    public void An_authorisation_covers_its_scope_until_its_end(
        string operation, string? collection, double hours, bool covers)
    {
        // Late, after the lock: it is unlocked, and holds for nothing else.
        var file = new CaseFile("c", Start.AddDays(-9)) { Authorisations = [Day] };
        foreach (var need in new[] { AuthorisationNeed.Within48h, AuthorisationNeed.Before })
        {
            Assert.Equal(covers, file.Lacks(need, operation, collection, Start.AddHours(hours)) is null);
        }
    }

    [Fact]
    public void Of_several_one_is_enough_and_a_refusal_ends_them_all()
    {
        var other = Day with
        {
            Collections = null,
            Operations = null,
            From = Start.AddDays(2),
            To = Start.AddDays(3),
        };
        var file = new CaseFile("c", null) { Authorisations = [Day, other] };
        Assert.Null(file.Lacks(AuthorisationNeed.Before, "DetectFaces", null, Start.AddDays(2)));
        Assert.NotNull(Lacks(file, AuthorisationNeed.Before, Start.AddDays(1.5)));

        var refused = file with { IsRefused = true };
        Assert.Equal(CaseClock.Refused, refused.ClockAt(Start));
        Assert.All(
            Enum.GetValues<AuthorisationNeed>(), need => Assert.NotNull(Lacks(refused, need, Start)));
    }

    private static string? Lacks(CaseFile file, AuthorisationNeed need, DateTimeOffset now) =>
        file.Lacks(need, Search, Here, now);
}

using Beholden.Oversight.LegalBasis;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>What tags may say, and when a term ends.</summary>
public sealed class BasisTagsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("P3Y", "2029-01-31T12:00:00")]
    [InlineData("P1M", "2026-02-28T12:00:00")]
    [InlineData("P30D", "2026-03-02T12:00:00")]
    [InlineData("P2W", "2026-02-14T12:00:00")]
    [InlineData("PT36H", "2026-02-02T00:00:00")]
    [InlineData("P1Y2M3DT4H", "2027-04-03T16:00:00")]
    [InlineData("P200Y", "2226-01-31T12:00:00")]
    [InlineData("2030-12-31", "2031-01-01T00:00:00")]
    [InlineData("2020-01-01", "2020-01-02T00:00:00")]
    public void A_term_ends_as_the_calendar_says(string term, string end) =>
        Assert.Equal(DateTimeOffset.Parse(end + "Z"), BasisTags.End(term, Now));

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P0D")]
    [InlineData("P1DT")]
    [InlineData("3Y")]
    [InlineData("-P3Y")]
    [InlineData("P-3Y")]
    [InlineData("P3D1Y")]
    [InlineData("P1Y1Y")]
    [InlineData("P201Y")]
    [InlineData("P99999999999D")]
    [InlineData("P1.5Y")]
    [InlineData("PT-1H")]
    [InlineData("2030-02-30")]
    [InlineData("9999-12-31")]
    [InlineData("tomorrow")]
    public void What_is_no_term_is_refused(string term)
    {
        Assert.Null(BasisTags.End(term, Now));
        Assert.NotNull(BasisTags.Wrong(new Dictionary<string, string> { [BasisTags.TermKey] = term }));
    }

    [Fact]
    public void Tags_about_anything_else_are_nobodys_business_here()
    {
        Assert.Null(BasisTags.Wrong(new Dictionary<string, string> { ["site"] = "", ["basis"] = "x" }));
        Assert.All(BasisTags.Bases, basis => Assert.Null(
            BasisTags.Wrong(new Dictionary<string, string> { [BasisTags.BasisKey] = basis })));
        Assert.NotNull(
            BasisTags.Wrong(new Dictionary<string, string> { [BasisTags.BasisKey] = "household" }));
        Assert.NotNull(BasisTags.Wrong(new Dictionary<string, string> { [BasisTags.SourceKey] = "" }));
    }
}

using Beholden.Tests.Support;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

public sealed class PageTokensTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly SetClock clock = new(new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_token_brings_its_cursor_back(long cursor)
    {
        var tokens = new PageTokens(Secret, clock);

        Assert.Equal(cursor, tokens.Read("ListFaces/staff", tokens.Write("ListFaces/staff", cursor)));
    }

    [Fact]
    public void A_token_fits_every_NextToken_of_the_contract() =>
        Assert.Equal(44, new PageTokens(Secret, clock).Write(new string('s', 10_000), long.MaxValue).Length);

    [Fact]
    public void A_token_works_after_a_restart() =>
        Assert.Equal(7, new PageTokens(Secret, clock).Read("s", new PageTokens(Secret, clock).Write("s", 7)));

    [Fact]
    public void A_token_is_good_for_its_own_listing_only()
    {
        var tokens = new PageTokens(Secret, clock);

        Refused(tokens, "ListFaces/guests", tokens.Write("ListFaces/staff", 1));
    }

    [Fact]
    public void A_token_of_another_server_is_refused()
    {
        byte[] other = [.. Secret.Select(value => (byte)(value + 1))];

        Refused(new PageTokens(Secret, clock), "s", new PageTokens(other, clock).Write("s", 1));
    }

    [Fact]
    public void A_token_lives_for_a_day()
    {
        var tokens = new PageTokens(Secret, clock);
        var token = tokens.Write("s", 1);

        clock.Now += TimeSpan.FromHours(24);
        Assert.Equal(1, tokens.Read("s", token));

        clock.Now += TimeSpan.FromSeconds(1);
        Refused(tokens, "s", token);
    }

    [Fact]
    public void No_character_of_a_token_can_be_changed()
    {
        var tokens = new PageTokens(Secret, clock);
        var token = tokens.Write("s", 1);

        Assert.All(Enumerable.Range(0, token.Length), at =>
        {
            var changed = token[at] == 'A' ? 'B' : 'A';
            Refused(tokens, "s", $"{token[..at]}{changed}{token[(at + 1)..]}");
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("é2345678901234567890123456789012345678901234")]
    [InlineData("                                            ")]
    [InlineData("++++++++++++++++++++++++++++++++++++++++++++")]
    public void Rubbish_is_refused(string token) => Refused(new PageTokens(Secret, clock), "s", token);

    [Fact]
    public void A_short_secret_is_refused_at_start() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageTokens(new byte[31], clock));

    private static void Refused(PageTokens tokens, string scope, string token)
    {
        var refused = Assert.Throws<InvalidPaginationTokenException>(() => tokens.Read(scope, token));
        Assert.Equal("Invalid Pagination Token", refused.Message);
    }
}

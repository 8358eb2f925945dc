using Beholden.Tests.Support;

namespace Beholden.Tests.Commands;

/// <summary>Every verb says what it is for, and what is wrong with the words it was given.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("serve", "--url")]
    [InlineData("keys", "revoke")]
    [InlineData("keys create", "--name")]
    [InlineData("index", "--collection")]
    [InlineData("search", "--threshold")]
    [InlineData("detect", "--draw")]
    [InlineData("redact", "--except")]
    [InlineData("eval", "lfw")]
    [InlineData("models", "verify")]
    [InlineData("models add", "--licence")]
    [InlineData("ledger", "export")]
    [InlineData("ledger verify", "--trusted")]
    [InlineData("ledger records", "INDEX")]
    [InlineData("ledger erase", "--reason")]
    [InlineData("transparency", "--out")]
    [InlineData("policy check", "--schema")]
    [InlineData("policy change", "--reason")]
    [InlineData("stop", "--reason")]
    [InlineData("keys create", "--purpose")]
    [InlineData("serve", "--profile")]
    [InlineData("policy corpus", "--engine")]
    [InlineData("serve", "--load-models")]
    [InlineData("leads", "release")]
    [InlineData("review next", "--out")]
    [InlineData("review verdict", "CANDIDATE-ID")]
    [InlineData("reviewers train", "--until")]
    [InlineData("cases authorise", "--issuer")]
    [InlineData("keys create", "--case")]
    public async Task Help_names_what_a_verb_takes(string verb, string part)
    {
        var ended = await CommandLine.Plain([.. verb.Split(' '), "--help"]);

        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Contains(part, ended.Out, StringComparison.Ordinal);
        Assert.Contains("Usage:", ended.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--colection", "serve", "--colection", "x")]
    [InlineData("pluck", "pluck")]
    [InlineData("--collection", "search", "photo.jpg")]
    [InlineData("many", "search", "photo.jpg", "--collection", "c", "--max", "many")]
    public async Task A_wrong_word_is_named_with_code_2(string part, params string[] arguments)
    {
        var ended = await CommandLine.Plain(arguments);

        Assert.Equal(2, ended.Code);
        Assert.Contains(part, ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }
}

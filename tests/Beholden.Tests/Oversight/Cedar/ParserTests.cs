using Beholden.Oversight.Cedar;
using CsCheck;

namespace Beholden.Tests.Oversight.Cedar;

/// <summary>Whatever text arrives, it is read or refused; never anything else.</summary>
public sealed class ParserTests
{
    private const int Levels = 200;

    private static readonly string[] Known =
    [
        "permit", "forbid", "(", ")", "principal", "action", "resource", ",", ";", "when", "unless", "{",
        "}", "[",
        "]", "==", "in", "is", "has", "like", "if", "then", "else", "&&", "||", "!", "-", "+", "*", ".",
        "::", "\"a\"",
        "\"\\u{41}\"", "\"\\", "1", "9223372036854775808", "User", "?principal", "@id", "true", "context",
        "//", "\n",
        "\u00a0", "🙂", "\ud83d", "entity", "type", "=", "enum", "tags", "appliesTo", "namespace", "Set",
        "<", ">", "?",
    ];

    private static readonly Gen<string> Words = Gen.Int[0, Known.Length - 1].Select(i => Known[i]);

    [Fact]
    public void Any_order_of_words_is_read_or_refused() => Words.Array[0, 40].Sample(words => Read(
        string.Join(' ', words)));

    [Fact]
    public void Any_policy_with_any_text_in_it_is_read_or_refused() => Gen.String.Sample(text => Read(
        $"permit(principal, action, resource) when {{ {text} }};"));

    [Theory]
    [InlineData("(", "true", ")")]
    [InlineData("!(", "true", ")")]
    [InlineData("[", "", "]")]
    [InlineData("{a: ", "1", "}")]
    [InlineData("if ", "true", " then true else true")]
    [InlineData("if true then true else ", "true", "")]
    [InlineData("context.contains(", "1", ")")]
    [InlineData("ip(", "1", ")")]
    public void Deep_text_is_refused_and_half_as_deep_as_the_limit_is_read(
        string before, string middle, string after)
    {
        string Text(int levels) =>
            "permit(principal, action, resource) when { " + string.Concat(Enumerable.Repeat(before, levels))
            + middle + string.Concat(Enumerable.Repeat(after, levels)) + " };";

        Assert.Single(CedarPolicySet.Parse(Text(Levels / 2)).Policies);
        Assert.Throws<CedarSyntaxException>(() => CedarPolicySet.Parse(Text(100_000)));
    }

    [Theory]
    [InlineData(1 << 20, 1)]
    [InlineData(192 << 10, 0)]
    public void The_deepest_text_fits_a_stack_of_a_megabyte_and_at_worst_is_refused_on_a_smaller_one(
        int stack, int policiesMin)
    {
        var text = "permit(principal, action, resource) when { " + new string('(', Levels - 1) + "true"
            + new string(')', Levels - 1) + " };";
        var read = -1;
        void Parse()
        {
            try
            {
                read = CedarPolicySet.Parse(text).Policies.Count;
            }
            catch (CedarSyntaxException)
            {
                read = 0;
            }
        }

        var thread = new Thread(Parse, stack);
        thread.Start();
        thread.Join();

        // How much a level takes depends on how far the code has been optimised.
        Assert.InRange(read, policiesMin, 1);
    }

    [Theory]
    [InlineData(".a", "context", "")]
    [InlineData("[\"a\"]", "context", "")]
    [InlineData(".isEmpty()", "context", "")]
    public void Long_rows_of_accesses_are_refused(string access, string before, string after) =>
        Assert.Throws<CedarSyntaxException>(() => CedarPolicySet.Parse(
            "permit(principal, action, resource) when { " + before
            + string.Concat(Enumerable.Repeat(access, 100_000)) + after + " };"));

    [Theory]
    [InlineData("true", " && true")]
    [InlineData("false || true", " || context.missing")]
    [InlineData("1", " + 1")]
    public void Long_rows_of_operators_take_no_stack(string first, string next)
    {
        var comparison = first == "1" ? " > 0" : "";
        var policies = CedarPolicySet.Parse(
            $"permit(principal, action, resource) when {{ {first}"
            + string.Concat(Enumerable.Repeat(next, 50_000)) + comparison + " };");
        CedarRequest request = new(
            new("U", "a"), new("Action", "a"), new("R", "a"),
            Beholden.Oversight.Cedar.Values.CedarRecord.Empty);

        Assert.True(CedarAuthorizer.Decide(policies, CedarEntities.Empty, request).IsAllowed);
    }

    [Theory]
    [InlineData("permit(principal, action, resource) when { 1 }", "line 1, column 47", "';'")]
    [InlineData("permit(principal,\n action,\n resource) when { a };", "line 3, column 19",
        "'a' means nothing")]
    [InlineData("permit(principal, action, resource) when { \"\\q\" == 1 };", "column 44", "escape")]
    [InlineData("permit(principal, action == User::\"a\", resource);", "column 29", "is no action")]
    [InlineData("permit(principal, action, resource) when { [1].holds(1) };", "column 48", "no method holds")]
    public void A_refusal_says_where_and_why(string text, string where, string why)
    {
        var refused = Assert.Throws<CedarSyntaxException>(() => CedarPolicySet.Parse(text));

        Assert.Contains(where, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private static bool Read(string text)
    {
        try
        {
            return CedarPolicySet.Parse(text).Policies.Count
                + CedarSchema.Parse(text).ActionEntities.Count >= 0;
        }
        catch (Exception e) when (e is CedarSyntaxException or CedarDataException)
        {
            return e.Message.Length > 0;
        }
    }
}

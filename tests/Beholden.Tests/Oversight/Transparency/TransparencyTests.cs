using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Oversight.Transparency;
using Beholden.Tests.Oversight.Policy;

namespace Beholden.Tests.Oversight.Transparency;

/// <summary>What the public page tells is what the ledger holds, and nothing of single people.</summary>
public sealed class TransparencyTests
{
    [Fact]
    public async Task Its_numbers_are_those_of_a_recount_and_small_ones_are_kept_back()
    {
        await using var folder = await Governed.Make(Profile.OfId("public-safety"));
        await Use(folder, "outcome", "SearchFaces", "allow", 12);
        await Use(folder, "outcome", "SearchUsers", "allow", TransparencyReport.CellMin - 1);
        await Use(folder, "denial", "SearchFaces", "deny", 30, "floor");
        await Use(folder, "intent", "SearchFaces", "allow", 42);
        var stop = await folder.Stops.Add(StopScope.All, "", "drill", "ann", Governed.Cancelled);
        await folder.Stops.Resume(stop.Id, "ann", approvalsMin: 1, Governed.Cancelled);
        await folder.Rules.Change(
            Profile.OfId("public-safety"), "@id(\"x\") forbid (principal, action, resource);", "x", "ann",
            Governed.Cancelled);

        var report = await Report(folder);

        Assert.Equal(
            [
                ("SearchFaces", "answered", 12L), ("SearchFaces", "denied", 30L),
                ("SearchUsers", "answered", null),
            ],
            report.Json["uses"]!.AsArray().Select(use => (
                (string)use!["operation"]!, (string)use["outcome"]!, (long?)use["count"])));
        Assert.Equal(30, (long)Assert.Single(report.Json["denials"]!.AsArray())!["count"]!);
        Assert.NotNull((string?)Assert.Single(report.Json["stops"]!.AsArray())!["resumedAt"]);
        Assert.Equal([1L, 2L], report.Json["rules"]!.AsArray().Select(rules => (long)rules!["version"]!));
        Assert.Equal(20, (long)report.Json["rules"]![1]!["floors"]!["investigation"]!);
        Assert.Equal((await folder.Entries()).Count, (long)report.Json["entries"]!);
    }

    [Fact]
    public async Task Whoever_reads_it_can_verify_the_signature_over_its_bytes()
    {
        await using var folder = await Governed.Make(Profile.OfId("personal"));
        await Use(folder, "entry", "IndexFaces", "allow", 11);
        var report = await Report(folder);

        // As a reader gets it: the report's own text, parsed and written again.
        var wire = JsonNode.Parse(report.ToJson().ToJsonString(new JsonSerializerOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))!;
        var (read, note) = (wire["report"]!.AsObject(), (string)wire["signature"]!);
        Assert.True(folder.Ledger.IsSigned(note));
        Assert.StartsWith(
            TransparencyReport.Text(read, (long)read["entries"]!), note, StringComparison.Ordinal);
        read["uses"]![0]!["count"] = 12;
        Assert.False(note.StartsWith(
            TransparencyReport.Text(read, (long)read["entries"]!), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_escapes_what_a_name_holds_and_says_when_nothing_is_enforced()
    {
        await using var folder = await Governed.Make(Profile.OfId("unenforced"));
        await folder.Ledger.Append(
            new()
            {
                Time = folder.Clock.Now,
                Kind = "entry",
                Operation = "<script>alert(1)</script>",
                Purpose = "development",
                Decision = "allow",
            },
            record: null, Governed.Cancelled);

        var page = TransparencyPage.Of(await Report(folder));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("unenforced", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_is_added_once_and_in_its_order()
    {
        await using var folder = await Governed.Make(Profile.OfId("personal"));
        var tally = new TransparencyTally();
        await foreach (var entry in folder.Ledger.Entries(0, Governed.Cancelled))
        {
            tally.Add(entry);
            Assert.Throws<ArgumentException>(() => tally.Add(entry));
        }
    }

    private static async Task<TransparencyReport> Report(Governed folder)
    {
        var tally = new TransparencyTally();
        await foreach (var entry in folder.Ledger.Entries(0, Governed.Cancelled))
        {
            tally.Add(entry);
        }

        return TransparencyReport.Of(tally, folder.Ledger);
    }

    private static Task<long[]> Use(
        Governed folder, string kind, string operation, string decision, int times, params string[] rules)
        => Task.WhenAll(Enumerable.Range(0, times).Select(_ => folder.Ledger.Append(
            new LedgerEntry
            {
                Time = folder.Clock.Now,
                Kind = kind,
                Operation = operation,
                Purpose = "investigation",
                Decision = decision,
                Rules = rules,
            },
            record: null, Governed.Cancelled)));
}

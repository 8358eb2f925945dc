using System.Diagnostics;
using System.Text.Json.Nodes;
using Beholden.Oversight.Cases;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Policy;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Tests.Oversight.Leads;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Cases;

/// <summary>Authorisations by signed calls: denied without, within their scope, and refused.</summary>
public sealed class CaseCallTests(LeadServer server) : IClassFixture<LeadServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_an_authorisation_nothing_and_then_its_scope_alone()
    {
        var (collection, probe) = await Story();
        var (other, otherProbe) = await Story();
        var key = await server.Key("Vera", "early", "case-1");
        await Denied(key, collection, probe, "no authorisation yet");
        await Denied(await server.Key("Vera", "early"), collection, probe, "made for no case");

        var told = await Put("case-1", new()
        {
            ["Collections"] = UserCalls.Texts(collection),
            ["Operations"] = UserCalls.Texts("SearchFaces"),
            ["To"] = Time(TimeSpan.FromHours(1)),
        });
        Assert.Equal("authorised", (string)told["State"]!);
        await server.Search(collection, probe, key);
        await Denied(key, other, otherProbe, "no authorisation of the case case-1 covers");
        var listed = await server.Send(key, "ListFaces", new() { ["CollectionId"] = collection });
        Assert.Contains("rule 'authorisation'", listed.Sentence, StringComparison.Ordinal);

        // What only says that there are collections goes on, and another case is another.
        await server.Done(key, "ListCollections", []);
        await Denied(await server.Key("Vera", "early", "case-2"), collection, probe, "no authorisation yet");
    }

    [Fact]
    public async Task What_is_over_or_not_yet_begun_is_none()
    {
        var (collection, probe) = await Story();
        var key = await server.Key("Vera", "early", "case-3");
        foreach (var days in new[] { -2, 1 })
        {
            await Put("case-3", new()
            {
                ["From"] = Time(TimeSpan.FromDays(days)),
                ["To"] = Time(TimeSpan.FromDays(days + 1)),
            });
        }

        await Denied(key, collection, probe, "covers");
    }

    [Fact]
    public async Task A_case_that_was_used_for_two_days_locks_with_its_leads_and_records()
    {
        var (collection, probe) = await Story();
        var key = await server.Key("Walt", "late", "case-4");
        var answer = await server.Send(key, "SearchFaces", LeadServer.Searching(collection, probe));
        Assert.Equal((200, "running"), (answer.Status, await State("case-4")));
        await server.Done(key, "Beholden.GetLead", new() { ["LeadId"] = answer.Lead });
        await server.Done(server.Overseer, "Beholden.ReadLedgerRecord", new() { ["Index"] = answer.Entry });

        // Two days ago instead of now: behind the server, which reads its cases anew with the next change.
        await using (var db = await server.Host.Room<Database>().Source.OpenConnectionAsync(Cancelled))
        {
            await using var earlier = db.CreateCommand();
            earlier.CommandText =
                "UPDATE case_file SET first_use_ms = first_use_ms - 49 * 3600000 WHERE case_name = 'case-4'";
            Assert.Equal(1, await earlier.ExecuteNonQueryAsync(Cancelled));
        }

        await Put("case-6", new() { ["To"] = Time(TimeSpan.FromDays(1)) });
        Assert.Equal("locked", await State("case-4"));
        await Denied(key, collection, probe, "is locked");
        Assert.Equal("AccessDeniedException", await server.Refused(
            key, "Beholden.GetLead", Lead(answer.Lead!)));
        Assert.Equal("AccessDeniedException", await server.Refused(
            server.Overseer, "Beholden.ReadLedgerRecord", new() { ["Index"] = answer.Entry }));

        await Put("case-4", new() { ["To"] = Time(TimeSpan.FromHours(1)) });
        var opened = await server.Done(key, "Beholden.GetLead", Lead(answer.Lead!));
        Assert.Equal("open", (string)opened["State"]!);
    }

    [Fact]
    public async Task A_refusal_ends_what_runs_within_5_s_and_destroys_the_rest()
    {
        var (collection, probe) = await Story();
        var key = await server.Key("Xena", "late", "case-7");
        var answer = await server.Send(key, "SearchFaces", LeadServer.Searching(collection, probe));
        Assert.Equal(200, answer.Status);
        using var running = server.Host.Room<RunningCalls>().Begin(
            new(key.Id, "late", "SearchFaces") { Case = "case-7" }, CancellationToken.None);
        using var others = server.Host.Room<RunningCalls>().Begin(
            new(key.Id, "late", "SearchFaces") { Case = "case-8" }, CancellationToken.None);

        var watch = Stopwatch.StartNew();
        var told = await server.Done(server.Overseer, "Beholden.PutAuthorisation", new()
        {
            ["Case"] = "case-7",
            ["Issuer"] = "court",
            ["Reference"] = "7/26",
            ["Refused"] = true,
        });
        Assert.Equal("refused", (string)told["State"]!);
        Assert.True(running.Token.IsCancellationRequested);
        Assert.False(others.Token.IsCancellationRequested);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");

        await Denied(key, collection, probe, "was refused in the case case-7");
        Assert.Equal("ResourceNotFoundException", await server.Refused(
            key, "Beholden.GetLead", Lead(answer.Lead!)));
        Assert.Null(server.Host.Room<LedgerLog>().ReadRecord(answer.Entry!.Value));
        Assert.Equal("AccessDeniedException", await server.Refused(
            server.Overseer, "Beholden.ReadLedgerRecord", new() { ["Index"] = answer.Entry }));
        var entered = (await server.Entries("case")).Select(one => one.Entry).ToList();
        Assert.Contains(entered, one => one.Operation == "erase-lead");
        Assert.Contains(entered, one => one.Operation == "erase-record" && one.Of == answer.Entry);
        Assert.Equal("InvalidParameterException", await server.Refused(
            server.Overseer, "Beholden.PutAuthorisation",
            Putting("case-7", new() { ["To"] = Time(TimeSpan.FromDays(1)) })));
    }

    [Fact]
    public async Task Only_those_who_govern_enter_an_authorisation_and_it_must_end()
    {
        Assert.Equal("AccessDeniedException", await server.Refused(
            server.Investigator, "Beholden.PutAuthorisation", Putting("x", [])));
        Assert.Equal("ValidationException", await server.Refused(
            server.Overseer, "Beholden.PutAuthorisation", Putting("x", [])));
        Assert.Equal("ValidationException", await server.Refused(
            server.Overseer, "Beholden.PutAuthorisation", Putting("x", new() { ["To"] = "soon" })));
        Assert.Equal("ValidationException", await server.Refused(
            server.Overseer, "Beholden.PutAuthorisation",
            Putting("x", new() { ["To"] = "2030-01-01", ["Collections"] = new JsonArray() })));
    }

    private async Task<(string Collection, string Probe)> Story()
    {
        var collection = await server.Collection(others: 2);
        var person = server.Person();
        await server.Face(collection, server.Like(person));
        return (collection, await server.Face(collection, server.Like(person)));
    }

    private async Task Denied(TestKey key, string collection, string probe, string why)
    {
        var denied = await server.Send(key, "SearchFaces", LeadServer.Searching(collection, probe));
        Assert.Equal("AccessDeniedException", denied.Type);
        Assert.Contains("rule 'authorisation'", denied.Sentence, StringComparison.Ordinal);
        Assert.Contains(why, denied.Sentence, StringComparison.Ordinal);
    }

    private async Task<string> State(string name) =>
        (string)(await server.Done(server.Overseer, "Beholden.ListCases", []))["Cases"]!.AsArray()
            .Single(one => (string)one!["Case"]! == name)!["State"]!;

    private Task<JsonObject> Put(string name, JsonObject more) =>
        server.Done(server.Overseer, "Beholden.PutAuthorisation", Putting(name, more));

    private static JsonObject Putting(string name, JsonObject more)
    {
        more["Case"] = name;
        more["Issuer"] = "court";
        more["Reference"] = "1/26";
        return more;
    }

    private static JsonObject Lead(string leadId) => new() { ["LeadId"] = leadId };

    private static string Time(TimeSpan fromNow) => (DateTimeOffset.UtcNow + fromNow).ToString("O");
}

using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Leads;

/// <summary>A search under review, by signed calls: what is told, to whom, and when.</summary>
public sealed class LeadCallTests(LeadServer server) : IClassFixture<LeadServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_people_release_an_identity_to_the_key_that_asked_and_to_nobody_else()
    {
        var (ann, ben) = (await server.Reviewer("Ann"), await server.Reviewer("Ben"));
        var (collection, probe, right) = await Story();
        var (leadId, answer) = await server.Search(collection, probe);
        Assert.Single(answer["FaceMatches"]!.AsArray());
        await Tells(leadId, "open");

        // One of the requester's own keys may review, and never gets this lead.
        var own = await server.Reviewer("IRA");
        Assert.Null(await server.Next(own));
        Assert.Equal("AccessDeniedException", await server.Refused(
            server.Investigator, "Beholden.NextReview", []));

        await server.JudgeAll(ann, "ann", face => face == right);
        await Tells(leadId, "open");
        await server.JudgeAll(ann, "ann", face => face == right); // Nothing is judged twice.
        await Tells(leadId, "open");
        await server.JudgeAll(ben, "ben", face => face == right);

        var released = await server.Done(server.Investigator, "Beholden.GetLead", Lead(leadId));
        Assert.Equal("released", (string)released["State"]!);
        Assert.Equal(right, (string)released["Face"]!["FaceId"]!);
        Assert.Equal("the one", (string)released["Face"]!["ExternalImageId"]!);
        Assert.Equal(
            (string)answer["FaceMatches"]![0]!["Face"]!["FaceId"]!,
            (string)released["Candidate"]!["FaceId"]!);
        Assert.Equal(
            released.ToJsonString(), (await server.Get(leadId, server.Investigator)).Body.ToJsonString());

        // Another key of the same person, and those who govern, are not who asked.
        foreach (var key in new[] { await server.Key("Ira", "investigation"), server.Overseer, ann, ben })
        {
            Assert.Equal("ResourceNotFoundException", await server.Refused(
                key, "Beholden.GetLead", Lead(leadId)));
            Assert.Equal(400, (await server.Get(leadId, key)).Status);
        }

        // Each release is entered, with who confirmed in the record alone.
        var releases = (await server.Entries("release")).Where(one => Says(one.Index, leadId)).ToList();
        Assert.Equal(2, releases.Count);
        Assert.All(releases, one => Assert.Equal(server.Investigator.Id, one.Entry.Key));
        Assert.Contains(
            "\"reviewers\":[\"ann\",\"ben\"]", server.Record(releases[0].Index), StringComparison.Ordinal);
        var verdicts = (await server.Entries("verdict")).Where(one => Says(one.Index, leadId)).ToList();
        Assert.Equal(2, verdicts.Count);
        Assert.All(verdicts, one => Assert.Equal(
            (null, null, null), (one.Entry.Key, one.Entry.Of, one.Entry.Collection)));
    }

    [Fact]
    public async Task No_two_who_agree_close_it_and_nothing_is_told_before()
    {
        var (collection, probe, right) = await Story();
        var (leadId, _) = await server.Search(collection, probe);
        var before = (await server.Get(leadId, server.Investigator)).Body.ToJsonString();
        string[] people = ["cem", "dov", "eva"];
        foreach (var (i, person) in people.Index())
        {
            var key = await server.Reviewer(person);
            // Yes, no, and then no again: a third person decides.
            await server.JudgeAll(key, person, i == 0 ? face => face == right : null);
            var now = (await server.Get(leadId, server.Investigator)).Body.ToJsonString();
            Assert.Equal(i < 2, before == now);
        }

        await Tells(leadId, "closed");
        Assert.DoesNotContain(await server.Entries("release"), one => Says(one.Index, leadId));
    }

    [Fact]
    public async Task Without_training_that_is_in_date_nobody_reviews()
    {
        var key = await server.Key("Fay", "review");
        var denied = await server.Send(key, "Beholden.NextReview", []);
        Assert.Equal("AccessDeniedException", denied.Type);
        Assert.Contains("rule 'training'", denied.Sentence, StringComparison.Ordinal);

        key = await server.Reviewer("Fay");
        await server.Next(key);
        await server.Done(server.Overseer, "Beholden.TrainReviewer", new()
        {
            ["Person"] = "fay",
            ["Until"] = "2020-01-31",
        });
        Assert.Equal("AccessDeniedException", await server.Refused(key, "Beholden.NextReview", []));
        Assert.Equal("AccessDeniedException", await server.Refused(key, "Beholden.GiveVerdict", new()
        {
            ["ReviewId"] = "x",
            ["CandidateId"] = "none",
        }));
    }

    [Fact]
    public async Task A_face_that_was_deleted_meanwhile_is_released_as_nothing()
    {
        var (collection, probe, right) = await Story();
        var (leadId, _) = await server.Search(collection, probe);
        foreach (var person in new[] { "gil", "hal" })
        {
            await server.JudgeAll(await server.Reviewer(person), person, face => face == right);
        }

        await server.Done(server.Enrolment, "DeleteFaces", new()
        {
            ["CollectionId"] = collection,
            ["FaceIds"] = UserCalls.Texts(right),
        });
        await Tells(leadId, "gone");
    }

    [Fact]
    public async Task Verdicts_that_come_at_once_are_counted_one_by_one_and_no_more_than_decide()
    {
        var (collection, probe, right) = await Story();
        var (leadId, _) = await server.Search(collection, probe);
        string[] people = ["pia", "quin", "rex", "sue", "tom"];
        var keys = new List<TestKey>();
        foreach (var person in people)
        {
            keys.Add(await server.Reviewer(person));
        }

        await Task.WhenAll(people.Index().Select(
            one => server.JudgeAll(keys[one.Index], one.Item, face => face == right)));

        var kept = await server.Host.Room<LeadStore>().Find(leadId, Cancelled);
        var facts = Beholden.Oversight.Leads.LeadFacts.Parse(kept!.Facts);
        var lead = facts.Unjudged(kept.Requester).WithVerdicts(kept.Verdicts);
        Assert.Equal(2, lead.Verdicts.Count);
        Assert.Equal(right, facts.Candidates[lead.Released!.Value].FaceId);
        await Tells(leadId, "released");
    }

    [Fact]
    public async Task A_stop_holds_reviews_and_releases_up()
    {
        var (collection, probe, right) = await Story();
        var (leadId, _) = await server.Search(collection, probe);
        var (kim, lea) = (await server.Reviewer("kim"), await server.Reviewer("lea"));
        await server.JudgeAll(kim, "kim", face => face == right);
        await server.JudgeAll(lea, "lea", face => face == right);
        var stop = await server.Done(server.Overseer, "Beholden.Stop", new()
        {
            ["Scope"] = "all",
            ["Reason"] = "drill",
        });
        try
        {
            foreach (var (key, call) in new[] { (server.Investigator, "GetLead"), (kim, "NextReview") })
            {
                var denied = await server.Send(key, $"Beholden.{call}", Lead(leadId));
                Assert.Contains("rule 'stopped'", denied.Sentence, StringComparison.Ordinal);
            }
        }
        finally
        {
            var other = await server.Key("Otto", "oversight");
            foreach (var key in new[] { server.Overseer, other })
            {
                await server.Done(key, "Beholden.Resume", new() { ["StopId"] = (long)stop["StopId"]! });
            }
        }

        await Tells(leadId, "released");
    }

    [Fact]
    public async Task Names_under_a_cover_would_tell_who_it_is()
    {
        var denied = await server.Send(server.Investigator, "Beholden.RedactImage", new()
        {
            ["Image"] = Pictures.Image(Pictures.Portrait),
            ["Except"] = UserCalls.Texts("case/somebody"),
        });
        Assert.Equal("AccessDeniedException", denied.Type);
        Assert.Contains("asks for review", denied.Sentence, StringComparison.Ordinal);
    }

    private async Task<(string Collection, string Probe, string Right)> Story()
    {
        var collection = await server.Collection(others: 6);
        var person = server.Person();
        return (
            collection, await server.Face(collection, server.Like(person), "the probe"),
            await server.Face(collection, server.Like(person), "the one"));
    }

    private async Task Tells(string leadId, string state)
    {
        var answer = await server.Done(server.Investigator, "Beholden.GetLead", Lead(leadId));
        Assert.Equal(state, (string)answer["State"]!);
        if (state != "released")
        {
            Assert.Equal(["LeadId", "State"], answer.Select(member => member.Key));
        }
    }

    private bool Says(long index, string leadId) =>
        server.Record(index).Contains(leadId, StringComparison.Ordinal);

    private static JsonObject Lead(string leadId) => new() { ["LeadId"] = leadId };
}

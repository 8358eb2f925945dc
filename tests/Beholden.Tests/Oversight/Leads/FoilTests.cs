using System.Text.Json.Nodes;
using Beholden.Oversight.Leads;
using Beholden.Server.Leads;
using Beholden.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Leads;

/// <summary>Reviews whose answer is known: that it is, how many there are, what they count.</summary>
public sealed class FoilTests(LeadServer server) : IClassFixture<LeadServer>
{
    private const int Reviews = 240;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_foil_shows_one_user_twice_or_only_others()
    {
        var collection = await server.Collection(others: 6);
        var users = new Dictionary<string, string>();
        for (var i = 0; i < 4; i++)
        {
            var person = server.Person();
            string[] faces =
            [
                await server.Face(collection, server.Like(person)),
                await server.Face(collection, server.Like(person)),
            ];
            await server.Done(server.Enrolment, "CreateUser", UserCalls.Of(collection, $"u{i}"));
            await server.Done(
                server.Enrolment, "AssociateFaces", UserCalls.Of(collection, $"u{i}", faces));
            Array.ForEach(faces, face => users[face] = $"u{i}");
        }

        var answers = new HashSet<bool>();
        for (var i = 0; i < 40; i++)
        {
            var foil = await server.Host.Room<Planting>().Foil(
                new("us-east-1", collection), 4, DateTimeOffset.UtcNow, Cancelled);
            var facts = LeadFacts.Parse(foil!.Facts);
            var owner = users[facts.ProbeFaceId!];
            answers.Add(facts.Answer is not null);
            Assert.InRange(facts.Candidates.Count, 1, 4);
            Assert.DoesNotContain(facts.Candidates, one => one.FaceId == facts.ProbeFaceId);
            foreach (var (at, one) in facts.Candidates.Index())
            {
                Assert.Equal(at == facts.Answer, one.UserId == owner);
                Assert.Equal(at != facts.Answer, one.IsPlanted);
            }
        }

        Assert.Equal(2, answers.Count);
    }

    [Fact]
    public async Task About_one_review_in_twenty_is_planted_and_whoever_says_yes_to_all_shows()
    {
        var collection = await server.Collection(others: 8);
        var person = server.Person();
        var probe = await server.Face(collection, server.Like(person));
        await server.Face(collection, server.Like(person));
        for (var i = 0; i < Reviews; i++)
        {
            await server.Search(collection, probe);
        }

        var yes = await server.Reviewer("yes");
        var members = new HashSet<string>();
        while (await server.Next(yes) is { } review)
        {
            members.Add(string.Join(' ', review.Select(member => member.Key)));
            var reviewId = (string)review["ReviewId"]!;
            await server.Done(yes, "Beholden.GiveVerdict", new()
            {
                ["ReviewId"] = reviewId,
                ["CandidateId"] = (string)review["Candidates"]![1]!["CandidateId"]!,
            });
        }

        // Without users every foil's answer is "none", so each yes is wrong.
        var told = (await server.Done(server.Overseer, "Beholden.ListReviewers", []))["Reviewers"]!
            .AsArray().Single(one => (string)one!["Person"]! == "yes")!;
        var (reviews, foils) = ((long)told["Reviews"]!, (long)told["Foils"]!);
        Assert.Single(members);
        Assert.Equal(Reviews, reviews - foils);
        // Of 240 and those planted, 12.6 are expected; below 2 and above 30 is 1 run in 10,000.
        Assert.InRange(foils, 2, 30);
        Assert.Equal(foils, (long)told["FoilErrors"]!);
        Assert.Equal(1.0, (double)told["ErrorRate"]!);
        Assert.True((double)told["ErrorRateLow95"]! > 0.2);

        // Of four that are shown three were planted, so most of these words were for one of them.
        Assert.InRange((long)told["PlantedChosen"]!, Reviews / 2, Reviews);
    }
}

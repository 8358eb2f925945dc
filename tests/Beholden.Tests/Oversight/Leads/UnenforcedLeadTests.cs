namespace Beholden.Tests.Oversight.Leads;

/// <summary>Where nothing is blocked, a purpose with review withholds nothing, and says so.</summary>
public sealed class UnenforcedLeadTests
{
    [Fact]
    public async Task A_search_answers_whole_and_makes_no_lead()
    {
        var server = new LeadServer { IsEnforced = false };
        await using (server)
        {
            await server.InitializeAsync();
            var collection = await server.Collection(others: 1);
            var person = server.Person();
            var probe = await server.Face(collection, server.Like(person));
            var right = await server.Face(collection, server.Like(person));

            var answer = await server.Send(
                server.Investigator, "SearchFaces", LeadServer.Searching(collection, probe));

            Assert.Equal((200, null), (answer.Status, answer.Lead));
            Assert.Equal("The purpose asks for review, and nothing is withheld here", answer.Warning);
            var match = Assert.Single(answer.Body["FaceMatches"]!.AsArray())!;
            Assert.Equal(right, (string)match["Face"]!["FaceId"]!);
            Assert.True((float)match["Similarity"]! > 99);
            Assert.Empty((await server.Done(server.Overseer, "Beholden.ListLeads", []))["Leads"]!.AsArray());
        }
    }
}

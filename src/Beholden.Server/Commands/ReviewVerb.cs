using System.CommandLine;
using System.Text.Json.Nodes;

namespace Beholden.Server.Commands;

/// <summary><c>beholden review next|verdict</c>: one judgement of one person, blind.</summary>
internal static class ReviewVerb
{
    public static Command Create() => new("review", "Judge whether one of some faces is the one searched for")
    {
        Next(), Verdict(),
    };

    private static Command Next()
    {
        var folder = new Option<string>("--out")
        {
            Description = "Takes the pictures: probe.jpg, and one for each candidate, named by its id",
            Required = true,
        };
        return AdminVerb.Create(
            "next", "Fetch the review in hand, or the next one", [folder],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call("Beholden.NextReview", [], cancelled);
                if (answer["ReviewId"] is null)
                {
                    return (answer, () => Console.Out.WriteLine("Nothing waits for you."));
                }

                var path = Directory.CreateDirectory(parsed.GetRequiredValue(folder)).FullName;
                await Write(path, "probe", answer["Probe"]!, cancelled);
                var ids = new List<string>();
                foreach (var candidate in answer["Candidates"]!.AsArray())
                {
                    ids.Add((string)candidate!["CandidateId"]!);
                    if (candidate["Picture"] is { } picture)
                    {
                        await Write(path, ids[^1], picture, cancelled);
                    }
                }

                return (answer, () => Tell((string)answer["ReviewId"]!, ids, path));
            });
    }

    private static Command Verdict()
    {
        var review = new Argument<string>("REVIEW-ID") { Description = "As review next told it" };
        var candidate = new Argument<string>("CANDIDATE-ID")
        {
            Description = "The one who is surely the same person, or: none",
        };
        return AdminVerb.Create(
            "verdict", "Give your word on a review; it cannot be taken back", [review, candidate],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.GiveVerdict",
                    new()
                    {
                        ["ReviewId"] = parsed.GetRequiredValue(review),
                        ["CandidateId"] = parsed.GetRequiredValue(candidate),
                    },
                    cancelled);
                return (answer, () => Console.Out.WriteLine("Noted."));
            });
    }

    private static void Tell(string reviewId, List<string> ids, string path)
    {
        Console.Out.WriteLine($"Compare probe.jpg with the others in {path}. Then one of:");
        foreach (var id in ids)
        {
            Console.Out.WriteLine($"  beholden review verdict {reviewId} {id}");
        }
    }

    /// <param name="name">A UUID of the server's, or "probe".</param>
    private static Task Write(string path, string name, JsonNode picture, CancellationToken cancelled) =>
        File.WriteAllBytesAsync(
            Path.Combine(path, $"{Path.GetFileName(name)}.jpg"),
            Convert.FromBase64String(picture.GetValue<string>()), cancelled);
}

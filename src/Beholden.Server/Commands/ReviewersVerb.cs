using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary><c>beholden reviewers train|list</c>: who may judge leads, and how often each is wrong.</summary>
internal static class ReviewersVerb
{
    public static Command Create() => new("reviewers", "Enter who was trained, show how often each is wrong")
    {
        Train(), List(),
    };

    private static Command Train()
    {
        var person = new Argument<string>("NAME") { Description = "The person, as the key's --person says" };
        var until = new Option<string>("--until")
        {
            Description = "The last day of the training, such as 2027-06-30; one that is over ends it",
            Required = true,
        };
        return AdminVerb.Create(
            "train", "Enter that somebody was trained to compare faces", [person, until],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.TrainReviewer",
                    new()
                    {
                        ["Person"] = parsed.GetRequiredValue(person),
                        ["Until"] = parsed.GetRequiredValue(until),
                    },
                    cancelled);
                return (answer, () => Console.Out.WriteLine(
                    $"{(string)answer["Person"]!} may review until {(string)answer["Until"]!}."));
            });
    }

    private static Command List() => AdminVerb.Create(
        "list", "Show everybody who was trained, with errors where the answer was known", [],
        async (client, _, cancelled) =>
        {
            var answer = await client.Call("Beholden.ListReviewers", [], cancelled);
            return (answer, () => Print(answer["Reviewers"]!.AsArray()));
        });

    private static void Print(JsonArray reviewers)
    {
        var table = new Table().AddColumns(
            "Person", "Trained until", "Reviews", "Of these known", "Wrong", "Error rate (95 %)",
            "Chose a planted face");
        foreach (var one in reviewers)
        {
            table.AddRow(
                Markup.Escape((string)one!["Person"]!), (string)one["Until"]!, $"{(long)one["Reviews"]!}",
                $"{(long)one["Foils"]!}", $"{(long)one["FoilErrors"]!}", Rate(one),
                $"{(long)one["PlantedChosen"]!}");
        }

        AnsiConsole.Write(table);
    }

    private static string Rate(JsonNode one) => one["ErrorRate"] is { } rate
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{(double)rate:0.0 %} ({(double)one["ErrorRateLow95"]!:0.0 %} to "
            + $"{(double)one["ErrorRateHigh95"]!:0.0 %})")
        : "not known yet";
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary><c>beholden stop</c>, <c>resume</c> and <c>stops</c>: the switch and its state.</summary>
internal static class StopVerb
{
    public static Command CreateStop()
    {
        var scope = new Argument<string>("SCOPE")
        {
            Description = "all, purpose, collection, stream or model",
        };
        scope.AcceptOnlyFromAmong("all", "purpose", "collection", "stream", "model");
        var name = new Argument<string?>("NAME")
        {
            Description = "Which purpose, collection, stream or model",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var reason = new Option<string>("--reason")
        {
            Description = "Why; everybody can read it",
            Required = true,
        };
        return AdminVerb.Create(
            "stop", "Stop identification, enrolment and detection, at once", [scope, name, reason],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.Stop",
                    new()
                    {
                        ["Scope"] = parsed.GetRequiredValue(scope),
                        ["Name"] = parsed.GetValue(name) ?? "",
                        ["Reason"] = parsed.GetRequiredValue(reason),
                    },
                    cancelled);
                return (answer, () => Console.Out.WriteLine(
                    $"Stopped. It ends with: beholden resume {(long)answer["StopId"]!}"));
            });
    }

    public static Command CreateResume()
    {
        var id = new Argument<long>("STOP-ID") { Description = "As beholden stops shows it" };
        return AdminVerb.Create(
            "resume", "Agree to the end of a stop", [id],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.Resume", new() { ["StopId"] = parsed.GetRequiredValue(id) }, cancelled);
                return (answer, () => Console.Out.WriteLine((bool)answer["Resumed"]!
                    ? "Resumed."
                    : $"Noted. {(int)answer["ApprovalsMissing"]!} more must agree before it ends."));
            });
    }

    public static Command CreateStops() => AdminVerb.Create(
        "stops", "Show the stops in effect", [],
        async (client, _, cancelled) =>
        {
            var answer = await client.Call("Beholden.ListStops", [], cancelled);
            return (answer, () => Show(answer["Stops"]!.AsArray()));
        });

    private static void Show(JsonArray stops)
    {
        if (stops.Count == 0)
        {
            Console.Out.WriteLine("Nothing is stopped.");
            return;
        }

        var table = new Table().AddColumns("Stop", "What", "Since", "By", "Reason", "Agreed to its end");
        foreach (var stop in stops)
        {
            table.AddRow(
                $"{(long)stop!["StopId"]!}",
                Markup.Escape($"{(string)stop["Scope"]!} {(string)stop["Name"]!}".Trim()),
                (string)stop["StoppedAt"]!, Markup.Escape((string)stop["StoppedBy"]!),
                Markup.Escape((string)stop["Reason"]!),
                Markup.Escape(string.Join(", ", stop["PersonsAgreed"]!.AsArray().Select(by => (string)by!))));
        }

        AnsiConsole.Write(table);
    }
}

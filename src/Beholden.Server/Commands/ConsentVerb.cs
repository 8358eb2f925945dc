using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary><c>beholden consent give|refuse|withdraw|list|show</c>: what people answered.</summary>
internal static class ConsentVerb
{
    public static Command Create() => new("consent", "Keep and end people's consents")
    {
        Put("give", "given", "Keep a consent: the person's faces may be stored on it"),
        Put("refuse", "refused", "Keep a refusal: no face of the person is stored or found"),
        Withdraw(), List(), Show(),
    };

    private static Option<string> Collection() => new("--collection")
    {
        Description = "Collection that it is about",
        Required = true,
    };

    private static Command Put(string verb, string state, string description)
    {
        var person = new Argument<string>("PERSON")
        {
            Description = "The ExternalImageId that the person's faces are indexed with",
        };
        var collection = Collection();
        var controller = Text("--controller", "Who keeps the faces", isNeeded: true);
        var purposes = new Option<string[]>("--purpose")
        {
            Description = "What the faces are kept for; may be given several times",
            Required = true,
        };
        var method = Text("--method", "How it was given, such as 'signed form'", isNeeded: true);
        var until = Text("--until", "A duration such as P1Y, a date, or a time; otherwise until withdrawn");
        var days = new Option<int?>("--destroy-within-days")
        {
            Description = "Days after a withdrawal until the faces are destroyed; 30 where none are given",
        };
        Option<string?>[] others =
        [
            Text("--kind", "consent, or bipa-consent for a written release under Illinois law"),
            Text("--contact", "Where to reach the controller"), Text("--policy-url", "Their written policy"),
            Text("--language", "Of what the person was told"), Text("--jurisdiction", "Whose law holds"),
            Text("--notice", "What the person was told"),
            Text("--given-by", "Who gave it, if not the person"),
        ];
        string[] members =
            ["Kind", "ControllerContact", "PolicyUrl", "Language", "Jurisdiction", "Notice", "GivenBy"];
        return AdminVerb.Create(
            verb, description, [person, collection, controller, purposes, method, until, days, .. others],
            async (client, parsed, cancelled) =>
            {
                var input = new JsonObject
                {
                    ["CollectionId"] = parsed.GetRequiredValue(collection),
                    ["Person"] = parsed.GetRequiredValue(person),
                    ["State"] = state,
                    ["Controller"] = parsed.GetValue(controller),
                    ["Purposes"] = new JsonArray(
                        [.. parsed.GetRequiredValue(purposes).Select(one => (JsonNode)one)]),
                    ["Method"] = parsed.GetValue(method),
                    ["Until"] = parsed.GetValue(until),
                    ["DestroyWithinDays"] = parsed.GetValue(days),
                };
                foreach (var (at, option) in others.Index())
                {
                    input[members[at]] = parsed.GetValue(option);
                }

                var answer = await client.Call("Beholden.PutConsent", input, cancelled);
                return (answer, () => Console.Out.WriteLine(
                    $"{(string)answer["ConsentId"]!} is {(string)answer["State"]!}."));
            });
    }

    private static Command Withdraw()
    {
        var (id, collection) = (Id(), Collection());
        return AdminVerb.Create(
            "withdraw", "End a consent: the faces that rest on it are out of all results at once",
            [id, collection],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.WithdrawConsent", Named(parsed, id, collection), cancelled);
                return (answer, () => Console.Out.WriteLine(
                    $"Withdrawn. {(int)answer["FacesHidden"]!} faces are out of all results; they are "
                    + $"destroyed within {(int)answer["DestroyWithinDays"]!} days."));
            });
    }

    private static Command List()
    {
        var collection = Collection();
        var person = Text("--person", "Only of this person");
        return AdminVerb.Create(
            "list", "Show consent records; the reading is entered in the ledger", [collection, person],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.ListConsents",
                    new()
                    {
                        ["CollectionId"] = parsed.GetRequiredValue(collection),
                        ["Person"] = parsed.GetValue(person),
                    },
                    cancelled);
                return (answer, () => Show(answer["Consents"]!.AsArray()));
            });
    }

    private static Command Show()
    {
        var (id, collection) = (Id(), Collection());
        return AdminVerb.Create(
            "show", "Show a record as JSON-LD; the reading is entered in the ledger", [id, collection],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.GetConsent", Named(parsed, id, collection), cancelled);
                return (answer, () => Console.Out.WriteLine(answer["JsonLd"]!.ToJsonString(
                    new() { WriteIndented = true })));
            });
    }

    private static Argument<string> Id() => new("CONSENT-ID") { Description = "As the list shows it" };

    private static Option<string?> Text(string name, string description, bool isNeeded = false) => new(name)
    {
        Description = description,
        Required = isNeeded,
    };

    private static JsonObject Named(ParseResult parsed, Argument<string> id, Option<string> collection) =>
        new()
        {
            ["CollectionId"] = parsed.GetRequiredValue(collection),
            ["ConsentId"] = parsed.GetRequiredValue(id),
        };

    private static void Show(JsonArray consents)
    {
        var table = new Table().AddColumn("ConsentId", id => id.NoWrap())
            .AddColumn("State", state => state.NoWrap())
            .AddColumns("Person", "Kind", "Given", "Until", "Ended");
        foreach (var one in consents)
        {
            table.AddRow(
                (string)one!["ConsentId"]!, (string)one["State"]!,
                Markup.Escape((string?)one["Person"] ?? "erased"), (string)one["Kind"]!,
                (string)one["GivenAt"]!, (string?)one["Until"] ?? "", (string?)one["EndedAt"] ?? "");
        }

        AnsiConsole.Write(table);
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary><c>beholden cases list|authorise|refuse</c>: what was allowed, and clocks.</summary>
internal static class CasesVerb
{
    public static Command Create() => new("cases", "Show cases, and enter what was authorised in them")
    {
        List(), Authorise(), Refuse(),
    };

    private static Command List() => AdminVerb.Create(
        "list", "Show all cases and when they lock", [],
        async (client, _, cancelled) =>
        {
            var answer = await client.Call("Beholden.ListCases", [], cancelled);
            return (answer, () => Print(answer["Cases"]!.AsArray()));
        });

    private static Command Authorise()
    {
        var (name, issuer, reference) = (Name(), Issuer(), Reference());
        var from = new Option<string?>("--from") { Description = "When it begins. Left out: now" };
        var to = new Option<string>("--to")
        {
            Description = "When it ends, such as 2027-06-30T12:00:00Z",
            Required = true,
        };
        var collections = new Option<string[]>("--collection")
        {
            Description = "It covers this collection; may be repeated. Left out: every one",
        };
        var operations = new Option<string[]>("--operation")
        {
            Description = "It covers this operation, as SearchFaces; may be repeated. Left out: every one",
        };
        return AdminVerb.Create(
            "authorise", "Enter what somebody outside allowed in a case",
            [name, issuer, reference, from, to, collections, operations],
            async (client, parsed, cancelled) =>
            {
                var input = Decided(parsed, name, issuer, reference);
                input["From"] = parsed.GetValue(from);
                input["To"] = parsed.GetRequiredValue(to);
                input["Collections"] = Texts(parsed.GetValue(collections));
                input["Operations"] = Texts(parsed.GetValue(operations));
                var answer = await client.Call("Beholden.PutAuthorisation", input, cancelled);
                return (answer, () => Print([answer.DeepClone()]));
            });
    }

    private static Command Refuse()
    {
        var (name, issuer, reference) = (Name(), Issuer(), Reference());
        return AdminVerb.Create(
            "refuse", "End a case for good: what runs is ended, its leads and records are destroyed",
            [name, issuer, reference],
            async (client, parsed, cancelled) =>
            {
                var input = Decided(parsed, name, issuer, reference);
                input["Refused"] = true;
                var answer = await client.Call("Beholden.PutAuthorisation", input, cancelled);
                return (answer, () => Console.Out.WriteLine("Refused. Its leads and records are destroyed."));
            });
    }

    /// <summary>What both say: in which case, who, and where it can be read.</summary>
    private static JsonObject Decided(
        ParseResult parsed, Argument<string> name, Option<string> issuer, Option<string> reference) => new()
        {
            ["Case"] = parsed.GetRequiredValue(name),
            ["Issuer"] = parsed.GetRequiredValue(issuer),
            ["Reference"] = parsed.GetRequiredValue(reference),
        };

    private static Argument<string> Name() => new("CASE") { Description = "As the keys of the case name it" };

    private static Option<string> Issuer() => new("--issuer")
    {
        Description = "Who decided, such as a court",
        Required = true,
    };

    private static Option<string> Reference() => new("--reference")
    {
        Description = "Where the decision can be looked up there",
        Required = true,
    };

    private static JsonArray? Texts(string[]? texts) =>
        texts is null or [] ? null : new([.. texts.Select(text => (JsonNode)text)]);

    private static void Print(JsonArray cases)
    {
        var table = new Table().AddColumns(
            "Case", "State", "First use", "Locks at", "Authorised by", "Until");
        foreach (var one in cases)
        {
            var last = one!["Authorisations"]!.AsArray().LastOrDefault();
            table.AddRow(
                Markup.Escape((string)one["Case"]!), (string)one["State"]!, (string?)one["FirstUse"] ?? "",
                (string?)one["LocksAt"] ?? "",
                Markup.Escape(last is null ? "" : $"{(string)last["Issuer"]!} {(string)last["Reference"]!}"),
                (string?)last?["To"] ?? "");
        }

        AnsiConsole.Write(table);
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary><c>beholden leads list|show|release</c>: what became of searches under review.</summary>
internal static class LeadsVerb
{
    public static Command Create() => new("leads", "Show leads, and release identities that were confirmed")
    {
        List(), Show(), Release(),
    };

    private static Command List() => AdminVerb.Create(
        "list", "Show the key's leads, newest first; those who govern see all", [],
        async (client, _, cancelled) =>
        {
            var answer = await client.Call("Beholden.ListLeads", [], cancelled);
            return (answer, () => Print(answer["Leads"]!.AsArray()));
        });

    private static Command Show()
    {
        var id = Id();
        return AdminVerb.Create(
            "show", "Show one of them", [id],
            async (client, parsed, cancelled) =>
            {
                var leadId = parsed.GetRequiredValue(id);
                var all = await client.Call("Beholden.ListLeads", [], cancelled);
                var lead = all["Leads"]!.AsArray().FirstOrDefault(one => (string)one!["LeadId"]! == leadId)
                    ?? throw new Failure($"There is no lead {leadId} that this key may see.");
                return (lead.DeepClone().AsObject(), () => Print([lead.DeepClone()]));
            });
    }

    private static Command Release()
    {
        var id = Id();
        return AdminVerb.Create(
            "release", "Tell who it is, to the key that asked, once two people have confirmed it", [id],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.GetLead", new() { ["LeadId"] = parsed.GetRequiredValue(id) }, cancelled);
                return (answer, () => Console.Out.WriteLine(Sentence(answer)));
            });
    }

    private static string Sentence(JsonObject answer) => (string)answer["State"]! switch
    {
        "open" => "People are still judging it.",
        "closed" => "Nobody was confirmed.",
        "gone" => "Somebody was confirmed, whose face was deleted since.",
        _ => (answer["Face"] ?? answer["User"])!.ToJsonString(new() { WriteIndented = true }),
    };

    private static Argument<string> Id() => new("LEAD-ID")
    {
        Description = "From the search's header x-beholden-lead",
    };

    private static void Print(JsonArray leads)
    {
        var table = new Table().AddColumn("Lead", id => id.NoWrap())
            .AddColumns("State", "Asked by", "Purpose", "Collection", "Asked at", "Deleted at");
        foreach (var lead in leads)
        {
            table.AddRow(
                (string)lead!["LeadId"]!, (string)lead["State"]!, Markup.Escape((string)lead["RequestedBy"]!),
                Markup.Escape((string)lead["Purpose"]!), Markup.Escape((string)lead["Collection"]!),
                (string)lead["RequestedAt"]!, (string)lead["DeletedAt"]!);
        }

        AnsiConsole.Write(table);
    }
}

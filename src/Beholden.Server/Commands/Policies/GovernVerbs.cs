using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Beholden.Server.Commands.Policies;

/// <summary>The verbs of <c>beholden policy</c> that read and change the rules of a server.</summary>
internal static class GovernVerbs
{
    public static IEnumerable<Command> Create() =>
        [Show(), History(), Change(), Forbid(), Decide("approve"), Decide("withdraw")];

    private static Command Show() => AdminVerb.Create(
        "show", "Show the rules in force and the proposals that are open", [],
        async (client, _, cancelled) =>
        {
            var answer = await client.Call("Beholden.GetPolicy", [], cancelled);
            return (answer, () => Show(answer));
        });

    private static Command History() => AdminVerb.Create(
        "history", "Show every version of the rules, who changed them and why", [],
        async (client, _, cancelled) =>
        {
            var answer = await client.Call("Beholden.ListPolicies", [], cancelled);
            return (answer, () => ShowVersions(answer["Versions"]!.AsArray()));
        });

    private static Command Change()
    {
        var profile = new Option<string?>("--profile")
        {
            Description = "A ready profile's id, or a file with a profile of the site's own",
        };
        var rules = new Option<FileInfo?>("--rules")
        {
            Description = "Cedar file with all of the site's own rules, in the place of those there are",
        };
        var reason = Reason();
        return AdminVerb.Create(
            "change",
            "Change the rules: tighter holds at once, looser is proposed and needs approvals and a delay",
            [profile, rules, reason],
            async (client, parsed, cancelled) =>
            {
                var input = new JsonObject { ["Reason"] = parsed.GetRequiredValue(reason) };
                if (parsed.GetValue(profile) is { } chosen)
                {
                    input["Profile"] = File.Exists(chosen)
                        ? JsonNode.Parse(await File.ReadAllTextAsync(chosen, cancelled))
                        : chosen;
                }

                if (parsed.GetValue(rules) is { } file)
                {
                    input["SiteRules"] = await File.ReadAllTextAsync(file.FullName, cancelled);
                }

                var answer = await client.Call("Beholden.ChangePolicy", input, cancelled);
                return (answer, () => ShowChange(answer));
            });
    }

    private static Command Forbid()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Cedar rules, all of them forbids" };
        var reason = Reason();
        return AdminVerb.Create(
            "forbid", "Add rules of the site's own; they hold at once", [file, reason],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.AddRules",
                    new()
                    {
                        ["Rules"] = await File.ReadAllTextAsync(
                            parsed.GetRequiredValue(file).FullName, cancelled),
                        ["Reason"] = parsed.GetRequiredValue(reason),
                    },
                    cancelled);
                return (answer, () => ShowChange(answer));
            });
    }

    private static Command Decide(string verb)
    {
        var id = new Argument<long>("PROPOSAL-ID") { Description = "As beholden policy show has it" };
        var (call, description) = verb == "approve"
            ? ("Beholden.ApproveProposal", "Agree to a proposal")
            : ("Beholden.WithdrawProposal", "Take a proposal back, or refuse it");
        return AdminVerb.Create(
            verb, description, [id],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    call, new() { ["ProposalId"] = parsed.GetRequiredValue(id) }, cancelled);
                return (answer, () => Console.Out.WriteLine(
                    answer["Proposal"] is { } proposal ? Sentence(proposal) : "It is withdrawn."));
            });
    }

    private static Option<string> Reason() =>
        new("--reason") { Description = "Why; everybody can read it", Required = true };

    private static void ShowChange(JsonObject answer) => Console.Out.WriteLine(
        (bool)answer["InForce"]!
            ? $"It holds, as version {(int)answer["Version"]!}."
            : "It is looser, so it is proposed and does not hold yet:\n  "
                + string.Join("\n  ", Texts(answer["Proposal"]!["Looser"]!)) + "\n"
                + Sentence(answer["Proposal"]!));

    private static string Sentence(JsonNode proposal)
    {
        var id = (long)proposal["ProposalId"]!;
        var agreed = string.Join(", ", Texts(proposal["PersonsAgreed"]!));
        return (string?)proposal["HoldsFrom"] is { } from
            ? $"Proposal {id} holds from {from} on ({agreed} agreed); until then: "
                + $"beholden policy withdraw {id}"
            : $"Proposal {id} waits for more approvals ({agreed} agreed): beholden policy approve {id}";
    }

    private static void Show(JsonObject answer)
    {
        var profile = answer["Profile"]!;
        Console.Out.WriteLine(
            $"Profile {(string)profile["id"]!}, version {(int)answer["Version"]!}: "
            + (string)profile["description"]!);
        Console.Out.WriteLine(
            $"A loosening needs {(int)profile["approvalsMin"]!} approvals and waits "
            + $"{(long)profile["delaySeconds"]!} s.");
        var table = new Table().AddColumns("Purpose", "May", "Collections", "May not read", "Floor");
        foreach (var purpose in profile["purposes"]!.AsArray())
        {
            table.AddRow(
                Markup.Escape((string)purpose!["id"]!), List(purpose["acts"], "nothing"),
                List(purpose["collections"], "all"), List(purpose["gatedAttributes"], ""),
                purpose["falseCandidateInSearches"] is { } searches
                    ? $"1 false candidate in {(int)searches} searches"
                    : "none");
        }

        AnsiConsole.Write(table);
        Console.Out.WriteLine((string)answer["SiteRules"]! is { Length: > 0 } rules
            ? $"The site's own rules:\n{rules}"
            : "The site has no rules of its own.");
        foreach (var proposal in answer["Proposals"]!.AsArray())
        {
            Console.Out.WriteLine(Sentence(proposal!));
        }
    }

    private static void ShowVersions(JsonArray versions)
    {
        var table = new Table().AddColumns("Version", "Since", "Profile", "Changed by", "Reason");
        foreach (var version in versions)
        {
            table.AddRow(
                $"{(long)version!["Version"]!}", (string)version["Since"]!,
                Markup.Escape((string)version["Profile"]!["id"]!),
                Markup.Escape((string)version["ChangedBy"]!), Markup.Escape((string)version["Reason"]!));
        }

        AnsiConsole.Write(table);
    }

    private static string List(JsonNode? names, string whenNone) =>
        names is JsonArray { Count: > 0 } all
            ? Markup.Escape(string.Join(", ", Texts(all)))
            : names is null || whenNone.Length > 0 ? whenNone : "";

    private static IEnumerable<string> Texts(JsonNode list) => list.AsArray().Select(text => (string)text!);
}

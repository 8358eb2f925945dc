using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary><c>beholden keys create|list|revoke</c>: who may call the server.</summary>
internal static class KeysVerb
{
    public static Command Create() => new("keys", "Make, list and revoke access keys")
    {
        CreateKey(), ListKeys(), RevokeKey(),
    };

    private static Command CreateKey()
    {
        var name = new Option<string>("--name")
        {
            Description = "What the key is for, as the list shows it",
            DefaultValueFactory = _ => "unnamed",
        };
        var purpose = new Option<string?>("--purpose")
        {
            Description = "A purpose of the profile in force, as beholden policy show lists them",
        };
        var person = new Option<string?>("--person")
        {
            Description = "Who holds it; keys of one person agree once. Left out: the key's name",
        };
        var caseName = new Option<string?>("--case")
        {
            Description = "The case that its requests belong to, where the purpose asks for authorisation",
        };
        return AdminVerb.Create(
            "create", "Make a key; its secret is shown once", [name, purpose, person, caseName],
            async (client, parsed, cancelled) =>
            {
                var made = await client.Call(
                    "Beholden.CreateKey",
                    new()
                    {
                        ["Name"] = parsed.GetRequiredValue(name),
                        ["Purpose"] = parsed.GetValue(purpose),
                        ["Person"] = parsed.GetValue(person),
                        ["Case"] = parsed.GetValue(caseName),
                    },
                    cancelled);

                void Show()
                {
                    Console.Out.WriteLine($"aws_access_key_id = {(string)made["AccessKeyId"]!}");
                    Console.Out.WriteLine($"aws_secret_access_key = {(string)made["SecretAccessKey"]!}");
                    Console.Out.WriteLine("The secret is not shown again.");
                }

                return (made, Show);
            });
    }

    private static Command ListKeys()
        => AdminVerb.Create("list", "Show all keys, without their secrets", [],
            async (client, _, cancelled) =>
            {
                var answer = await client.Call("Beholden.ListKeys", [], cancelled);

                void Show()
                {
                    var table = new Table()
                        .AddColumn("AccessKeyId", id => id.NoWrap())
                        .AddColumns("Name", "Person", "Purpose", "Created", "Revoked");
                    foreach (var key in answer["Keys"]!.AsArray())
                    {
                        table.AddRow(
                            (string)key!["AccessKeyId"]!, Markup.Escape((string)key["Name"]!),
                            Markup.Escape((string)key["Person"]!), Markup.Escape((string)key["Purpose"]!),
                            (string)key["CreatedAt"]!, (string?)key["RevokedAt"] ?? "");
                    }

                    AnsiConsole.Write(table);
                }

                return (answer, Show);
            });

    private static Command RevokeKey()
    {
        var id = new Argument<string>("ACCESS-KEY-ID") { Description = "As the list shows it" };
        return AdminVerb.Create("revoke", "Stop a key from working, at once and for good", [id],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.RevokeKey", new() { ["AccessKeyId"] = parsed.GetRequiredValue(id) }, cancelled);
                return (answer, () => Console.Out.WriteLine($"{parsed.GetRequiredValue(id)} is revoked."));
            });
    }
}

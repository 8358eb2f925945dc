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
        return Verb(
            "create", "Make a key; its secret is shown once", [name],
            async (client, parsed, cancelled) =>
            {
                var made = await client.Call(
                    "Beholden.CreateKey", new() { ["Name"] = parsed.GetRequiredValue(name) }, cancelled);

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
        => Verb("list", "Show all keys, without their secrets", [],
            async (client, _, cancelled) =>
            {
                var answer = await client.Call("Beholden.ListKeys", [], cancelled);

                void Show()
                {
                    var table = new Table()
                        .AddColumn("AccessKeyId", id => id.NoWrap())
                        .AddColumns("Name", "Purpose", "Created", "Revoked");
                    foreach (var key in answer["Keys"]!.AsArray())
                    {
                        table.AddRow(
                            (string)key!["AccessKeyId"]!, Markup.Escape((string)key["Name"]!),
                            Markup.Escape((string)key["Purpose"]!), (string)key["CreatedAt"]!,
                            (string?)key["RevokedAt"] ?? "");
                    }

                    AnsiConsole.Write(table);
                }

                return (answer, Show);
            });

    private static Command RevokeKey()
    {
        var id = new Argument<string>("ACCESS-KEY-ID") { Description = "As the list shows it" };
        return Verb("revoke", "Stop a key from working, at once and for good", [id],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    "Beholden.RevokeKey", new() { ["AccessKeyId"] = parsed.GetRequiredValue(id) }, cancelled);
                return (answer, () => Console.Out.WriteLine($"{parsed.GetRequiredValue(id)} is revoked."));
            });
    }

    private static Command Verb(
        string name, string description, IEnumerable<Symbol> symbols,
        Func<ApiClient, ParseResult, CancellationToken, Task<(JsonObject Answer, Action Show)>> act)
    {
        var verb = new Command(name, description);
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    verb.Options.Add(option);
                    break;
                case Argument argument:
                    verb.Arguments.Add(argument);
                    break;
            }
        }

        var json = JsonOption.Create();
        verb.Options.Add(json);
        var server = new ServerOptions();
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            await using var connection = await server.Connect(parsed, cancelled);
            var (answer, show) = await act(connection.Client, parsed, cancelled);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(answer.ToJsonString());
            }
            else
            {
                show();
            }

            return ExitCode.Done;
        });
        return verb;
    }
}

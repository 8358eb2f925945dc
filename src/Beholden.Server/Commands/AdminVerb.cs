using System.CommandLine;
using System.Text.Json.Nodes;

namespace Beholden.Server.Commands;

/// <summary>What verbs that make one of Beholden's own calls have in common.</summary>
internal static class AdminVerb
{
    /// <param name="act">Makes the call, and gives its answer and how to show it to people.</param>
    public static Command Create(
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
        var credentials = Credentials();
        verb.Options.Add(credentials);
        var server = new ServerOptions();
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            await using var connection = await server.Connect(parsed, cancelled);
            using var other = Other(connection, parsed.GetValue(credentials));
            var (answer, show) = await act(other ?? connection.Client, parsed, cancelled);
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

    private static Option<FileInfo?> Credentials() => new("--credentials")
    {
        Description = "Sign with the key in this AWS credentials file, not with the folder owner's",
    };

    private static ApiClient? Other(ServerConnection connection, FileInfo? file)
    {
        if (file is null)
        {
            return null;
        }

        var values = File.ReadLines(file.FullName)
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1]);
        var (id, secret) = (
            values["aws_access_key_id"].FirstOrDefault(), values["aws_secret_access_key"].FirstOrDefault());
        return id is null || secret is null
            ? throw new Failure($"{file.FullName} has no aws_access_key_id and aws_secret_access_key.")
            : connection.Client.As(id, secret);
    }
}

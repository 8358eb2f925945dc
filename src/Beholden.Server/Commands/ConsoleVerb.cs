using System.CommandLine;

namespace Beholden.Server.Commands;

/// <summary><c>beholden console</c>: a link that signs a browser in, once.</summary>
internal static class ConsoleVerb
{
    public static Command Create()
    {
        var json = JsonOption.Create();
        var server = new ServerOptions();
        var verb = new Command(
            "console", "Print a link that signs one browser in to the console, once and within the hour")
        {
            json,
        };
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            await using var connection = await server.Connect(parsed, cancelled);
            if (connection.IsForThisVerb)
            {
                throw new Failure("No server runs on this data folder. Start one with ./run, then ask.");
            }

            var answer = await connection.Client.Call("Beholden.CreateSignIn", [], cancelled);
            var link = connection.Client.Address.GetLeftPart(UriPartial.Authority) + (string?)answer["Path"];
            answer["Link"] = link;
            Console.Out.WriteLine(parsed.GetValue(json) ? answer.ToJsonString() : link);
            return ExitCode.Done;
        });
        return verb;
    }
}

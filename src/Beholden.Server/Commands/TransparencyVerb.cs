using System.CommandLine;
using Beholden.Server.Say;

namespace Beholden.Server.Commands;

/// <summary><c>beholden transparency</c>: what everybody may know of the server's use, signed.</summary>
internal static class TransparencyVerb
{
    public static Command Create()
    {
        var to = new Option<FileInfo?>("--out") { Description = "Write it to this file instead" };
        var json = new Option<bool>("--json")
        {
            Description = "The signed JSON instead of the page for people",
        };
        var server = new ServerOptions();
        var verb = new Command("transparency", "Print the page that tells how the server is used")
        {
            to, json,
        };
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            await using var connection = await server.Connect(parsed, cancelled);
            var path = parsed.GetValue(json) ? TransparencyEndpoints.Json : TransparencyEndpoints.Page;
            var page = await connection.Client.Get(path.TrimStart('/'), cancelled);
            if (parsed.GetValue(to) is { } file)
            {
                await File.WriteAllBytesAsync(file.FullName, page, cancelled);
                return ExitCode.Done;
            }

            // Byte for byte: the signature is over them.
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(page, cancelled);
            return ExitCode.Done;
        });
        return verb;
    }
}

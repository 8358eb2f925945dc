using System.CommandLine;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands;

/// <summary><c>beholden serve</c>: answers the API until it is stopped.</summary>
internal static class ServeVerb
{
    private const string UrlDefault = "http://127.0.0.1:8470";

    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = "Address to listen on; port 0 takes a free one (environment: BEHOLDEN_URL)",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BEHOLDEN_URL") ?? UrlDefault,
        };
        var settings = new SettingsOptions();
        var verb = new Command("serve", "Answer the Rekognition API on this machine") { url };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            var address = parsed.GetRequiredValue(url);
            if (!Uri.TryCreate(address, UriKind.Absolute, out var listenOn) || listenOn.Scheme != "http")
            {
                throw new Failure($"'{address}' is not an http address, such as {UrlDefault}.");
            }

            NativeHeap.Bound();
            var read = settings.Read(parsed);
            await using var host = await ServerHost.Start(read, listenOn, cancelled);
            if (await FirstKey.MakeWhenNone(host, cancelled) is { } made)
            {
                Console.Out.WriteLine(made.Introduction(host.Address));
            }

            // A call would load what waits for its first use.
            if (read.Networks.Loading == ModelLoading.Start)
            {
                await WarmUp.Run(host, cancelled);
            }

            host.WriteEndpointFile();
            Console.Out.WriteLine($"Beholden listens on {host.Address.GetLeftPart(UriPartial.Authority)}");
            await host.WaitForShutdown(cancelled);
            return ExitCode.Done;
        });
        return verb;
    }
}

using System.CommandLine;
using Beholden.Server.Web;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands;

/// <summary><c>beholden serve</c>: answers the API until it is stopped.</summary>
internal static class ServeVerb
{
    private const string UrlDefault = "http://127.0.0.1:8470";
    private const string On = "on", Off = "off";

    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = "Address to listen on; port 0 takes a free one (environment: BEHOLDEN_URL)",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BEHOLDEN_URL") ?? UrlDefault,
        };
        var ledger = Ledger();
        var settings = new SettingsOptions();
        var verb = new Command("serve", "Answer the Rekognition API on this machine") { url, ledger };
        settings.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            var asked = parsed.GetRequiredValue(url);
            if (!Uri.TryCreate(asked, UriKind.Absolute, out var listenOn) || listenOn.Scheme != "http")
            {
                throw new Failure($"'{asked}' is not an http address, such as {UrlDefault}.");
            }

            NativeHeap.Bound();
            var read = settings.Read(parsed) with { HasLedger = parsed.GetRequiredValue(ledger) == On };
            if (!read.HasLedger)
            {
                Console.Error.WriteLine(
                    "The ledger is off: nothing is decided and no call is entered. "
                    + "This is for measuring only.");
            }

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
            var address = host.Address.GetLeftPart(UriPartial.Authority);
            Console.Out.WriteLine($"Beholden listens on {address}");
            if (host.Room<ConsoleFiles>().IsBuilt)
            {
                var (token, _) = host.Room<BrowserSessions>()
                    .MakeSignIn(OwnerKey.AccessKeyId, ApiClient.RegionDefault);
                Console.Out.WriteLine("The console, signed in once as the folder's owner, within the hour:");
                Console.Out.WriteLine(address + SignInAdmin.Fragment + token);
            }

            await host.WaitForShutdown(cancelled);
            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>Hidden: a server without a say is only there to be compared with.</summary>
    private static Option<string> Ledger()
    {
        var ledger = new Option<string>("--ledger")
        {
            Description = "on, or off to measure what the ledger costs (environment: BEHOLDEN_LEDGER)",
            Hidden = true,
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BEHOLDEN_LEDGER") ?? On,
        };
        ledger.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not (On or Off))
            {
                result.AddError("--ledger is on or off.");
            }
        });
        return ledger;
    }
}

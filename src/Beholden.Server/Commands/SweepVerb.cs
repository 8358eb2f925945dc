using System.CommandLine;

namespace Beholden.Server.Commands;

/// <summary><c>beholden sweep</c>: destroys what is due now.</summary>
internal static class SweepVerb
{
    public static Command Create() => AdminVerb.Create(
        "sweep", "Destroy what is due; a running server does so every minute", [],
        async (client, _, cancelled) =>
        {
            var answer = await client.Call("Beholden.Sweep", [], cancelled);
            return (answer, () => Console.Out.WriteLine(
                $"Destroyed {(long)answer["FacesDestroyed"]!} faces, "
                + $"{(long)answer["ConsentsDestroyed"]!} old consent records and "
                + $"{(long)answer["RequestTokensDestroyed"]!} request tokens; "
                + $"{(long)answer["ConsentsExpired"]!} consents expired."));
        });
}

using Beholden.Server;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Say;

/// <summary>A start is nobody's use of the server: the ledger has nothing of it but the rules.</summary>
public sealed class WarmUpTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_start_enters_no_call_and_a_stopped_one_no_denial()
    {
        using (var first = await ServerProcess.Start(data.Path, TestFolders.RequireWeights()))
        {
            using var calls = new SayCalls(first.Address, OwnerKey.Secret(data.Path));
            await calls.Send("ListCollections", []);
            await calls.Send(
                "Beholden.Stop", new() { ["Scope"] = "all", ["Name"] = "", ["Reason"] = "drill" });
            await first.End();
        }

        using (var stopped = await ServerProcess.Start(data.Path, TestFolders.RequireWeights()))
        {
            using var calls = new SayCalls(stopped.Address, OwnerKey.Secret(data.Path));
            var denied = await calls.Send(
                "DetectFaces", new() { ["Image"] = Pictures.Image(Pictures.Portrait) });
            Assert.Equal("AccessDeniedException", denied.Type);
            await stopped.End();
        }

        var entries = await SayLog.Verified(data.Path);
        Assert.Equal(
            ["policy change", "stop stop", "aggregate ListCollections", "denial DetectFaces"],
            entries.OrderBy(one => one.Key).Select(one => $"{one.Value.Kind} {one.Value.Operation}"));
    }
}

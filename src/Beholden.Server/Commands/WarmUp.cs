using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Vision.Images;

namespace Beholden.Server.Commands;

/// <summary>
/// What a call needs, once, in a server that has just started. Its first client would else wait for all that
/// is compiled and allocated at first use.
/// </summary>
/// <remarks>
/// It is nobody's use: the operation runs without the overseer, so nothing is entered and no stop denies it.
/// </remarks>
internal static class WarmUp
{
    private const int EdgePixels = 320; // Of the order of what clients send; the picture is black.

    public static async Task Run(ServerHost host, CancellationToken cancelled)
    {
        await Detect(host, cancelled);
        var asked = new Asked(
            OwnerKey.AccessKeyId, host.Room<Governance>().Now.Profile.DefaultPurpose, "DetectFaces");
        _ = host.Room<Governance>().Now.Decide(asked);
        await Ask(host, cancelled);
    }

    private static async Task Detect(ServerHost host, CancellationToken cancelled)
    {
        var blank = Draw.Jpeg(new(EdgePixels, EdgePixels, new byte[EdgePixels * EdgePixels * 3]), []);
        var input = new JsonObject
        {
            ["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(blank) },
        };
        var call = new Call(
            Guid.Empty, OwnerKey.AccessKeyId, Person: "", Purpose: "", ApiClient.RegionDefault, cancelled);
        using var json = JsonDocument.Parse(input.ToJsonString());
        await host.Room<OperationTable>().Find("RekognitionService.DetectFaces").Run(json.RootElement, call);
    }

    /// <summary>The listener and the signature, with a call that is not entered.</summary>
    private static async Task Ask(ServerHost host, CancellationToken cancelled)
    {
        using var client = ServerConnection.ClientOf(host.Address, host.OwnerSecret, ApiClient.RegionDefault);
        try
        {
            await client.Call("Beholden.ListStops", [], cancelled);
        }
        catch (HttpRequestException)
        {
            // An address that only others can reach: the server is colder, and serves.
        }
    }
}

using System.Text.Json.Nodes;
using Beholden.Vision.Images;

namespace Beholden.Server.Commands;

/// <summary>
/// One call to a server that has just started. Its first client would else wait for all that is compiled
/// and allocated at first use.
/// </summary>
internal static class WarmUp
{
    private const int EdgePixels = 320; // Of the order of what clients send; the picture is black.

    public static async Task Run(ServerHost host, CancellationToken cancelled)
    {
        var blank = Draw.Jpeg(new(EdgePixels, EdgePixels, new byte[EdgePixels * EdgePixels * 3]), []);
        using var client = ServerConnection.ClientOf(host.Address, host.OwnerSecret, ApiClient.RegionDefault);
        try
        {
            await client.Call("DetectFaces", new()
            {
                ["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(blank) },
            }, cancelled);
        }
        catch (HttpRequestException)
        {
            // An address that only others can reach: the server is cold, and serves.
        }
        catch (ApiRefusal denied) when (denied.Code == "AccessDeniedException")
        {
            // Stopped, or not what the owner's key is for: a server that did not start could not be resumed.
        }
    }
}

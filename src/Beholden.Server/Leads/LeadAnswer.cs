using System.Text.Json.Nodes;
using Beholden.Oversight.Leads;

namespace Beholden.Server.Leads;

/// <summary>
/// A search's answer without anybody in it: as many candidates as were found, under ids of this lead, in an
/// order by chance, and nothing else about them.
/// </summary>
/// <remarks>
/// No similarity, since it would rank them; no box and no confidence of a stored face, since ListFaces tells
/// both in full precision beside its name. What the answer tells of the probe is the requester's own.
/// </remarks>
internal static class LeadAnswer
{
    private const string Faces = "FaceMatches", Users = "UserMatches";

    // What the answers of the four searches tell of the probe.
    private static readonly string[] OfTheProbe =
    [
        "SearchedFaceBoundingBox", "SearchedFaceConfidence", "SearchedFaceId", "FaceModelVersion",
        "SearchedUser", "SearchedFace", "UnsearchedFaces",
    ];

    /// <param name="body">The whole answer.</param>
    /// <param name="candidates">Those that were planted are not told.</param>
    public static byte[] Of(byte[] body, IEnumerable<Candidate> candidates)
    {
        var whole = JsonNode.Parse(body)!.AsObject();
        var told = new JsonObject();
        foreach (var name in OfTheProbe.Where(whole.ContainsKey))
        {
            told[name] = whole[name]!.DeepClone();
        }

        var found = candidates.Where(one => !one.IsPlanted);
        told[whole.ContainsKey(Users) ? Users : Faces] = new JsonArray(
        [
            .. found.Select(one => whole.ContainsKey(Users)
                ? new JsonObject { ["User"] = new JsonObject { ["UserStatus"] = "ACTIVE" } }
                : new JsonObject
                {
                    ["Face"] = new JsonObject { ["FaceId"] = one.FaceAlias, ["ImageId"] = one.ImageAlias },
                }),
        ]);
        return System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(told);
    }
}

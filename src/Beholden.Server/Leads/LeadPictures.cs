using Beholden.Oversight.Leads;
using Beholden.Store;

namespace Beholden.Server.Leads;

/// <summary>
/// The pictures of a lead. Those of stored faces are read where they lie, so that a face that is deleted is
/// no longer shown to anybody.
/// </summary>
/// <param name="Probe">JPEG; null where the face that was searched with is gone or has none.</param>
/// <param name="Candidates">JPEG files by position; those that are gone or have none are missing.</param>
internal sealed record LeadPictures(byte[]? Probe, IReadOnlyDictionary<int, byte[]> Candidates)
{
    /// <exception cref="CollectionNotFoundException"/>
    public static async Task<LeadPictures> Of(
        CropStore crops, CollectionName collection, LeadFacts facts, byte[] probe,
        CancellationToken cancelled)
    {
        var faces = new List<string?>();
        foreach (var one in facts.Candidates)
        {
            faces.Add(one.FaceId ?? await crops.FaceOf(collection, one.UserId!, cancelled));
        }

        var ids = faces.Append(facts.ProbeFaceId).OfType<string>().Distinct().ToList();
        var files = await crops.Of(collection, ids, withHidden: false, cancelled);
        return new(
            probe.Length > 0 ? probe : files.GetValueOrDefault(facts.ProbeFaceId ?? ""),
            faces.Index()
                .Where(one => one.Item is not null && files.ContainsKey(one.Item))
                .ToDictionary(one => one.Index, one => files[one.Item!]));
    }
}

using System.Security.Cryptography;
using Beholden.Oversight.Leads;
using Beholden.Oversight.Policy;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Leads;

/// <summary>A search's answer without identities.</summary>
/// <param name="LeadId">Null where nobody was found, so that there is nothing to judge.</param>
internal sealed record LeadMade(string? LeadId, byte[] Body);

/// <summary>Makes leads of what searches find.</summary>
internal sealed class LeadRoom(
    LeadStore leads, CropStore crops, Planting planting, Governance governance, TimeProvider clock)
{
    /// <param name="intent">Index of the search's first entry.</param>
    /// <exception cref="InvalidParameterException">There is no picture of the face searched with.</exception>
    /// <exception cref="ServiceQuotaExceededException">Too many leads wait already.</exception>
    public async Task<LeadMade> Make(Ran ran, Asked asked, long intent, Call call)
    {
        if (ran.Found is not { } found)
        {
            throw new InvalidOperationException($"{asked.Operation} does not say whom it found.");
        }

        if (found.People.Count == 0)
        {
            return new(null, LeadAnswer.Of(ran.Body, []));
        }

        try
        {
            return await Make(ran.Body, found, asked, intent, call);
        }
        catch (TooManyLeadsException tooMany)
        {
            throw new ServiceQuotaExceededException(tooMany.Message);
        }
    }

    /// <summary>Takes back a lead that nobody was told of.</summary>
    public Task Drop(string leadId) => leads.Delete(leadId, CancellationToken.None);

    private async Task<LeadMade> Make(byte[] body, Found found, Asked asked, long intent, Call call)
    {
        var collection = CollectionOf(asked);
        var facts = new LeadFacts(
            asked.Operation, asked.SimilarityPercent, asked.Faces, intent,
            found.ProbeFaceId ?? (found.ProbeUserId is { } userId
                ? await crops.FaceOf(collection, userId, call.Cancelled)
                : null),
            [
                .. People(found.People).Select(one
                    => Planting.Candidate(one.FaceId, one.UserId, one.Percent, isPlanted: false)),
            ],
            Answer: null);
        var pictures = await LeadPictures.Of(crops, collection, facts, found.Probe ?? [], call.Cancelled);
        if (pictures.Probe is null)
        {
            throw new InvalidParameterException(
                "There is no picture of this face for people to compare; index its image again.");
        }

        facts = facts with
        {
            Candidates = await Shuffled(facts, collection, found, pictures.Candidates.Count, call),
        };
        var now = clock.GetUtcNow();
        var days = governance.Now.Profile.Find(asked.PurposeId)?.RetentionDays ?? LeadLimits.DaysDefault;
        var lead = new KeptLead(
            Guid.NewGuid().ToString(), IsFoil: false, call.AccessKeyId, Lead.PersonOf(call.Person),
            asked.PurposeId, call.Case, collection, now, now.AddDays(days), facts.ToBytes(),
            facts.Unjudged("").VerdictBytes(), found.Probe ?? []);
        await leads.Add(lead, LeadLimits.OpenMax, LeadLimits.OpenPerKeyMax, call.Cancelled);
        return new(lead.LeadId, LeadAnswer.Of(body, facts.Candidates));
    }

    /// <summary>With faces of others, where few are shown, in an order by chance.</summary>
    private async Task<IReadOnlyList<Candidate>> Shuffled(
        LeadFacts facts, CollectionName collection, Found found, int shown, Call call)
    {
        var faces = facts.Candidates.Select(one => one.FaceId).ToHashSet();
        var own = facts.Candidates.Select(one => one.UserId).OfType<string>().ToHashSet();
        var others = await planting.Others(
            collection, found.Query, own, LeadLimits.ShownMin - shown, call.Cancelled);
        Candidate[] all =
        [
            .. facts.Candidates,
            .. others.Where(face => !faces.Contains(face.FaceId)).Select(face
                => Planting.Candidate(face.FaceId, face.UserId, null, isPlanted: true)),
        ];
        RandomNumberGenerator.Shuffle(all.AsSpan());
        return all;
    }

    /// <summary>
    /// Each user once, by the likest face: two right candidates would split those who see the same person.
    /// </summary>
    private static IEnumerable<FoundPerson> People(IReadOnlyList<FoundPerson> found) => found
        .DistinctBy(one => one.UserId is { } userId ? (true, userId) : (false, one.FaceId!))
        .Take(LeadLimits.CandidatesMax);

    private static CollectionName CollectionOf(Asked asked)
    {
        var name = asked.Collection!.Split('/', 2);
        return new(name[0], name[1]);
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Leads;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Policy;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Leads;

/// <summary>
/// Beholden's own calls of those who judge: the next review, and a verdict on it. Both do the same work for a
/// lead and for a foil, for a first verdict and for a second.
/// </summary>
internal sealed class ReviewDesk(
    LeadStore leads, ReviewerStore reviewers, CropStore crops, Planting planting, Overseer overseer,
    Governance governance, LedgerLog ledger, TimeProvider clock)
{
    /// <summary>What stands for "none of these" in the place of a candidate's id.</summary>
    public const string None = "none";

    private const int IdCharsMax = 64;

    /// <summary>The review in hand, or the next one; its members are the same for every review.</summary>
    /// <exception cref="AccessDeniedException">The purpose may not review, or no training.</exception>
    public async Task<JsonObject> Next(Call call)
    {
        var person = await Allowed("NextReview", call);
        while (true)
        {
            var (review, lead) = await InHand(person, call.Cancelled);
            if (review is null || lead is null)
            {
                return new() { ["ReviewId"] = null };
            }

            var facts = LeadFacts.Parse(lead.Facts);
            var pictures = await Pictures(lead, facts, call.Cancelled);
            if (pictures?.Probe is null)
            {
                // The face that was searched with was deleted: what was asked about it goes with it.
                await leads.Delete(lead.LeadId, call.Cancelled);
                continue;
            }

            await Enter("entry", "NextReview", review, lead, new() { ["shown"] = Aliases(facts) }, call);
            return Told(review, pictures);
        }
    }

    /// <summary>One word on a review: a candidate's id, or "none". It cannot be taken back.</summary>
    /// <exception cref="ResourceNotFoundException">The person has no such review.</exception>
    /// <exception cref="InvalidParameterException">No such candidate, or judged before.</exception>
    public async Task<JsonObject> Judge(AdminInput input, Call call)
    {
        var (reviewId, candidateId) = (
            input.Text("ReviewId", IdCharsMax), input.Text("CandidateId", IdCharsMax));
        var person = await Allowed("GiveVerdict", call);
        if (await leads.Review(reviewId, person, call.Cancelled) is not var (review, lead))
        {
            throw new ResourceNotFoundException($"There is no review {reviewId} of yours");
        }

        var choice = Position(review, candidateId);
        var facts = LeadFacts.Parse(lead.Facts);
        if (review.JudgedAt is not null)
        {
            throw new InvalidParameterException($"The review {reviewId} was judged before");
        }

        // First the entry: a verdict that counts and is in no log must not be.
        await Enter("verdict", "GiveVerdict", review, lead, new()
        {
            ["choice"] = choice is { } at ? facts.Candidates[at].FaceAlias : None,
            ["known"] = lead.IsFoil ? choice == facts.Answer ? "right" : "wrong" : "no",
        }, call);
        var trainedUntil = (await reviewers.Find(person, call.Cancelled))!.TrainedUntil;
        var verdict = new Verdict(person, choice, clock.GetUtcNow(), trainedUntil);
        var isCounted = await leads.Judge(
            reviewId, person, (_, now) => Judged(verdict, now), verdict.At, CancellationToken.None);
        return isCounted
            ? []
            : throw new InvalidParameterException($"The review {reviewId} was judged before");
    }

    /// <returns>The person, whose training is in date and whose purpose may review.</returns>
    private async Task<string> Allowed(string operation, Call call)
    {
        var person = Lead.PersonOf(call.Person);
        var (now, reviewer) = (clock.GetUtcNow(), await reviewers.Find(person, call.Cancelled));
        await overseer.Require(new(call.AccessKeyId, call.Purpose, operation)
        {
            IsTrained = reviewer is not null && reviewer.TrainedUntil >= now,
            Time = now,
        });
        return person;
    }

    private async Task<(KeptReview? Review, KeptLead? Lead)> InHand(
        string person, CancellationToken cancelled)
    {
        if (await leads.Pending(person, cancelled) is var (pending, of))
        {
            return (pending, of);
        }

        var now = clock.GetUtcNow();
        var lead = await leads.Waiting(
            person, now, now - LeadLimits.HandedLife, LeadLimits.VerdictsMax, cancelled);
        if (lead is null)
        {
            return (null, null);
        }

        // A foil is made each time and mostly thrown away, so that the time tells nothing.
        var count = LeadFacts.Parse(lead.Facts).Candidates.Count;
        var foil = await Foil(lead.Collection, count, now, cancelled);
        var isFoil = RandomNumberGenerator.GetInt32(LeadLimits.FoilInReviews) == 0 && foil is not null;
        var chosen = isFoil ? foil! : lead;
        var review = new KeptReview(
            Guid.NewGuid().ToString(), chosen.LeadId, person, Ids(LeadFacts.Parse(chosen.Facts)), now, null);
        await leads.Hand(review, foil, CancellationToken.None);

        // As it was kept: the lead may have gone meanwhile, or another call of the person was faster.
        return await leads.Pending(person, cancelled) is var (handed, handedOf)
            ? (handed, handedOf)
            : (null, null);
    }

    private async Task<KeptLead?> Foil(
        CollectionName collection, int count, DateTimeOffset now, CancellationToken cancelled)
    {
        try
        {
            return await planting.Foil(collection, count, now, cancelled);
        }
        catch (CollectionNotFoundException)
        {
            return null;
        }
    }

    /// <returns>Null where the collection is gone, and its leads with it.</returns>
    private async Task<LeadPictures?> Pictures(KeptLead lead, LeadFacts facts, CancellationToken cancelled)
    {
        try
        {
            return await LeadPictures.Of(crops, lead.Collection, facts, lead.Probe, cancelled);
        }
        catch (CollectionNotFoundException)
        {
            return null;
        }
    }

    /// <summary>"None of these" comes first; the others in an order of this reviewer's own.</summary>
    private static JsonObject Told(KeptReview review, LeadPictures pictures) => new()
    {
        ["ReviewId"] = review.ReviewId,
        ["Probe"] = Convert.ToBase64String(pictures.Probe!),
        ["Candidates"] = new JsonArray(
        [
            new JsonObject { ["CandidateId"] = None },
            .. Shown(review)
                .Where(one => pictures.Candidates.ContainsKey(one.Value))
                .Select(one => new JsonObject
                {
                    ["CandidateId"] = one.Key,
                    ["Picture"] = Convert.ToBase64String(pictures.Candidates[one.Value]),
                }),
        ]),
    };

    /// <returns>JSON of an id for each position; sorted by id, which is by chance.</returns>
    private static byte[] Ids(LeadFacts facts) => JsonSerializer.SerializeToUtf8Bytes(
        Enumerable.Range(0, facts.Candidates.Count)
            .Select(at => KeyValuePair.Create(Guid.NewGuid().ToString(), at))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .ToDictionary());

    private static Dictionary<string, int> Shown(KeptReview review) =>
        JsonSerializer.Deserialize<Dictionary<string, int>>(review.Shown)!;

    private static int? Position(KeptReview review, string candidateId) => candidateId == None ? null
        : Shown(review).TryGetValue(candidateId, out var at) ? at
        : throw new InvalidParameterException($"The review {review.ReviewId} has no candidate {candidateId}");

    private static JudgedLead Judged(Verdict verdict, KeptLead kept)
    {
        var facts = LeadFacts.Parse(kept.Facts);
        var lead = facts.Unjudged(kept.Requester).WithVerdicts(kept.Verdicts).With(verdict);
        return new(
            lead.VerdictBytes(), lead.State != LeadState.Open, kept.IsFoil && verdict.Choice != facts.Answer,
            verdict.Choice is { } at && lead.Planted[at]);
    }

    private static JsonArray Aliases(LeadFacts facts) =>
        new([.. facts.Candidates.Select(one => (JsonNode)one.FaceAlias)]);

    /// <summary>
    /// Everybody may read an entry, so it tells neither whose it is nor about which lead; the record does.
    /// </summary>
    private Task<long> Enter(
        string kind, string operation, KeptReview review, KeptLead lead, JsonObject record, Call call)
    {
        record["review"] = review.ReviewId;
        record["lead"] = lead.LeadId;
        record["foil"] = lead.IsFoil ? "yes" : "no";
        record["reviewer"] = call.AccessKeyId;
        record["person"] = review.Person;
        return ledger.Append(
            new()
            {
                Time = clock.GetUtcNow(),
                Kind = kind,
                Operation = operation,
                Purpose = call.Purpose,
                PolicyHash = governance.Now.Hash,
            },
            new LedgerRecord(record), CancellationToken.None);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Beholden.Oversight.Leads;
using Beholden.Oversight.Ledger;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Leads;

/// <summary>Beholden's own calls about those who judge: their training and their errors.</summary>
internal sealed class ReviewerAdmin(ReviewerStore reviewers, LedgerLog ledger, TimeProvider clock)
{
    private const int NameCharsMax = 128, DateCharsMax = 10;

    /// <summary>Enters that somebody was trained; a day that is over ends it.</summary>
    /// <exception cref="ValidationException">No such day, or too far ahead.</exception>
    public async Task<JsonObject> Train(AdminInput input, Call call)
    {
        var person = Lead.PersonOf(input.Text("Person", NameCharsMax));
        var text = input.Text("Until", DateCharsMax);
        var now = clock.GetUtcNow();
        if (person.Length == 0)
        {
            throw AdminInput.Wrong("Person", $"must be a name of 1 to {NameCharsMax} characters");
        }

        if (!DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day > DateOnly.FromDateTime((now + LeadLimits.TrainingMax).UtcDateTime))
        {
            throw AdminInput.Wrong(
                "Until", "must be a day like 2027-06-30, at most two years ahead; it is the last one");
        }

        // To the end of that day.
        var until = new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero);
        await ledger.Append(
            new()
            {
                Time = now,
                Kind = "training",
                Operation = "TrainReviewer",
                Purpose = call.Purpose,
                Key = call.AccessKeyId,
            },
            new LedgerRecord(new() { ["person"] = person, ["until"] = text }), CancellationToken.None);
        await reviewers.Train(person, until, CancellationToken.None);
        return new() { ["Person"] = person, ["Until"] = text };
    }

    /// <summary>
    /// The rate is of foils alone, since only there the right answer is known whatever is chosen.
    /// </summary>
    public async Task<JsonObject> List(Call call) => new()
    {
        ["Reviewers"] = new JsonArray(
        [
            .. (await reviewers.List(call.Cancelled)).Select(one =>
            {
                var rate = ErrorRate.Of(one.FoilErrors, one.Foils);
                return new JsonObject
                {
                    ["Person"] = one.Person,
                    ["Until"] = one.TrainedUntil.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    ["Reviews"] = one.Reviews,
                    ["Foils"] = one.Foils,
                    ["FoilErrors"] = one.FoilErrors,
                    ["ErrorRate"] = rate.Rate,
                    ["ErrorRateLow95"] = rate.Low95,
                    ["ErrorRateHigh95"] = rate.High95,
                    ["PlantedChosen"] = one.PlantedChosen,
                };
            }),
        ]),
    };
}

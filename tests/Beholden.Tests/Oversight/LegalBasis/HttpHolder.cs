using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>A server, asked by signed HTTP alone. All faces are of one picture.</summary>
internal sealed class HttpHolder : Holder
{
    private static readonly string[] People = ["p0", "p1"];

    private readonly SayCalls calls;
    private readonly StillClock clock;
    private readonly string[] names;

    private HttpHolder(SayCalls calls, StillClock clock, int story)
    {
        (this.calls, this.clock) = (calls, clock);
        clock.Now = History.Begin;
        names = [.. Enumerable.Range(0, History.Collections).Select(one => $"story-{story}-{one}")];
    }

    public static async Task<HttpHolder> Make(SayCalls calls, StillClock clock, int story)
    {
        var made = new HttpHolder(calls, clock, story);
        foreach (var (at, name) in made.names.Index())
        {
            await made.Done("CreateCollection", new()
            {
                ["CollectionId"] = name,
                ["Tags"] = new JsonObject(
                    History.Tags[at].Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))),
            });
        }

        return made;
    }

    public async Task Clear()
    {
        foreach (var name in names)
        {
            await Done("DeleteCollection", new() { ["CollectionId"] = name });
        }
    }

    public override void Set(DateTimeOffset now) => clock.Now = now;

    public override async Task<bool> Do(HistoryStep step)
    {
        var name = names[step.Collection];
        JsonObject Who() => new() { ["CollectionId"] = name, ["Person"] = step.Person };
        switch (step.Act)
        {
            case HistoryAct.Give or HistoryAct.GiveWritten or HistoryAct.Refuse:
                return await Taken(
                    "Beholden.PutConsent", Record(Who(), step), "ResourceAlreadyExistsException");
            case HistoryAct.Withdraw:
                return await Withdraw(Who(), name);
            case HistoryAct.Enrol:
                return await Taken(
                    "IndexFaces",
                    new()
                    {
                        ["CollectionId"] = name,
                        ["ExternalImageId"] = step.Person,
                        ["Image"] = Pictures.Image(Pictures.Portrait),
                    },
                    "AccessDeniedException");
            case HistoryAct.Object:
                await Done("Beholden.PersonObject", Who());
                break;
            case HistoryAct.Release:
                await Done("Beholden.PersonRelease", Who());
                break;
            case HistoryAct.Sweep:
                await Done("Beholden.Sweep", []);
                var again = await Done("Beholden.Sweep", []);
                Assert.Equal(0, (int)again["FacesDestroyed"]!);
                Assert.Equal(0, (int)again["HiddenRowsCompared"]!);
                break;
        }

        return true;
    }

    public override async Task<SortedSet<int>> Found()
    {
        var found = new SortedSet<int>();
        foreach (var (at, name) in names.Index())
        {
            var listed = (await Done("ListFaces", new() { ["CollectionId"] = name }))["Faces"]!.AsArray();
            if (listed.Count == 0)
            {
                continue;
            }

            // Of one picture, each face is found by any other.
            var hits = (await Done("SearchFaces", new()
            {
                ["CollectionId"] = name,
                ["FaceId"] = (string)listed[0]!["FaceId"]!,
            }))["FaceMatches"]!.AsArray().Select(hit => hit!["Face"]!);
            Assert.Equal(
                listed.Skip(1).Select(face => (string)face!["FaceId"]!).Order(),
                hits.Select(face => (string)face["FaceId"]!).Order());
            found.UnionWith(listed.Select(face => FaceOf((string)face!["ExternalImageId"]!, at)));
        }

        return found;
    }

    public override async Task<SortedSet<int>?> Kept()
    {
        var kept = new SortedSet<int>();
        foreach (var (at, name) in names.Index())
        {
            foreach (var person in People)
            {
                var held = await Done(
                    "Beholden.PersonExport", new() { ["CollectionId"] = name, ["Person"] = person });
                kept.UnionWith(held["Faces"]!.AsArray().Select(_ => FaceOf(person, at)));
            }
        }

        return kept;
    }

    private static int FaceOf(string person, int collection) =>
        (int.Parse(person[1..]) * History.Collections) + collection;

    private static JsonObject Record(JsonObject who, HistoryStep step)
    {
        var isWritten = step.Act == HistoryAct.GiveWritten;
        who["State"] = step.Act == HistoryAct.Refuse ? "refused" : "given";
        who["Kind"] = isWritten ? "bipa-consent" : "consent";
        who["Controller"] = "ACME";
        who["Purposes"] = new JsonArray("letting people in");
        who["Method"] = "signed form";
        who["DestroyWithinDays"] = History.DestroyDays;
        if ((step.Until ?? (isWritten ? TimeSpan.FromDays(5_000) : null)) is { } until)
        {
            who["Until"] = $"P{(int)until.TotalDays}D";
        }

        return who;
    }

    private async Task<bool> Withdraw(JsonObject who, string name)
    {
        var all = (await Done("Beholden.ListConsents", who))["Consents"]!.AsArray();
        return all.Count > 0 && await Taken(
            "Beholden.WithdrawConsent",
            new() { ["CollectionId"] = name, ["ConsentId"] = (string)all[^1]!["ConsentId"]! },
            "InvalidParameterException");
    }

    private async Task<JsonObject> Done(string operation, JsonObject input)
    {
        var answer = await calls.Send(operation, input);
        Assert.True(answer.Status == 200, $"{operation}: {answer.Sentence}");
        return answer.Body;
    }

    private async Task<bool> Taken(string operation, JsonObject input, string refusal)
    {
        var answer = await calls.Send(operation, input);
        Assert.True(answer.Status == 200 || answer.Type == refusal, $"{operation}: {answer.Sentence}");
        return answer.Status == 200;
    }
}

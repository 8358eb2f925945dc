using System.Net;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Operations;
using Beholden.Store;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using ServerLimits = Beholden.Server.Limits;

namespace Beholden.Tests.Persons;

/// <summary>A person's side, through signed HTTP on a server whose clock the test moves.</summary>
public sealed class PersonCallsTests : IAsyncLifetime
{
    private readonly TemporaryFolder data = new();
    private readonly StillClock clock = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private ServerHost? host;
    private SayCalls? calls;

    public async ValueTask InitializeAsync()
    {
        var settings = new Settings(data.Path, TestFolders.RequireWeights(), S3Endpoint: null);
        host = await ServerHost.Start(settings, ServerHost.AnyPort, CancellationToken.None, clock);
        calls = new(host.Address, host.OwnerSecret, clock);
    }

    public async ValueTask DisposeAsync()
    {
        calls?.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        data.Dispose();
    }

    [Fact]
    public async Task An_export_tells_faces_consents_and_every_search_that_returned_them_and_nobody_else()
    {
        var (ann, bob) = await TwoPeople();
        await Done("Beholden.PutConsent", Consent("ann"));
        await Done("SearchFaces", new() { ["CollectionId"] = "staff", ["FaceId"] = bob });
        await Done("SearchFaces", new() { ["CollectionId"] = "staff", ["FaceId"] = ann });

        var held = await Done("Beholden.PersonExport", Who("ann"));

        var face = Assert.Single(held["Faces"]!.AsArray())!;
        Assert.Equal(ann, (string)face["FaceId"]!);
        Assert.Equal(("unstated", "personal"), ((string)face["Basis"]!, (string)face["Purpose"]!));
        Assert.Equal("dpv:ConsentRecord", (string)Assert.Single(held["Consents"]!.AsArray())!["@type"]!);
        var outcomes = held["Entries"]!.AsArray().Where(one => (string)one!["Kind"]! == "outcome").ToList();
        Assert.Equal("SearchFaces", (string)Assert.Single(outcomes)!["Operation"]!);
        Assert.NotNull((string?)outcomes[0]!["Similarity"]);
        // Of the search by her own face the intent tells.
        Assert.Contains(held["Entries"]!.AsArray(), one => (string)one!["Kind"]! == "intent");
        Assert.DoesNotContain(bob, held.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_objects_is_found_by_nobody_and_not_enrolled_until_released()
    {
        var (ann, bob) = await TwoPeople();
        Assert.Equal([ann], await Found(bob));

        Assert.Equal(1, (int)(await Done("Beholden.PersonObject", Who("ann")))["FacesHidden"]!);
        Assert.Empty(await Found(bob));
        var denied = await calls!.Send("IndexFaces", new()
        {
            ["CollectionId"] = "staff",
            ["ExternalImageId"] = "ann",
            ["Image"] = Pictures.Image(Pictures.Portrait),
        });
        Assert.Equal("AccessDeniedException", denied.Type);
        Assert.Contains("rule 'basis'", denied.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await Done("Beholden.PersonObject", Who("ann")))["FacesHidden"]!);

        Assert.Equal(1, (int)(await Done("Beholden.PersonRelease", Who("ann")))["FacesShown"]!);
        Assert.Equal([ann], await Found(bob));
    }

    [Fact]
    public async Task Erasing_destroys_faces_and_names_at_once_and_the_ledgers_records_after_six_months()
    {
        var (ann, bob) = await TwoPeople();
        await Done("Beholden.PutConsent", Consent("ann"));
        var consent = (long)(await Done("Beholden.PersonExport", Who("ann")))["EnteredAs"]!;
        await Found(bob);

        var erased = await Done("Beholden.PersonErase", Who("ann"));
        Assert.Equal((1, 1), ((int)erased["FacesDestroyed"]!, (int)erased["Consents"]!));
        Assert.Equal(0, (int)erased["RecordsErased"]!);
        var later = (int)erased["RecordsErasedLater"]!;
        Assert.True(later >= 3, $"{later} records");
        Assert.Empty(await Found(bob));
        var log = host!.Room<LedgerLog>();
        Assert.NotNull(log.ReadRecord(consent));

        clock.Now += TimeSpan.FromDays(184);
        Assert.Equal(later, (int)(await Done("Beholden.Sweep", []))["RecordsErased"]!);
        Assert.Null(log.ReadRecord(consent));
        Assert.Equal(0, (int)(await Done("Beholden.Sweep", []))["RecordsErased"]!);
        var left = await Done("Beholden.PersonExport", Who("ann"));
        Assert.Empty(left["Faces"]!.AsArray());
        var after = await Done("Beholden.ListConsents", new() { ["CollectionId"] = "staff" });
        Assert.Null((string?)after["Consents"]![0]!["Person"]);
        Assert.Equal("withdrawn", (string)after["Consents"]![0]!["State"]!);
        var shown = await Done("Beholden.GetConsent", new()
        {
            ["CollectionId"] = "staff",
            ["ConsentId"] = (string)after["Consents"]![0]!["ConsentId"]!,
        });
        Assert.DoesNotContain("mother", shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_shows_what_is_held_once_and_not_after_its_time()
    {
        var (ann, _) = await TwoPeople();
        using var http = new HttpClient { BaseAddress = host!.Address };
        var path = (string)(await Done("Beholden.PersonLink", Who("ann")))["Path"]!;
        using var first = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var held = JsonNode.Parse(
            await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(ann, (string)held["Faces"]![0]!["FaceId"]!);
        using var second = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);

        var late = Who("ann");
        late["Hours"] = 1;
        path = (string)(await Done("Beholden.PersonLink", late))["Path"]!;
        clock.Now += TimeSpan.FromHours(1);
        using var third = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, third.StatusCode);

        var last = HttpStatusCode.OK;
        for (var tried = 0; tried <= ServerLimits.PersonLinkTriesPerMinuteMax; tried++)
        {
            using var answer = await http.GetAsync("/person/guess", TestContext.Current.CancellationToken);
            last = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task A_picture_finds_a_person_seldom_keeps_nothing_and_is_entered()
    {
        await Done("CreateCollection", new() { ["CollectionId"] = "staff" });
        var indexed = await Done("IndexFaces", new()
        {
            ["CollectionId"] = "staff",
            ["ExternalImageId"] = "ann",
            ["Image"] = Pictures.Image(Pictures.Portrait),
        });
        var faceId = (string)indexed["FaceRecords"]![0]!["Face"]!["FaceId"]!;
        var question = new JsonObject
        {
            ["CollectionIds"] = new JsonArray("staff"),
            ["Image"] = Pictures.Image(Pictures.Portrait),
        };
        for (var asked = 0; asked < ServerLimits.PersonFindsPerHourMax; asked++)
        {
            var found = Assert.Single((await Done("Beholden.PersonFind", question))["Faces"]!.AsArray())!;
            Assert.Equal((faceId, "ann"), ((string)found["FaceId"]!, (string)found["ExternalImageId"]!));
        }

        var refused = await calls!.Send("Beholden.PersonFind", question);
        Assert.Equal("LimitExceededException", refused.Type);
        clock.Now += TimeSpan.FromHours(1);
        await Done("Beholden.PersonFind", question);

        var collection = await Done("DescribeCollection", new() { ["CollectionId"] = "staff" });
        Assert.Equal(1, (int)collection["FaceCount"]!);
        var held = await Done("Beholden.PersonExport", Who("ann"));
        Assert.Equal(
            ServerLimits.PersonFindsPerHourMax + 1,
            held["Entries"]!.AsArray().Count(one => (string)one!["Operation"]! == "PersonFound"));

        await Done("Beholden.Stop", new() { ["Scope"] = "all", ["Reason"] = "drill" });
        Assert.Equal("AccessDeniedException", (await calls.Send("Beholden.PersonFind", question)).Type);
    }

    [Fact]
    public async Task A_person_is_named_in_one_way_and_the_collection_must_be_there()
    {
        await Done("CreateCollection", new() { ["CollectionId"] = "staff" });
        var both = Who("ann");
        both["UserId"] = "ann";
        Assert.Equal("ValidationException", (await calls!.Send("Beholden.PersonErase", both)).Type);
        var nobody = new JsonObject { ["CollectionId"] = "staff" };
        Assert.Equal("ValidationException", (await calls.Send("Beholden.PersonObject", nobody)).Type);
        var nowhere = new JsonObject { ["CollectionId"] = "gone", ["Person"] = "ann" };
        foreach (var call in new[] { "Export", "Object", "Release", "Erase", "Link" })
        {
            Assert.Equal(
                "ResourceNotFoundException", (await calls.Send($"Beholden.Person{call}", nowhere)).Type);
        }
    }

    private static JsonObject Who(string person) => new()
    {
        ["CollectionId"] = "staff",
        ["Person"] = person,
    };

    private static JsonObject Consent(string person)
    {
        var consent = Who(person);
        consent["Controller"] = "ACME";
        consent["Purposes"] = new JsonArray("letting people in");
        consent["Method"] = "signed form";
        consent["GivenBy"] = "her mother";
        return consent;
    }

    private async Task<(string Ann, string Bob)> TwoPeople()
    {
        await Done("CreateCollection", new() { ["CollectionId"] = "staff" });
        var random = new Random(5);
        var centre = Made.Unit(random);
        return (await Face("ann", centre), await Face("bob", Made.Near(random, centre, spread: 0.2f)));
    }

    private async Task<string> Face(string person, float[] vector)
    {
        var faceId = Guid.NewGuid().ToString();
        await host!.Room<FaceStore>().Add(
            new(ApiClient.RegionDefault, "staff"), host.Room<FaceModel>().Contract, "personal",
            FaceBasis.Unstated, [Made.Face(faceId, vector) with { ExternalImageId = person }], clock.Now,
            TestContext.Current.CancellationToken);
        return faceId;
    }

    private async Task<IEnumerable<string>> Found(string by) =>
        (await Done("SearchFaces", new() { ["CollectionId"] = "staff", ["FaceId"] = by }))["FaceMatches"]!
            .AsArray().Select(hit => (string)hit!["Face"]!["FaceId"]!);

    private async Task<JsonObject> Done(string operation, JsonObject input)
    {
        var answer = await calls!.Send(operation, input);
        Assert.True(answer.Status == 200, $"{operation}: {answer.Sentence}");
        return answer.Body;
    }
}

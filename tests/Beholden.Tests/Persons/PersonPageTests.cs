using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Operations;
using Beholden.Server.Persons;
using Beholden.Server.Web;
using Beholden.Store;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using ServerLimits = Beholden.Server.Limits;

namespace Beholden.Tests.Persons;

/// <summary>A person's own page, as a browser asks for it, on a server whose clock the test moves.</summary>
public sealed class PersonPageTests : IAsyncLifetime
{
    private readonly TemporaryFolder data = new(), console = new();
    private readonly StillClock clock = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly HttpClientHandler cookies = new() { AllowAutoRedirect = false };
    private ServerHost? host;
    private SayCalls? calls;
    private HttpClient? browser;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(console.Path, "index.html"), "<!doctype html>");
        var settings = new Settings(data.Path, TestFolders.RequireWeights(), S3Endpoint: null)
        {
            ConsoleFolder = console.Path,
        };
        host = await ServerHost.Start(settings, ServerHost.AnyPort, CancellationToken.None, clock);
        calls = new(host.Address, host.OwnerSecret, clock);
        browser = new(cookies) { BaseAddress = host.Address };
    }

    public async ValueTask DisposeAsync()
    {
        browser?.Dispose();
        cookies.Dispose();
        calls?.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        console.Dispose();
        data.Dispose();
    }

    [Fact]
    public async Task A_browser_is_sent_to_the_page_and_the_link_is_not_used_up_until_it_asks()
    {
        var ann = await Face("ann");
        var path = await Link("ann");
        for (var looked = 0; looked < 2; looked++)
        {
            using var preview = new HttpRequestMessage(HttpMethod.Get, path);
            preview.Headers.Add("Accept", "text/html,*/*;q=0.8");
            using var sent = await browser!.SendAsync(preview, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
            Assert.Equal($"{PersonDoor.Page}#{Token(path)}", sent.Headers.Location!.OriginalString);
        }

        var (status, held) = await Post(PersonDoor.Page, new() { ["Token"] = Token(path) });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(ann, (string)held["Faces"]![0]!["FaceId"]!);
        Assert.Equal("ann", (string)held["Person"]!);
        var cookie = Assert.Single(cookies.CookieContainer.GetCookies(new(host!.Address, PersonDoor.Page)));
        Assert.True(cookie.HttpOnly);
        Assert.Empty(cookies.CookieContainer.GetCookies(host.Address));

        (status, held) = await Post(PersonDoor.Page, new() { ["Token"] = Token(path) });
        Assert.Equal((HttpStatusCode.Unauthorized, PersonLinks.Unknown), (status, Sentence(held)));
    }

    [Fact]
    public async Task What_the_person_does_is_entered_without_a_key_and_ends_with_the_visit()
    {
        await Face("ann");
        await Open("ann");
        foreach (var (act, operation) in new[]
        {
            ("export", "PersonExport"), ("object", "PersonObject"), ("release", "PersonRelease"),
        })
        {
            var (status, done) = await Post($"{PersonDoor.Page}/{act}", []);
            Assert.Equal(HttpStatusCode.OK, status);
            await RequireEntry((long)done["EnteredAs"]!, operation);
        }

        clock.Now += ServerLimits.PersonSessionLife;
        Assert.Equal(HttpStatusCode.Unauthorized, (await Post($"{PersonDoor.Page}/export", [])).Status);

        await Open("ann");
        var (_, erased) = await Post($"{PersonDoor.Page}/erase", []);
        Assert.Equal(1, (int)erased["FacesDestroyed"]!);
        await RequireEntry((long)erased["EnteredAs"]!, "PersonErase");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Post($"{PersonDoor.Page}/export", [])).Status);
    }

    [Fact]
    public async Task A_consent_is_withdrawn_by_whom_it_is_of_and_nobody_else()
    {
        await Face("ann");
        var (hers, his) = (await Consent("ann"), await Consent("bob"));
        await Open("ann");

        var (status, _) = await Post($"{PersonDoor.Page}/withdraw", new() { ["ConsentId"] = his });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        (status, var done) = await Post($"{PersonDoor.Page}/withdraw", new() { ["ConsentId"] = hers });
        Assert.Equal((HttpStatusCode.OK, "withdrawn"), (status, (string)done["State"]!));
        await RequireEntry((long)done["EnteredAs"]!, "WithdrawConsent");
    }

    [Fact]
    public async Task Other_sites_pages_and_unknown_acts_are_refused()
    {
        await Face("ann");
        var path = await Link("ann");
        var token = new JsonObject { ["Token"] = Token(path) };
        var (status, refused) = await Post(PersonDoor.Page, token, isOwnPage: false);
        Assert.Contains(ConsoleDoor.Header, Sentence(refused), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(HttpStatusCode.OK, (await Post(PersonDoor.Page, token)).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await Post($"{PersonDoor.Page}/link", [])).Status);
        // The person's session is no key's.
        Assert.Equal(HttpStatusCode.Unauthorized, (await Post(ConsoleDoor.CallPath, [])).Status);
    }

    private static string Token(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Sentence(JsonObject refused) =>
        (string?)refused["Message"] ?? (string?)refused["message"] ?? "";

    private async Task Open(string person)
    {
        var token = Token(await Link(person));
        Assert.Equal(HttpStatusCode.OK, (await Post(PersonDoor.Page, new() { ["Token"] = token })).Status);
    }

    private async Task RequireEntry(long index, string operation)
    {
        await foreach (var (indexed, _) in host!.Room<LedgerLog>().Records(
            index, _ => true, TestContext.Current.CancellationToken))
        {
            if (indexed.Index == index)
            {
                Assert.Equal((operation, null), (indexed.Entry.Operation, indexed.Entry.Key));
                return;
            }
        }

        // An erasure has no record; its receipt tells what was entered.
        var receipt = await LedgerReceipt.Fetch(
            index, null, (name, cancelled) => browser!.GetByteArrayAsync($"/ledger/{name}", cancelled),
            TestContext.Current.CancellationToken);
        var verdict = receipt.Verify(null);
        Assert.True(verdict.Holds, verdict.Sentence);
        Assert.Equal((operation, null), (verdict.Entry!.Operation, verdict.Entry.Key));
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> Post(
        string path, JsonObject input, bool isOwnPage = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(input.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (isOwnPage)
        {
            request.Headers.Add(ConsoleDoor.Header, "1");
        }

        using var answer = await browser!.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(text)!.AsObject());
    }

    private async Task<string> Face(string person)
    {
        await Done("CreateCollection", new() { ["CollectionId"] = "staff" });
        var faceId = Guid.NewGuid().ToString();
        await host!.Room<FaceStore>().Add(
            new(ApiClient.RegionDefault, "staff"), host.Room<FaceModel>().Contract, "personal",
            FaceBasis.Unstated,
            [Made.Face(faceId, Made.Unit(new Random(5))) with { ExternalImageId = person }], clock.Now,
            TestContext.Current.CancellationToken);
        return faceId;
    }

    private async Task<string> Consent(string person) => (string)(await Done("Beholden.PutConsent", new()
    {
        ["CollectionId"] = "staff",
        ["Person"] = person,
        ["Controller"] = "ACME",
        ["Purposes"] = new JsonArray("letting people in"),
        ["Method"] = "signed form",
    }))["ConsentId"]!;

    private async Task<string> Link(string person) => (string)(await Done(
        "Beholden.PersonLink", new() { ["CollectionId"] = "staff", ["Person"] = person }))["Path"]!;

    private async Task<JsonObject> Done(string operation, JsonObject input)
    {
        var answer = await calls!.Send(operation, input);
        Assert.True(answer.Status == 200, $"{operation}: {answer.Sentence}");
        return answer.Body;
    }
}

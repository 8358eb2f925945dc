using System.Net;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Web;
using Beholden.Store;
using Beholden.Tests.Support;
using Limits = Beholden.Server.Limits;

namespace Beholden.Tests.Web;

/// <summary>Who may use the console's way in, and when a session ends. The clock is the test's.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private const string List = "RekognitionService.ListCollections", Purpose = "personal";

    private readonly TemporaryFolder data = new();
    private readonly SetClock clock = new(DateTimeOffset.UtcNow);
    private ServerHost? host;

    public async ValueTask InitializeAsync() => host = await ServerHost.Start(
        new(data.Path, TestFolders.RequireWeights(), S3Endpoint: null), ServerHost.AnyPort,
        CancellationToken.None, clock);

    public async ValueTask DisposeAsync()
    {
        await host!.DisposeAsync();
        data.Dispose();
    }

    [Fact]
    public async Task A_key_and_its_secret_sign_in()
    {
        using var browser = new BrowserClient(host!.Address);
        var key = await Key();

        using var signedIn = await browser.SignIn(By(key.Key.AccessKeyId, key.Secret));
        var about = await BrowserClient.Read(signedIn);
        using var called = await browser.Call(List);

        Assert.Equal(key.Key.AccessKeyId, (string?)about["AccessKeyId"]);
        Assert.Equal("eu-west-1", (string?)about["Region"]);
        Assert.False((bool?)about["Governs"]);
        Assert.Equal(HttpStatusCode.OK, called.StatusCode);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/console", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("", "wrong")]
    [InlineData("AKIDNOBODY", "wrong")]
    public async Task Anything_else_does_not(string otherKey, string secret)
    {
        using var browser = new BrowserClient(host!.Address);
        var key = await Key();

        using var refused = await browser.SignIn(
            By(otherKey.Length > 0 ? otherKey : key.Key.AccessKeyId, secret));
        using var called = await browser.Call(List);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, called.StatusCode);
    }

    [Fact]
    public async Task A_link_signs_in_once()
    {
        using var client = Owner();
        var made = await client.Call("Beholden.CreateSignIn", [], TestContext.Current.CancellationToken);
        var token = ((string)made["Path"]!)[SignInAdmin.Fragment.Length..];
        using var first = new BrowserClient(host!.Address);
        using var second = new BrowserClient(host.Address);

        using var opened = await first.SignIn(new() { ["SignIn"] = token });
        using var again = await second.SignIn(new() { ["SignIn"] = token });

        Assert.Equal(OwnerKey.AccessKeyId, (string?)(await BrowserClient.Read(opened))["AccessKeyId"]);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task A_link_ends_after_its_time()
    {
        using var client = Owner();
        var made = await client.Call("Beholden.CreateSignIn", [], TestContext.Current.CancellationToken);
        clock.Now += Limits.SignInLinkLife;
        using var browser = new BrowserClient(host!.Address);

        using var late = await browser.SignIn(
            new() { ["SignIn"] = ((string)made["Path"]!)[SignInAdmin.Fragment.Length..] });

        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task Use_prolongs_a_session_up_to_a_day_of_work()
    {
        using var browser = new BrowserClient(host!.Address);
        var key = await Key();
        (await browser.SignIn(By(key.Key.AccessKeyId, key.Secret))).Dispose();
        var calls = 0;
        for (var spent = TimeSpan.Zero; spent < Limits.SessionWhole + Limits.SessionIdle;)
        {
            using var called = await browser.Call(List);
            if (called.StatusCode != HttpStatusCode.OK)
            {
                break;
            }

            calls++;
            clock.Now += Limits.SessionIdle * 0.75;
            spent += Limits.SessionIdle * 0.75;
        }

        Assert.Equal((int)(Limits.SessionWhole / (Limits.SessionIdle * 0.75)), calls);
    }

    [Fact]
    public async Task A_session_that_nobody_uses_ends()
    {
        using var browser = new BrowserClient(host!.Address);
        var key = await Key();
        (await browser.SignIn(By(key.Key.AccessKeyId, key.Secret))).Dispose();
        clock.Now += Limits.SessionIdle;

        using var called = await browser.Call(List);
        using var asked = await browser.Send(HttpMethod.Get, ConsoleDoor.SessionPath);

        Assert.Equal(HttpStatusCode.Unauthorized, called.StatusCode);
        Assert.Empty(await BrowserClient.Read(asked));
    }

    [Fact]
    public async Task What_a_page_asks_by_itself_is_answered_but_is_no_use()
    {
        using var browser = new BrowserClient(host!.Address);
        var key = await Key();
        (await browser.SignIn(By(key.Key.AccessKeyId, key.Secret))).Dispose();
        clock.Now += Limits.SessionIdle * 0.75;
        using var answered = await browser.Call(List, ConsoleDoor.ByItself);
        clock.Now += Limits.SessionIdle * 0.25;

        using var called = await browser.Call(List);

        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, called.StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_and_signing_out_end_it()
    {
        using var one = new BrowserClient(host!.Address);
        using var two = new BrowserClient(host.Address);
        var (left, revoked) = (await Key(), await Key());
        (await one.SignIn(By(left.Key.AccessKeyId, left.Secret))).Dispose();
        (await two.SignIn(By(revoked.Key.AccessKeyId, revoked.Secret))).Dispose();
        var kept = one.Cookies.GetCookieHeader(new(host.Address, "/console/call"));

        (await one.Send(HttpMethod.Delete, ConsoleDoor.SessionPath)).Dispose();
        using var owner = Owner();
        await owner.Call(
            "Beholden.RevokeKey", new() { ["AccessKeyId"] = revoked.Key.AccessKeyId },
            TestContext.Current.CancellationToken);

        one.Cookies.SetCookies(new(host.Address, "/console/call"), kept);
        using var afterLeaving = await one.Call(List);
        using var afterRevoking = await two.Call(List);
        Assert.Equal(HttpStatusCode.Unauthorized, afterLeaving.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, afterRevoking.StatusCode);
    }

    [Fact]
    public async Task Another_sites_page_cannot_use_it()
    {
        using var browser = new BrowserClient(host!.Address);
        var key = await Key();
        (await browser.SignIn(By(key.Key.AccessKeyId, key.Secret))).Dispose();

        using var foreign = await browser.Call(List, header: null);

        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.Equal("AccessDeniedException", (string?)(await BrowserClient.Read(foreign))["__type"]);
    }

    [Fact]
    public async Task It_can_do_no_more_than_its_key()
    {
        using var browser = new BrowserClient(host!.Address);
        var key = await Key();
        (await browser.SignIn(By(key.Key.AccessKeyId, key.Secret))).Dispose();

        using var governed = await browser.Call("Beholden.GetPolicy");

        Assert.Equal("AccessDeniedException", (string?)(await BrowserClient.Read(governed))["__type"]);
    }

    [Fact]
    public async Task Trying_many_secrets_is_turned_away()
    {
        using var browser = new BrowserClient(host!.Address);
        for (var tried = 0; tried < Limits.SignInTriesPerMinuteMax; tried++)
        {
            (await browser.SignIn(By("AKIDNOBODY", $"{tried}"))).Dispose();
        }

        using var late = await browser.SignIn(By("AKIDNOBODY", "one more"));

        Assert.Equal("ThrottlingException", (string?)(await BrowserClient.Read(late))["__type"]);
    }

    private static JsonObject By(string accessKeyId, string secret) => new()
    {
        ["AccessKeyId"] = accessKeyId,
        ["SecretAccessKey"] = secret,
        ["Region"] = "eu-west-1",
    };

    private Task<SigningKey> Key() => host!.Room<KeyStore>().Create(
        "browser", "ann", Purpose, caseName: null, clock.Now, TestContext.Current.CancellationToken);

    private ApiClient Owner() => new(new HttpClient(), host!.Address, OwnerKey.AccessKeyId, host.OwnerSecret);
}

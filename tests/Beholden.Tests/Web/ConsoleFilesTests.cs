using System.Net;
using Beholden.Server;
using Beholden.Tests.Support;

namespace Beholden.Tests.Web;

/// <summary>What a browser is given, and what it is told about it.</summary>
public sealed class ConsoleFilesTests : IAsyncLifetime
{
    private const string Script = "assets/main-1.js";

    private readonly TemporaryFolder data = new(), console = new();
    private ServerHost? host;
    private BrowserClient? browser;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(console.Path, "assets"));
        await File.WriteAllTextAsync(Path.Combine(console.Path, "index.html"), "<!doctype html>the page");
        await File.WriteAllTextAsync(Path.Combine(console.Path, Script), new string(' ', 9_999));
        await File.WriteAllTextAsync(Path.Combine(console.Path, "note.secret"), "not a file of a page");
        await File.WriteAllTextAsync(Path.Combine(data.Path, "outside.txt"), "not of the console");
        var settings = new Settings(data.Path, TestFolders.RequireWeights(), S3Endpoint: null)
        {
            ConsoleFolder = console.Path,
        };
        host = await ServerHost.Start(settings, ServerHost.AnyPort, CancellationToken.None);
        browser = new(host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        browser!.Dispose();
        await host!.DisposeAsync();
        data.Dispose();
        console.Dispose();
    }

    [Fact]
    public async Task The_root_leads_there()
    {
        using var answer = await browser!.Send(HttpMethod.Get, "/");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/console/", answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/console")]
    [InlineData("/console/")]
    [InlineData("/console/ledger/12")]
    public async Task A_views_address_gets_the_page(string path)
    {
        using var answer = await browser!.Send(HttpMethod.Get, path);

        Assert.Contains("the page", await Text(answer), StringComparison.Ordinal);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoCache);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_its_hash_in_its_name_is_kept_and_sent_small()
    {
        using var http = new HttpClient { BaseAddress = host!.Address };
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        using var answer = await http.GetAsync($"/console/{Script}", TestContext.Current.CancellationToken);
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Contains("gzip", answer.Content.Headers.ContentEncoding);
        Assert.InRange(bytes.Length, 1, 500);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        http.DefaultRequestHeaders.IfNoneMatch.Add(answer.Headers.ETag!);
        using var again = await http.GetAsync($"/console/{Script}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData("/console/note.secret")]
    [InlineData("/console/assets/gone.js")]
    [InlineData("/console/%2e%2e/outside.txt")]
    [InlineData("/console/..%2foutside.txt")]
    public async Task Nothing_else_is_given_out(string path)
    {
        using var answer = await browser!.Send(HttpMethod.Get, path);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("not of the console", await Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_built_console_the_api_is_served_and_the_address_says_so()
    {
        using var other = new TemporaryFolder();
        var settings = new Settings(other.Path, TestFolders.RequireWeights(), S3Endpoint: null)
        {
            ConsoleFolder = Path.Combine(other.Path, "nothing"),
        };
        await using var bare = await ServerHost.Start(settings, ServerHost.AnyPort, CancellationToken.None);
        using var client = new BrowserClient(bare.Address);

        using var answer = await client.Send(HttpMethod.Get, "/console/");
        using var health = await client.Send(HttpMethod.Get, "/health");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("not built", await Text(answer), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private static Task<string> Text(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}

using System.Net;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Server.Web;
using Beholden.Tests.Support;

namespace Beholden.Tests.Server;

/// <summary>What Prometheus reads, and who may read it.</summary>
public sealed class MetricsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Calls_are_counted_by_operation_and_outcome()
    {
        await server.Call("ListCollections", []);
        await server.Refusal("DescribeCollection", new() { ["CollectionId"] = "nowhere" });
        await server.Refusal("Beholden.MakeCoffee", []);
        await server.Refusal("Beholden.MakeTea", []);

        var text = await Read();

        Assert.Matches("""_requests_total\{[^}]*operation="ListCollections",outcome="answered"\} \d""", text);
        Assert.Matches("""operation="DescribeCollection",outcome="refused"\} 1""", text);
        // Names that clients invent would be kept for ever.
        Assert.Matches("""operation="unknown",outcome="refused"\} 2""", text);
        Assert.DoesNotContain("Coffee", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Networks_are_timed()
    {
        await server.Call("DetectFaces", new()
        {
            ["Image"] = Pictures.Image(Pictures.Portrait),
        });

        Assert.Matches("""_model_duration_seconds_count\{[^}]*model="[a-z0-9-]+"\} [1-9]""", await Read());
    }

    [Fact]
    public async Task No_measure_names_a_key_or_a_collection()
    {
        var collection = await server.Collection();

        var text = await Read();

        Assert.DoesNotContain(collection, text, StringComparison.Ordinal);
        Assert.DoesNotContain(OwnerKey.AccessKeyId, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/metrics", "X-Forwarded-For", HttpStatusCode.Forbidden)]
    [InlineData("/metrics", "Forwarded", HttpStatusCode.Forbidden)]
    [InlineData("/console/metrics", "X-Anything", HttpStatusCode.BadRequest)]
    [InlineData("/console/metrics", ConsoleDoor.Header, HttpStatusCode.Unauthorized)]
    public async Task Whoever_is_elsewhere_or_not_signed_in_is_refused(
        string path, string header, HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add(header, "for=192.0.2.1");

        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    private async Task<string> Read()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        return await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
    }
}

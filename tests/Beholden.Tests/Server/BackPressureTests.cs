using System.Text;
using System.Text.Json.Nodes;
using Beholden.Tests.Support;

namespace Beholden.Tests.Server;

/// <summary>More work than the machine can do is turned away at once and in AWS's words.</summary>
[Collection(OneServer.Name)]
public sealed class BackPressureTests(ServerFixture server) : IDisposable
{
    private const int CallsAtOnce = 300;

    private readonly RawRequests raw = new(server.Address, server.Host.OwnerSecret);

    public void Dispose() => raw.Dispose();

    [Fact]
    public async Task Of_many_calls_at_once_each_is_answered_or_told_to_slow_down()
    {
        var input = new JsonObject { ["Image"] = Pictures.Image(Pictures.Portrait) };
        var body = Encoding.UTF8.GetBytes(input.ToJsonString());

        var answers = await Task.WhenAll(Enumerable.Range(0, CallsAtOnce)
            .Select(_ => raw.Send("RekognitionService.DetectFaces", body)));

        var turnedAway = answers.Where(answer => answer.Status != 200).ToList();
        Assert.NotEmpty(turnedAway);
        Assert.All(turnedAway, answer => Assert.Equal("ThrottlingException", answer.Type));
        Assert.InRange(answers.Length - turnedAway.Count, 10, CallsAtOnce - 1);
        Assert.Equal(200, (await raw.Send("RekognitionService.DetectFaces", body)).Status);
    }
}

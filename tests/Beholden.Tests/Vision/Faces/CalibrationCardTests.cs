using System.Net;
using Beholden.Server.Operations;
using Beholden.Tests.Support;
using Beholden.Vision.Faces;

namespace Beholden.Tests.Vision.Faces;

public sealed class CalibrationCardTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private static readonly string Committed =
        Path.Combine(TestFolders.Checkout, "models", "calibration.json");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_running_server_answers_the_committed_card_of_its_own_embedding()
    {
        using var client = new HttpClient();
        var answer = await client.GetAsync(
            new Uri(server.Address, "/calibration"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            await File.ReadAllTextAsync(Committed, TestContext.Current.CancellationToken),
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        CalibrationCard.Load(Committed).RequireContract(server.Host.Room<FaceModel>().Contract);
    }

    [Fact]
    public void The_card_of_another_embedding_is_refused()
    {
        var wrong = Assert.Throws<InvalidDataException>(
            () => CalibrationCard.Load(Committed).RequireContract("another/preprocessing-9/512"));
        Assert.Contains("another/preprocessing-9/512", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"version\": 1", "\"version\": 1, \"extra\": 1")]
    [InlineData("\"percent\": 80", "\"percent\": 8")]
    [InlineData("\"cosine\": -1", "\"cosine\": -0.5")]
    [InlineData("\"falseMatchRate\": 0", "\"falseMatchRate\": 7")]
    [InlineData("{", "")]
    public void A_broken_card_is_refused(string sound, string broken)
    {
        var text = File.ReadAllText(Committed);
        var at = text.IndexOf(sound, StringComparison.Ordinal);
        Assert.True(at >= 0);
        var path = Path.Combine(folder.Path, "calibration.json");
        File.WriteAllText(path, text[..at] + broken + text[(at + sound.Length)..]);

        Assert.Throws<InvalidDataException>(() => CalibrationCard.Load(path));
        Assert.Throws<InvalidDataException>(() => CalibrationCard.Load(path + ".absent"));
    }
}

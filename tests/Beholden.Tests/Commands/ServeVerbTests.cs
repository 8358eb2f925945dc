using Beholden.Tests.Support;

namespace Beholden.Tests.Commands;

/// <summary><c>beholden serve</c>: the first start, the next ones, and two at once.</summary>
public sealed class ServeVerbTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task The_first_start_shows_its_key_once_and_keeps_it_for_the_owner_alone()
    {
        var weights = TestFolders.RequireWeights();
        var file = Path.Combine(data.Path, "credentials");
        using (var first = await ServerProcess.Start(data.Path, weights))
        {
            var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal("[default]", lines[0]);
            Assert.StartsWith("aws_access_key_id = ", lines[1], StringComparison.Ordinal);
            Assert.StartsWith("aws_secret_access_key = ", lines[2], StringComparison.Ordinal);
            Assert.Contains(lines[1], first.Introduction, StringComparison.Ordinal);
            Assert.Contains(lines[2], first.Introduction, StringComparison.Ordinal);
            var url = first.Address.GetLeftPart(UriPartial.Authority);
            Assert.Equal(3, first.Introduction.Split(url).Length - 1);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        using var second = await ServerProcess.Start(data.Path, weights);

        Assert.Equal("", second.Introduction);
    }

    [Fact]
    public async Task A_second_server_on_the_folder_is_refused_in_one_sentence_and_the_first_answers_on()
    {
        using var server = await ServerProcess.Start(data.Path, TestFolders.RequireWeights());

        CommandLine.RequireSentence(
            await new CommandLine(data.Path).Run("serve", "--url", "http://127.0.0.1:0"),
            "is in use by another process");

        using var http = new HttpClient();
        Assert.Equal(
            "{\"status\":\"ok\"}",
            await http.GetStringAsync(
                new Uri(server.Address, "/health"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("127.0.0.1:8470")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://127.0.0.1:8470")]
    public async Task What_is_no_http_address_is_refused_in_one_sentence(string url)
        => CommandLine.RequireSentence(
            await new CommandLine(data.Path).Run("serve", "--url", url), "is not an http address");
}

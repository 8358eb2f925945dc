using Beholden.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Beholden.Tests.Oversight.Say;

/// <summary>Rules that were changed behind the server's back are found at its next start.</summary>
public sealed class AlteredPolicyTests
{
    [Theory]
    [InlineData("profile_json = replace(profile_json, '\"approvalsMin\": 2', '\"approvalsMin\": 1')")]
    [InlineData("site_rules = '@id(\"x\") forbid (principal, action, resource);'")]
    [InlineData("signed_note = replace(signed_note, 'beholden policy v1', 'beholden policy v2')")]
    [InlineData("version = version + 1")]
    public async Task An_altered_row_stops_the_start_with_its_sentence(string change)
    {
        using var data = new TemporaryFolder();
        using (await ServerProcess.Start(
            data.Path, TestFolders.RequireWeights(), "--profile", "public-safety", "--load-models",
            "first-use"))
        {
        }

        await using (var db = new SqliteConnection(
            $"Data Source={Path.Combine(data.Path, "beholden.db")};Pooling=False"))
        {
            await db.OpenAsync(TestContext.Current.CancellationToken);
            await using var alter = db.CreateCommand();
            alter.CommandText = $"UPDATE policy SET {change}";
            Assert.Equal(1, await alter.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        CommandLine.RequireSentence(
            await new CommandLine(data.Path).Run("serve", "--url", "http://127.0.0.1:0"),
            "is not what this server signed");
    }
}

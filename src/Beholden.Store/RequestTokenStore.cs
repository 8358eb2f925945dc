using System.Security.Cryptography;
using System.Text.Json;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// Requests that clients may repeat: the same token with the same input gets the first answer again, and
/// nothing is done twice. The answer is kept by the transaction that makes the change, so that a crash
/// leaves both or neither.
/// </summary>
internal static class RequestTokenStore
{
    /// <param name="token">The client's token, or null for a request without one.</param>
    /// <param name="input">Everything that the outcome depends on; must be serialisable.</param>
    /// <exception cref="RequestTokenMismatchException">The token was used with another input.</exception>
    public static async Task<T> Once<T>(
        Change change,
        long collection,
        string operation,
        (string? Token, DateTimeOffset Now) request,
        object input,
        Func<Task<T>> work)
    {
        if (request.Token is not { } token)
        {
            return await work();
        }

        var inputSha256 = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input));
        var createdMs = request.Now.ToUnixTimeMilliseconds();
        var endedMs = createdMs - (long)Limits.RequestTokenLife.TotalMilliseconds;
        await change.Db.ExecuteAsync(change.In(
            "DELETE FROM request_token WHERE created_ms <= @endedMs", new { endedMs }));
        var earlier = await change.Db.QuerySingleOrDefaultAsync<Row>(change.In("""
            SELECT input_sha256 AS InputSha256, outcome_json AS OutcomeJson FROM request_token
             WHERE collection_seq = @collection AND operation = @operation AND token = @token
            """, new { collection, operation, token }));
        if (earlier is not null)
        {
            return earlier.InputSha256.AsSpan().SequenceEqual(inputSha256)
                ? JsonSerializer.Deserialize<T>(earlier.OutcomeJson)!
                : throw new RequestTokenMismatchException(token);
        }

        var outcome = await work();
        var outcomeJson = JsonSerializer.Serialize(outcome);
        await change.Db.ExecuteAsync(change.In("""
            INSERT INTO request_token
                   (collection_seq, operation, token, input_sha256, outcome_json, created_ms)
            VALUES (@collection, @operation, @token, @inputSha256, @outcomeJson, @createdMs)
            """, new { collection, operation, token, inputSha256, outcomeJson, createdMs }));
        return outcome;
    }

    private sealed class Row
    {
        public required byte[] InputSha256 { get; init; }

        public required string OutcomeJson { get; init; }
    }
}

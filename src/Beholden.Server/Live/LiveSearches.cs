using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Server.Leads;
using Beholden.Server.Operations;
using Beholden.Server.Operations.Faces;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Live;

/// <summary>What a search for a track's face came to.</summary>
/// <param name="Name">Of the likest face; null where none is like it, or nothing may be named.</param>
/// <param name="Similarity">0..100; null without a name.</param>
/// <param name="Entry">Of the ledger.</param>
/// <param name="Lead">The lead that stands in for a name under review; null where there is none.</param>
/// <param name="Ended">When.</param>
internal sealed record LiveName(
    string? Name, float? Similarity, long? Entry, string? Lead, DateTimeOffset Ended);

/// <summary>
/// Searches for the faces of a stream's tracks as SearchFacesByImage does, under the same rules and with the
/// same entries: a track once it is sure, and again every so often.
/// </summary>
internal sealed class LiveSearches(
    FacePipeline pipeline, OpenCollections collections, FaceSearch faceSearch, Overseer overseer,
    Measures measures, TimeProvider clock)
{
    private const string Operation = "SearchFacesByImage";

    /// <summary>What the rules are asked, before anybody is searched for.</summary>
    /// <exception cref="ValidationException">The settings are refused by the contract.</exception>
    /// <exception cref="ResourceNotFoundException">No such collection.</exception>
    /// <exception cref="AccessDeniedException">A rule denies; it is entered.</exception>
    public async Task<Asked> Require(LiveSearch search, Call call)
    {
        var input = Input(search, "-"u8);
        var collection = await collections.Comparable(search.CollectionId, call);
        var asked = RequestFacts.Asked(Operation, input, call, collection, clock.GetUtcNow());
        await overseer.Require(asked);
        return asked;
    }

    /// <summary>Whether it is still allowed, by the rules and stops of this moment.</summary>
    /// <exception cref="AccessDeniedException">No longer; it is entered.</exception>
    public Task Again(Asked asked)
    {
        asked = asked with { Time = clock.GetUtcNow() };
        return overseer.Allows(asked) ? Task.CompletedTask : overseer.Require(asked);
    }

    /// <param name="seenIndex">Which of the frame's faces.</param>
    /// <exception cref="ServiceException">What SearchFacesByImage would answer.</exception>
    public async Task<LiveName> Find(LiveSearch search, FrameSeen seen, int seenIndex, Call call)
    {
        var input = Input(search, seen.Frame.File);
        var headers = new HeaderDictionary();
        async Task<Ran> Run(Call decided)
        {
            var collection = await collections.Comparable(search.CollectionId, decided);
            var persons = await pipeline.Describe(seen.Image, [seen.Found[seenIndex]], decided.Cancelled);
            var request = AwsJson.Read<SearchFacesByImageRequest>(input);
            var identified = await OpenCollections.Told(
                faceSearch.For(persons[0], seen.Image, collection, request, decided));
            return new(AwsJson.Write(identified.Answer), identified.Found);
        }

        var body = await measures.Of(Operation, () => overseer.Run(Operation, input, call, headers, Run));
        var (name, similarity) = Likest(body);
        return new(
            name, similarity,
            headers["x-beholden-entry"].FirstOrDefault() is { } index
                ? long.Parse(index, CultureInfo.InvariantCulture)
                : null,
            headers["x-beholden-lead"].FirstOrDefault(), clock.GetUtcNow());
    }

    private static JsonElement Input(LiveSearch search, ReadOnlySpan<byte> frame)
    {
        var input = JsonSerializer.SerializeToElement(search.Input(frame));
        Checks.Require(Contract.Operations[Operation], input);
        return input;
    }

    /// <summary>The name that it was enrolled under; its user, or its id, where there is none.</summary>
    private static (string? Name, float? Similarity) Likest(byte[] answer)
    {
        if (JsonNode.Parse(answer)?["FaceMatches"] is not JsonArray { Count: > 0 } matches)
        {
            return (null, null);
        }

        var face = matches[0]!["Face"]!;
        return (
            (string?)face["ExternalImageId"] ?? (string?)face["UserId"] ?? (string?)face["FaceId"],
            (float?)matches[0]!["Similarity"]);
    }
}

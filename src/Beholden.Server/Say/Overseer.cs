using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Server.Operations;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Say;

/// <summary>
/// The say in how it is used: decides over each call by the rules in force, enters it in the ledger, and
/// holds back what was stopped meanwhile.
/// </summary>
/// <remarks>
/// A search writes an intent before the gallery is read, and every call that compares, stores, reads or
/// deletes an entry before its answer leaves. What cannot be entered is not answered.
/// </remarks>
internal sealed class Overseer(
    Governance governance, RunningCalls calls, Entries entries, CollectionStore collections,
    FaceStore faces, Settings settings, TimeProvider clock)
{
    /// <param name="answer">Takes the headers that tell about the decision, whatever it is.</param>
    /// <exception cref="AccessDeniedException">A rule denies; the message names it.</exception>
    public async Task<byte[]> Run(
        string operation, JsonElement input, Call call, IHeaderDictionary answer,
        Func<Call, Task<byte[]>> run)
    {
        if (!settings.HasLedger)
        {
            answer["x-beholden-ledger"] = "off";
            return await run(call);
        }

        var collection = await Collection(input, call);
        var asked = RequestFacts.Asked(operation, input, call, collection, clock.GetUtcNow());
        using var running = calls.Begin(asked, call.Cancelled);
        asked = asked with { Stop = calls.StopOf(asked) };
        var policy = governance.Now;
        var decision = policy.Decide(asked);
        var one = new OneCall(asked, decision, policy, collection, input, answer);
        if (policy.Profile.Enforced && !decision.IsAllowed)
        {
            throw await Deny(one);
        }

        Warn(one);
        try
        {
            // A stop ends what runs only where it blocks anything.
            var until = policy.Profile.Enforced ? running.Token : call.Cancelled;
            return await Run(one, call with { Cancelled = until, Gated = Gated(one) }, run);
        }
        catch (OperationCanceledException) when (!call.Cancelled.IsCancellationRequested)
        {
            throw await Stopped(one, null);
        }
    }

    private async Task<byte[]> Run(OneCall one, Call call, Func<Call, Task<byte[]>> run)
    {
        if (!one.Asked.Act.IsEntered)
        {
            var described = await run(call);
            entries.Count(one.Asked, "answered");
            return described;
        }

        one = one with { Searched = await Searched(one, call.Cancelled) };
        long? intent = one.Asked.Act.IsIdentification
            ? await Write(Entries.Intent, one, null, RequestFacts.Probe(one.Input))
            : null;
        byte[] body;
        try
        {
            body = await run(call);
        }
        catch (ServiceException)
        {
            await Failed(one, intent);
            throw;
        }
        catch (OperationCanceledException) when (call.Cancelled.IsCancellationRequested && intent is not null)
        {
            await Failed(one, intent);
            throw;
        }

        // A stop that came while the call ran holds back what it found out; what it stored is stored.
        if (one.Policy.Profile.Enforced && one.Asked.Act != Act.Enrol && calls.StopOf(one.Asked) is { } stop)
        {
            throw await Stopped(one with { Asked = one.Asked with { Stop = stop } }, intent);
        }

        var people = Outcomes.Of(body);
        var index = await Write(
            intent is null ? Entries.Entry : Entries.Outcome, one, intent, Record(one, people, intent),
            new Dictionary<string, long> { ["people"] = Outcomes.Count(people) });
        one.Answer["x-beholden-entry"] = $"{index}";
        return body;
    }

    private static JsonObject Record(OneCall one, JsonObject people, long? intent)
    {
        var record = new JsonObject { ["answer"] = people };
        if (intent is null)
        {
            record["request"] = RequestFacts.Probe(one.Input);
        }

        return record;
    }

    /// <summary>
    /// An intent must not stay without its outcome; other failed calls did nothing to anybody.
    /// </summary>
    private async Task Failed(OneCall one, long? intent)
    {
        if (intent is null)
        {
            entries.Count(one.Asked, "failed");
            return;
        }

        var index = await Write(
            Entries.Outcome, one, intent, null, new Dictionary<string, long> { ["failed"] = 1 });
        one.Answer["x-beholden-entry"] = $"{index}";
    }

    private async Task<AccessDeniedException> Deny(OneCall one)
    {
        var index = await Write(
            Entries.Denial, one, null, one.Asked.Act.IsEntered ? RequestFacts.Probe(one.Input) : null);
        one.Answer["x-beholden-entry"] = $"{index}";
        var rules = string.Join("', '", one.Decision.Rules);
        return new(
            $"User: {one.Asked.AccessKeyId} is not authorized to perform: rekognition:{one.Asked.Operation} "
            + $"because of the rule '{rules}' under the purpose {one.Asked.PurposeId}: "
            + one.Decision.Advice);
    }

    /// <summary>The call ran when the stop came.</summary>
    private async Task<AccessDeniedException> Stopped(OneCall one, long? intent)
    {
        var stop = one.Asked.Stop ?? calls.StopOf(one.Asked);
        var asked = one.Asked with { Stop = stop };
        var decided = one with { Asked = asked, Decision = one.Policy.Decide(asked) };
        return await Deny(decided with { Of = intent });
    }

    private async Task<long> Write(
        string kind, OneCall one, long? of, JsonObject? record,
        IReadOnlyDictionary<string, long>? counts = null)
        => await entries.Write(
            kind, one.Asked, one.Decision, one.Policy, one.Collection, one.Searched, of ?? one.Of, record,
            counts);

    /// <summary>What ALL leaves out under the purpose; told in a header.</summary>
    private static IReadOnlyList<string> Gated(OneCall one)
    {
        if (!one.Policy.Profile.Enforced || !RequestFacts.AsksForAll(one.Input)
            || one.Policy.Profile.Find(one.Asked.PurposeId) is not { GatedAttributes: { Count: > 0 } gated })
        {
            return [];
        }

        one.Answer["x-beholden-omitted"] = string.Join(", ", gated);
        return gated;
    }

    private static void Warn(OneCall one)
    {
        if (one.Decision.Floor is { } floor && one.Asked.Act.IsIdentification
            && one.Asked.Faces > floor.FacesSupported)
        {
            one.Answer["x-beholden-warning"] =
                $"The calibration supports this purpose's floor up to {floor.FacesSupported} faces; "
                + $"the collection holds {one.Asked.Faces}";
        }
    }

    /// <returns>
    /// One reading for intent and outcome. Null where nothing is searched, or the collection is gone.
    /// </returns>
    private async Task<FaceSetRoot?> Searched(OneCall one, CancellationToken cancelled)
    {
        try
        {
            return one.Asked.Act.IsIdentification && one.Collection is { } collection
                ? await faces.Root(collection.Name, cancelled)
                : null;
        }
        catch (CollectionNotFoundException)
        {
            return null;
        }
    }

    /// <returns>Null where the call names none, or one that is not there: the operation says so.</returns>
    private async Task<Collection?> Collection(JsonElement input, Call call)
    {
        try
        {
            return RequestFacts.CollectionId(input) is { } id
                ? await collections.Describe(call.Collection(id), call.Cancelled)
                : null;
        }
        catch (CollectionNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What is known of the call while it is decided over and entered.</summary>
    private sealed record OneCall(
        Asked Asked, Decision Decision, PolicySet Policy, Collection? Collection, JsonElement Input,
        IHeaderDictionary Answer)
    {
        /// <summary>The intent that a later entry ends.</summary>
        public long? Of { get; init; }

        /// <summary>The gallery before it is read; null where none is.</summary>
        public FaceSetRoot? Searched { get; init; }
    }
}

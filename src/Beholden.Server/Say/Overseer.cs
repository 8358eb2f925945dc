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
/// A search writes an intent before the gallery is read, and what stores or deletes before it does. Every
/// call that compares, stores, reads or deletes has an entry before its answer leaves. What cannot be entered
/// is not answered.
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
            return await Run(one, call, call with { Cancelled = until, Gated = Gated(one) }, run);
        }
        catch (OperationCanceledException) when (!call.Cancelled.IsCancellationRequested)
        {
            throw await Stopped(one);
        }
    }

    private async Task<byte[]> Run(OneCall one, Call call, Call decided, Func<Call, Task<byte[]>> run)
    {
        if (!one.Asked.Act.IsEntered)
        {
            var described = await Tried(one, call, decided, run);
            entries.Count(one.Asked, "answered");
            return described;
        }

        one = one with { Searched = await Searched(one, decided.Cancelled) };
        if (one.Asked.Act.HasIntent)
        {
            one = one with { Of = await Write(Entries.Intent, one, RequestFacts.Probe(one.Input)) };
        }

        var body = await Tried(one, call, decided, run);

        // A stop that came while the call ran holds back what it found out; what it stored is stored.
        if (one.Policy.Profile.Enforced && one.Asked.Act != Act.Enrol && calls.StopOf(one.Asked) is { } stop)
        {
            throw await Stopped(one with { Asked = one.Asked with { Stop = stop } });
        }

        var people = Outcomes.Of(body);
        var index = await Write(
            one.Of is null ? Entries.Entry : Entries.Outcome, one, Record(one, people),
            new Dictionary<string, long> { ["people"] = Outcomes.Count(people) });
        one.Answer["x-beholden-entry"] = $"{index}";
        return body;
    }

    /// <summary>
    /// Runs the call. One that gives no answer is entered or counted, once, before that is told.
    /// </summary>
    private async Task<byte[]> Tried(OneCall one, Call call, Call decided, Func<Call, Task<byte[]>> run)
    {
        try
        {
            return await run(decided);
        }
        catch (ServiceException)
        {
            await Failed(one);
            throw;
        }
        catch (OperationCanceledException) when (call.Cancelled.IsCancellationRequested)
        {
            // The client went away. What was done for it is told all the same.
            await Failed(one);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw await Stopped(one);
        }
    }

    private static JsonObject Record(OneCall one, JsonObject people)
    {
        var record = new JsonObject { ["answer"] = people };
        if (one.Of is null)
        {
            record["request"] = RequestFacts.Probe(one.Input);
        }

        return record;
    }

    /// <summary>
    /// An intent must not stay without its outcome; other failed calls did nothing to anybody.
    /// </summary>
    private async Task Failed(OneCall one)
    {
        if (one.Of is null)
        {
            entries.Count(one.Asked, "failed");
            return;
        }

        var index = await Write(Entries.Outcome, one, null, new Dictionary<string, long> { ["failed"] = 1 });
        one.Answer["x-beholden-entry"] = $"{index}";
    }

    private async Task<AccessDeniedException> Deny(OneCall one)
    {
        var index = await Write(
            Entries.Denial, one, one.Asked.Act.IsEntered ? RequestFacts.Probe(one.Input) : null);
        one.Answer["x-beholden-entry"] = $"{index}";
        var rules = string.Join("', '", one.Decision.Rules);
        return new(
            $"User: {one.Asked.AccessKeyId} is not authorized to perform: rekognition:{one.Asked.Operation} "
            + $"because of the rule '{rules}' under the purpose {one.Asked.PurposeId}: "
            + one.Decision.Advice);
    }

    /// <summary>The call ran when the stop came: its intent, if any, ends in a denial.</summary>
    private async Task<AccessDeniedException> Stopped(OneCall one)
    {
        var asked = one.Asked with { Stop = one.Asked.Stop ?? calls.StopOf(one.Asked) };
        return await Deny(one with { Asked = asked, Decision = one.Policy.Decide(asked) });
    }

    private async Task<long> Write(
        string kind, OneCall one, JsonObject? record, IReadOnlyDictionary<string, long>? counts = null)
        => await entries.Write(
            kind, one.Asked, one.Decision, one.Policy, one.Collection, one.Searched, one.Of, record, counts);

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

using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Cases;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.LegalBasis;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Server.Leads;
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
    Governance governance, RunningCalls calls, CaseBook cases, Entries entries, CollectionStore collections,
    FaceStore faces, ConsentStore consents, LeadRoom leads, Settings settings, TimeProvider clock)
{
    private static readonly JsonElement NoInput = JsonSerializer.SerializeToElement(new JsonObject());

    /// <summary>Decides over one of Beholden's own calls, and enters it where it is denied.</summary>
    /// <exception cref="AccessDeniedException">A rule denies; the message names it.</exception>
    public async Task Require(Asked asked)
    {
        var policy = governance.Now;
        asked = Held(asked, policy);
        var decision = policy.Decide(asked);
        if (policy.Profile.Enforced && !decision.IsAllowed)
        {
            throw await Deny(new(asked, decision, policy, null, NoInput, new HeaderDictionary()));
        }
    }

    /// <summary>Whether the rules, stops and cases of this moment allow it; enters nothing.</summary>
    public bool Allows(Asked asked)
    {
        var policy = governance.Now;
        return !policy.Profile.Enforced || policy.Decide(Held(asked, policy)).IsAllowed;
    }

    /// <summary>The same of an operation that looks for nobody.</summary>
    public Task<byte[]> Run(
        string operation, JsonElement input, Call call, IHeaderDictionary answer,
        Func<Call, Task<byte[]>> run)
        => Run(operation, input, call, answer, async decided => new Ran(await run(decided), Found: null));

    /// <param name="answer">Takes the headers that tell about the decision, whatever it is.</param>
    /// <exception cref="AccessDeniedException">A rule denies; the message names it.</exception>
    public async Task<byte[]> Run(
        string operation, JsonElement input, Call call, IHeaderDictionary answer,
        Func<Call, Task<Ran>> run)
    {
        if (!settings.HasLedger)
        {
            answer["x-beholden-ledger"] = "off";
            return (await run(call)).Body;
        }

        var collection = await Collection(input, call);
        var asked = RequestFacts.Asked(operation, input, call, collection, clock.GetUtcNow()) with
        {
            Enrolment = await Enrolment(operation, input, collection, call),
        };
        using var running = calls.Begin(asked, call.Cancelled);
        var policy = governance.Now;
        asked = Held(asked, policy);
        var decision = policy.Decide(asked);
        var one = new OneCall(asked, decision, policy, collection, input, answer);
        if (policy.Profile.Enforced && !decision.IsAllowed)
        {
            throw await Deny(one);
        }

        Warn(one);
        if (policy.Profile.Enforced && asked is { Case: { } caseName, NeedsAuthorisation: true }
            && policy.Profile.NeedOf(asked.PurposeId) == AuthorisationNeed.Within48h)
        {
            await cases.Use(caseName, asked.AccessKeyId, call.Cancelled);
        }

        try
        {
            // A stop ends what runs only where it blocks anything.
            var until = policy.Profile.Enforced ? running.Token : call.Cancelled;
            var decided = call with
            {
                Cancelled = until,
                Gated = Gated(one),
                Basis = decision.Basis,
                KeepsCrops = policy.Profile.KeepsCrops,
            };
            return await Run(one, call, decided, run);
        }
        catch (OperationCanceledException) when (!call.Cancelled.IsCancellationRequested)
        {
            throw await Stopped(one);
        }
    }

    private async Task<byte[]> Run(OneCall one, Call call, Call decided, Func<Call, Task<Ran>> run)
    {
        if (!one.Asked.Act.IsEntered)
        {
            var described = await Tried(one, call, decided, run);
            entries.Count(one.Asked, "answered");
            return described.Body;
        }

        one = one with { Searched = await Searched(one, decided.Cancelled) };
        if (one.Asked.Act.HasIntent)
        {
            one = one with { Of = await Write(Entries.Intent, one, RequestFacts.Probe(one.Input)) };
        }

        var ran = await Tried(one, call, decided, run);
        var lead = one.MakesLead
            ? await Tried(one, call, decided, within => leads.Make(ran, one.Asked, one.Of!.Value, within))
            : new(null, ran.Body);

        // A stop that came while the call ran holds back what it found out; what it stored is stored.
        if (one.Policy.Profile.Enforced && one.Asked.Act != Act.Enrol
            && Held(one.Asked, one.Policy) is var held && (held.Stop ?? (object?)held.CaseLacks) is not null)
        {
            await (lead.LeadId is { } untold ? leads.Drop(untold) : Task.CompletedTask);
            throw await Stopped(one with { Asked = held });
        }

        var people = Outcomes.Of(lead.Body);
        var index = await Write(
            one.Of is null ? Entries.Entry : Entries.Outcome, one,
            Record(one, people, ran.Found, lead.LeadId),
            new Dictionary<string, long> { ["people"] = Outcomes.Count(people) });
        Tell(one.Answer, index, lead.LeadId);
        return lead.Body;
    }

    private static void Tell(IHeaderDictionary answer, long index, string? leadId)
    {
        answer["x-beholden-entry"] = $"{index}";
        if (leadId is not null)
        {
            answer["x-beholden-lead"] = leadId;
        }
    }

    /// <summary>
    /// Runs the call. One that gives no answer is entered or counted, once, before that is told.
    /// </summary>
    private async Task<T> Tried<T>(OneCall one, Call call, Call decided, Func<Call, Task<T>> run)
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

    /// <summary>
    /// Of a lead it names candidates by the ids of the lead alone: who reads it must not learn more than
    /// whoever asked.
    /// </summary>
    private static JsonObject Record(OneCall one, JsonObject people, Found? found, string? leadId)
    {
        var record = new JsonObject { ["answer"] = people };
        // Of a live stream no picture is kept, unless two people must judge it.
        if (found is { Probe: { Length: <= LedgerLimits.ProbeBytesMax } probe, People.Count: > 0 }
            && (leadId is not null || !one.Asked.IsLive))
        {
            record["probe"] = Convert.ToBase64String(probe);
        }

        if (leadId is not null)
        {
            record["lead"] = leadId;
        }

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

    /// <summary>With the stop that holds the call up, and with what its case lacks.</summary>
    private Asked Held(Asked asked, PolicySet policy) => asked with
    {
        Stop = calls.StopOf(asked),
        CaseLacks = asked.NeedsAuthorisation
            ? cases.Lacks(
                policy.Profile.NeedOf(asked.PurposeId), asked.Case, asked.Operation, asked.Collection,
                clock.GetUtcNow())
            : null,
    };

    /// <summary>The call ran when the stop came: its intent, if any, ends in a denial.</summary>
    private async Task<AccessDeniedException> Stopped(OneCall one)
    {
        var asked = Held(one.Asked, one.Policy) with { Stop = one.Asked.Stop ?? calls.StopOf(one.Asked) };
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
        if (one.Asked.Act.IsIdentification && one.Policy.Profile is { Enforced: false } profile
            && profile.Find(one.Asked.PurposeId) is { Review: true })
        {
            one.Answer["x-beholden-warning"] = "The purpose asks for review, and nothing is withheld here";
        }

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

    /// <returns>Null where no face is enrolled, or the collection is not there.</returns>
    private async Task<EnrolmentFacts?> Enrolment(
        string operation, JsonElement input, Collection? collection, Call call)
    {
        if (operation != "IndexFaces" || collection is null)
        {
            return null;
        }

        try
        {
            var person = RequestFacts.Person(input);
            return new(
                BasisTags.Of(await collections.Tags(collection.Name, call.Cancelled)), person is not null,
                await consents.Facts(collection.Name, person, call.Cancelled));
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
        public bool MakesLead =>
            Asked.Act.IsIdentification && Policy.Profile.MakesLeads(Asked.PurposeId);

        /// <summary>The intent that a later entry ends.</summary>
        public long? Of { get; init; }

        /// <summary>The gallery before it is read; null where none is.</summary>
        public FaceSetRoot? Searched { get; init; }
    }
}

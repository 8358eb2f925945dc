using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server.Leads;
using Beholden.Server.Live;
using Beholden.Server.Say;
using Beholden.Server.Web;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>
/// Every request walks the same steps: admit, read, verify the signature, parse, check, decide, run, answer.
/// The only place that turns a failure into an answer.
/// </summary>
internal sealed class RequestPipeline(
    OperationTable operations, AdminCalls admin, LeadAdmin leads, Overseer overseer, AccessKeys keys,
    ConsoleDoor door, LiveRoom live, Admission admission, Measures measures, TimeProvider clock,
    ILogger<RequestPipeline> log)
{
    private const string ContentType = "application/x-amz-json-1.1";

    public Task Handle(HttpContext http) =>
        Handle(http, async (_, requestId) => await Answer(http, requestId, Verified));

    /// <summary><c>POST /console/call</c>: the same for the key of a browser's session.</summary>
    public Task HandleConsole(HttpContext http) => Handle(
        http, async (_, requestId) => await Answer(http, requestId, (_, _, id) => door.Caller(http, id)));

    /// <summary><c>/console/session</c>: POST signs in, GET says who is, DELETE signs out.</summary>
    public Task HandleSession(HttpContext http) =>
        Handle(http, async (_, requestId) => await Session(http, requestId));

    /// <summary><c>GET /console/live</c>: a WebSocket; what is refused is answered before it opens.</summary>
    public Task HandleLive(HttpContext http) => Handle(http, async (_, requestId) =>
    {
        await live.Run(http, requestId);
        return null;
    });

    /// <summary>What a page of the console asks without a key; whoever answers sees to who may.</summary>
    public Task HandlePage(HttpContext http, Func<HttpContext, JsonElement, Task<JsonObject>> answer) =>
        Handle(http, async (_, _) =>
        {
            using var admitted = admission.Enter(http.Request.ContentLength);
            http.Response.Headers.CacheControl = "no-store";
            using var json = AwsJson.Parse(await ReadBody(http.Request, http.RequestAborted));
            return JsonSerializer.SerializeToUtf8Bytes(await answer(http, json.RootElement));
        });

    /// <summary>A path of the console that is for sessions alone, where there is none.</summary>
    public Task HandleNotSignedIn(HttpContext http) => Handle(http, (_, _) =>
    {
        ConsoleDoor.RequireOwnPage(http);
        throw new SessionEndedException();
    });

    /// <summary><c>GET /leads/ID</c>: Beholden's call GetLead, for programs that only fetch.</summary>
    public Task HandleLead(HttpContext http) =>
        Handle(http, async (_, requestId) => await Lead(http, requestId));

    /// <param name="work">Gives null where it has answered by itself.</param>
    private async Task Handle(HttpContext http, Func<HttpContext, Guid, Task<byte[]?>> work)
    {
        var requestId = Guid.NewGuid();
        http.Response.Headers["x-amzn-RequestId"] = requestId.ToString();
        try
        {
            if (await work(http, requestId) is { } answer)
            {
                await Write(http, StatusCodes.Status200OK, answer);
            }
        }
        catch (ServiceException refusal)
        {
            await Refuse(http, refusal, requestId);
        }
        catch (LedgerUnwritableException unwritable)
        {
            log.LogError("Request {RequestId} was not run: {Reason}", requestId, unwritable.Message);
            await Refuse(http, LedgerRoom.Unwritable(), requestId);
        }
        catch (BadHttpRequestException malformed)
        {
            await Refuse(http, Malformed(malformed), requestId);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away; nobody is left to answer.
        }
    }

    /// <summary>
    /// What is not <c>POST /</c> is not of the API. Every client of it reads this answer; the empty 404 and
    /// 405 of the host tell nobody what to do.
    /// </summary>
    public static Task HandleElsewhere(HttpContext http)
    {
        var requestId = Guid.NewGuid();
        http.Response.Headers["x-amzn-RequestId"] = requestId.ToString();
        return Refuse(
            http, new UnknownOperationException("Requests are POST / with the header X-Amz-Target"),
            requestId);
    }

    /// <summary>
    /// What the exception handler of the host answers when anything else escapes: a bug, told to the log
    /// with its trace and to the client without.
    /// </summary>
    public async Task HandleBug(HttpContext http, Exception bug)
    {
        var requestId = Guid.NewGuid();
        log.LogError(bug, "Request {RequestId} failed", requestId);
        http.Response.Headers["x-amzn-RequestId"] = requestId.ToString();
        await Refuse(http, new InternalServerError("Internal server error"), requestId);
    }

    private async Task<byte[]> Answer(
        HttpContext http, Guid requestId, Func<HttpContext, ReadOnlyMemory<byte>, Guid, Call> who)
    {
        using var admitted = admission.Enter(http.Request.ContentLength);
        var body = await ReadBody(http.Request, http.RequestAborted);
        var call = who(http, body, requestId);
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        using var json = AwsJson.Parse(body);
        if (target.StartsWith(AdminCalls.TargetPrefix, StringComparison.Ordinal))
        {
            return await measures.Of(admin.NameOf(target), () => admin.Run(target, json.RootElement, call));
        }

        var operation = operations.Find(target);
        return await measures.Of(operation.Contract.Name, () =>
        {
            Checks.Require(operation.Contract, json.RootElement);
            return overseer.Run(
                operation.Contract.Name, json.RootElement, call, http.Response.Headers,
                decided => operation.Run(json.RootElement, decided));
        });
    }

    private async Task<byte[]> Session(HttpContext http, Guid requestId)
    {
        using var admitted = admission.Enter(http.Request.ContentLength);
        http.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsGet(http.Request.Method))
        {
            return JsonSerializer.SerializeToUtf8Bytes(door.WhoAmI(http));
        }

        if (HttpMethods.IsDelete(http.Request.Method))
        {
            return JsonSerializer.SerializeToUtf8Bytes(door.SignOut(http));
        }

        using var json = AwsJson.Parse(await ReadBody(http.Request, http.RequestAborted));
        return JsonSerializer.SerializeToUtf8Bytes(door.SignIn(http, json.RootElement));
    }

    private async Task<byte[]> Lead(HttpContext http, Guid requestId)
    {
        using var admitted = admission.Enter(http.Request.ContentLength);
        var body = await ReadBody(http.Request, http.RequestAborted);
        var call = Verified(http, body, requestId);
        var leadId = (string?)http.Request.RouteValues["leadId"] ?? "";
        return JsonSerializer.SerializeToUtf8Bytes(await leads.Get(leadId, call));
    }

    private Call Verified(HttpContext http, ReadOnlyMemory<byte> body, Guid requestId)
    {
        var signed = Signature.Verify(Signed(http.Request, body), SecretOf, clock.GetUtcNow());
        var key = keys.Find(signed.AccessKeyId)?.Key
            ?? throw new UnrecognizedClientException(
                "The security token included in the request is invalid.");
        return new(
            requestId, key.AccessKeyId, key.Person, key.Purpose, signed.Region, http.RequestAborted)
        {
            Case = key.Case,
        };
    }

    private string? SecretOf(string accessKeyId) => keys.Find(accessKeyId)?.Secret;

    private static SignedRequest Signed(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var headers = request.Headers.SelectMany(
            header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""));
        return new(
            request.Method,
            request.Path.Value ?? "/",
            request.QueryString.Value?.TrimStart('?') ?? "",
            [.. headers],
            body);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBody(HttpRequest request, CancellationToken cancelled)
    {
        using var held = new MemoryStream(checked((int)(request.ContentLength ?? 0)));
        try
        {
            await request.Body.CopyToAsync(held, cancelled);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // The host says so of chunks that cannot be counted, and of a client that went away midway.
            throw new BadHttpRequestException(broken.Message, broken);
        }

        return held.GetBuffer().AsMemory(0, checked((int)held.Length));
    }

    private static ServiceException Malformed(BadHttpRequestException malformed)
        => malformed.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? new RequestTooLargeException($"Request is larger than {Limits.BodyBytesMax} bytes")
            : new SerializationException("The request is not well-formed HTTP");

    private static async Task Refuse(HttpContext http, ServiceException refusal, Guid requestId)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Headers["x-amzn-ErrorType"] = refusal.Code;
        await Write(http, refusal.Status, ErrorBody.Write(refusal, requestId));
    }

    private static async Task Write(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = body.Length;
        try
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away; nobody is left to answer.
        }
    }
}

using System.Net.Sockets;
using Beholden.Server.Commands;
using Beholden.Server.Live;
using Beholden.Server.Operations;
using Beholden.Server.Persons;
using Beholden.Server.Say;
using Beholden.Server.Web;
using Beholden.Store;
using Beholden.Store.Objects;
using Beholden.Vision.Faces;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;

namespace Beholden.Server;

/// <summary>
/// One running server: the data folder, the models and the listener, opened in this order and closed in
/// the other. Whatever is wrong is said here, at the start, and never in a request.
/// </summary>
internal sealed class ServerHost : IAsyncDisposable
{
    public static readonly Uri AnyPort = new("http://127.0.0.1:0");

    private readonly WebApplication web;
    private readonly Database database;
    private readonly LedgerRoom ledger;
    private readonly FaceRoom faceRoom;
    private readonly SayRoom say;
    private readonly Sweeper sweeper;

    private ServerHost(WebApplication web, OpenRooms rooms)
    {
        this.web = web;
        (Settings, database, ledger, faceRoom) = (
            rooms.Settings, rooms.Database, rooms.Ledger, rooms.FaceRoom);
        (say, sweeper) = (rooms.Say, rooms.Sweeper);
        Address = new Uri(web.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Settings Settings { get; }

    public Uri Address { get; }

    public string OwnerSecret => OwnerKey.Secret(database);

    /// <summary>One of the parts that the server is made of, such as a store.</summary>
    public T Room<T>()
        where T : notnull
        => web.Services.GetRequiredService<T>();

    /// <exception cref="Failure">Folder, models or address cannot be used; the sentence says why.</exception>
    /// <param name="time">Null: the machine's clock.</param>
    public static async Task<ServerHost> Start(
        Settings settings, Uri listenOn, CancellationToken cancelled, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var database = await OpenFolder(settings, clock, cancelled);
        LedgerRoom? ledger = null;
        FaceRoom? faceRoom = null;
        SayRoom? say = null;
        Sweeper? sweeper = null;
        ServerHost? started = null;
        try
        {
            ledger = await LedgerRoom.Open(settings.DataFolder, database, clock, cancelled);
            faceRoom = FaceRoom.Open(
                settings.WeightsFolder, settings.DetectionPlan, settings.Networks,
                threads: Environment.ProcessorCount);
            var calibration = Calibration.Of(faceRoom);
            say = await SayRoom.Open(
                settings, database, ledger, calibration, clock, Console.Error.WriteLine, cancelled);
            sweeper = new(new RetentionStore(database), ledger.Log, clock, Console.Error.WriteLine);
            var rooms = new OpenRooms(
                settings, database, ledger, faceRoom, calibration, say, sweeper, clock);
            started = new(await Listen(rooms, listenOn, cancelled), rooms);
            return started;
        }
        finally
        {
            if (started is null)
            {
                if (sweeper is not null)
                {
                    await sweeper.DisposeAsync();
                }

                if (say is not null)
                {
                    await say.DisposeAsync();
                }

                faceRoom?.Dispose();
                if (ledger is not null)
                {
                    await ledger.DisposeAsync();
                }

                await database.DisposeAsync();
            }
        }
    }

    /// <summary>Lets verbs of the command line find this server.</summary>
    public void WriteEndpointFile()
        => File.WriteAllText(Settings.EndpointFile, Address.GetLeftPart(UriPartial.Authority));

    public async Task WaitForShutdown(CancellationToken cancelled)
    {
        await web.WaitForShutdownAsync(cancelled);
        File.Delete(Settings.EndpointFile);
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        await sweeper.DisposeAsync();
        await say.DisposeAsync();
        await ledger.DisposeAsync();
        faceRoom.Dispose();
        await database.DisposeAsync();
    }

    private static async Task<Database> OpenFolder(
        Settings settings, TimeProvider clock, CancellationToken cancelled)
    {
        try
        {
            Directory.CreateDirectory(settings.DataFolder);
            Directory.CreateDirectory(settings.BucketsFolder);
            return await Database.Open(settings.DataFolder, cancelled, Console.Error.WriteLine, clock);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new Failure(
                $"The data folder {settings.DataFolder} cannot be written: {failure.Message} "
                + "Choose another with --data, or mend its rights.");
        }
        catch (Exception e) when (e is FolderLockedException or SchemaTooNewException
            or FolderSecretException or KeySlotsException)
        {
            throw new Failure(e.Message);
        }
    }

    private static async Task<WebApplication> Listen(
        OpenRooms rooms, Uri listenOn, CancellationToken cancelled)
    {
        var web = Compose(rooms, listenOn);
        try
        {
            await web.StartAsync(cancelled);
            return web;
        }
        catch (IOException failure)
            when (failure.InnerException is SocketException or AddressInUseException)
        {
            await web.DisposeAsync();
            throw new Failure(
                $"Nothing can listen on {listenOn.GetLeftPart(UriPartial.Authority)}: the address is in use. "
                + "Stop what runs there, or choose another with --url.");
        }
        catch (SocketException failure)
        {
            await web.DisposeAsync();
            throw new Failure(
                $"Nothing can listen on {listenOn.GetLeftPart(UriPartial.Authority)}: {failure.Message}. "
                + "Choose another address with --url.");
        }
    }

    private static WebApplication Compose(OpenRooms rooms, Uri listenOn)
    {
        // The slim builder reads no settings file and no command line: settings come from one place.
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(listenOn.GetLeftPart(UriPartial.Authority));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.BodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = 2 * Limits.RequestsMax;
            kestrel.Limits.MinRequestBodyDataRate = new(Limits.BodyBytesPerSecondMin, Limits.BodyGrace);
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // A failed start is told in one sentence by whoever asked for it; the host would add its trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        // The output belongs to the verbs, which scripts may read.
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        rooms.AddTo(builder.Services);

        var web = builder.Build();
        var pipeline = web.Services.GetRequiredService<RequestPipeline>();
        web.Use(rooms.Say.Mark);
        web.UseExceptionHandler(failed => failed.Run(http => pipeline.HandleBug(
            http, http.Features.Get<IExceptionHandlerFeature>()!.Error)));
        MetricsEndpoint.MapTo(web, pipeline);
        web.MapPost("/", pipeline.Handle);
        web.MapGet("/leads/{leadId}", pipeline.HandleLead);
        web.UseWebSockets(new()
        {
            KeepAliveInterval = TimeSpan.FromSeconds(15),
            KeepAliveTimeout = TimeSpan.FromSeconds(15),
        });
        MapConsole(web, pipeline);
        web.MapGet("/health", () => Results.Json(new { status = "ok" }));
        web.MapGet("/calibration", rooms.Calibration.Answer);
        var transparency = web.Services.GetRequiredService<TransparencyEndpoints>();
        web.MapGet(TransparencyEndpoints.Page, transparency.Answer);
        web.MapGet(TransparencyEndpoints.Json, transparency.Answer);
        web.MapGet(
            PersonLinkEndpoint.Pattern, web.Services.GetRequiredService<PersonLinkEndpoint>().Answer);
        web.Map(LedgerEndpoints.Pattern, http => LedgerEndpoints.Answer(http, rooms.Ledger.Log));
        web.MapFallback("{*path}", RequestPipeline.HandleElsewhere);
        return web;
    }

    private static void MapConsole(WebApplication web, RequestPipeline pipeline)
    {
        web.MapGet("/", () => Results.Redirect(ConsoleFiles.Home));
        web.MapPost(ConsoleDoor.CallPath, pipeline.HandleConsole);
        web.MapMethods(ConsoleDoor.SessionPath, ["GET", "POST", "DELETE"], pipeline.HandleSession);
        var person = web.Services.GetRequiredService<PersonDoor>();
        web.MapPost(PersonDoor.Page, http => pipeline.HandlePage(http, person.Open));
        web.MapPost(PersonDoor.Pattern, http => pipeline.HandlePage(http, person.Act));
        var files = web.Services.GetRequiredService<ConsoleFiles>();
        // The view and its socket have one address.
        web.MapGet(LiveRoom.Path, http =>
            http.WebSockets.IsWebSocketRequest ? pipeline.HandleLive(http) : files.Answer(http));
        web.MapMethods(ConsoleFiles.Pattern, ["GET", "HEAD"], files.Answer);
    }
}

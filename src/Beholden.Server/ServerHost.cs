using System.Net.Sockets;
using Beholden.Server.Commands;
using Beholden.Server.Operations;
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

    private ServerHost(
        Settings settings, WebApplication web, Database database, LedgerRoom ledger, FaceRoom faceRoom)
    {
        Settings = settings;
        this.web = web;
        this.database = database;
        this.ledger = ledger;
        this.faceRoom = faceRoom;
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
    public static async Task<ServerHost> Start(Settings settings, Uri listenOn, CancellationToken cancelled)
    {
        var database = await OpenFolder(settings, cancelled);
        LedgerRoom? ledger = null;
        FaceRoom? faceRoom = null;
        ServerHost? started = null;
        try
        {
            ledger = await LedgerRoom.Open(settings.DataFolder, database, TimeProvider.System, cancelled);
            faceRoom = FaceRoom.Open(
                settings.WeightsFolder, settings.DetectionPlan, settings.Networks,
                threads: Environment.ProcessorCount);
            var calibration = Calibration.Of(faceRoom);
            var web = await Listen(settings, listenOn, database, ledger, faceRoom, calibration, cancelled);
            started = new(settings, web, database, ledger, faceRoom);
            return started;
        }
        finally
        {
            if (started is null)
            {
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
        await ledger.DisposeAsync();
        faceRoom.Dispose();
        await database.DisposeAsync();
    }

    private static async Task<Database> OpenFolder(Settings settings, CancellationToken cancelled)
    {
        try
        {
            Directory.CreateDirectory(settings.DataFolder);
            Directory.CreateDirectory(settings.BucketsFolder);
            return await Database.Open(settings.DataFolder, cancelled, Console.Error.WriteLine);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new Failure(
                $"The data folder {settings.DataFolder} cannot be written: {failure.Message} "
                + "Choose another with --data, or mend its rights.");
        }
        catch (Exception e) when (e is FolderLockedException or SchemaTooNewException
            or FolderSecretException)
        {
            throw new Failure(e.Message);
        }
    }

    private static async Task<WebApplication> Listen(
        Settings settings, Uri listenOn, Database database, LedgerRoom ledger, FaceRoom faceRoom,
        Calibration calibration, CancellationToken cancelled)
    {
        var web = Compose(settings, listenOn, database, ledger, faceRoom, calibration);
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

    private static WebApplication Compose(
        Settings settings, Uri listenOn, Database database, LedgerRoom ledger, FaceRoom faceRoom,
        Calibration calibration)
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
        AddRooms(builder.Services, settings, database, ledger, faceRoom, calibration);

        var web = builder.Build();
        var pipeline = web.Services.GetRequiredService<RequestPipeline>();
        web.UseExceptionHandler(failed => failed.Run(http => pipeline.HandleBug(
            http, http.Features.Get<IExceptionHandlerFeature>()!.Error)));
        web.MapPost("/", pipeline.Handle);
        web.MapGet("/health", () => Results.Json(new { status = "ok" }));
        web.MapGet("/calibration", calibration.Answer);
        web.Map(LedgerEndpoints.Pattern, http => LedgerEndpoints.Answer(http, ledger.Log));
        web.MapFallback("{*path}", RequestPipeline.HandleElsewhere);
        return web;
    }

    private static void AddRooms(
        IServiceCollection rooms, Settings settings, Database database, LedgerRoom ledger, FaceRoom faceRoom,
        Calibration calibration)
    {
        var source = database.Source;
        rooms.AddSingleton(TimeProvider.System);
        rooms.AddSingleton(database);
        rooms.AddSingleton(ledger.Log);
        rooms.AddSingleton(ledger.Aggregates);
        rooms.AddSingleton(new Account(database.AccountId));
        rooms.AddSingleton(faceRoom.Model);
        rooms.AddSingleton(faceRoom.Pipeline);
        rooms.AddSingleton(calibration.Similarity);
        rooms.AddSingleton(new FaceIds(database.Secret("face ids"), faceRoom.Model));
        rooms.AddSingleton(new Wire.PageTokens(database.Secret("page tokens"), TimeProvider.System));
        rooms.AddSingleton<KeyStore>();
        rooms.AddSingleton<CollectionStore>();
        rooms.AddSingleton<FaceStore>();
        rooms.AddSingleton<UserStore>();
        rooms.AddSingleton(Buckets(settings));
        rooms.AddSingleton<RequestImages>();
        rooms.AddSingleton<OpenCollections>();
        rooms.AddSingleton<Pages>();
        rooms.AddSingleton<Admission>();
        rooms.AddSingleton<AccessKeys>();
        rooms.AddSingleton<KeyAdmin>();
        rooms.AddSingleton<LedgerAdmin>();
        rooms.AddSingleton<OperationTable>();
        rooms.AddSingleton<RequestPipeline>();
    }

    private static IObjectSource Buckets(Settings settings)
    {
        if (settings.S3Endpoint is null)
        {
            return new FolderObjects(settings.BucketsFolder);
        }

        return new S3Objects(
            settings.S3Endpoint,
            Environment.GetEnvironmentVariable("BEHOLDEN_S3_ACCESS_KEY") ?? throw NoS3Key(),
            Environment.GetEnvironmentVariable("BEHOLDEN_S3_SECRET_KEY") ?? throw NoS3Key(),
            Environment.GetEnvironmentVariable("BEHOLDEN_S3_REGION") ?? ApiClient.RegionDefault,
            pathStyle: true);
    }

    private static Failure NoS3Key()
        => new("An S3 endpoint needs BEHOLDEN_S3_ACCESS_KEY and BEHOLDEN_S3_SECRET_KEY in the environment.");
}

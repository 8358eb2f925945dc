using Beholden.Server.Commands;
using Beholden.Server.Leads;
using Beholden.Server.Live;
using Beholden.Server.Operations;
using Beholden.Server.Operations.Faces;
using Beholden.Server.Persons;
using Beholden.Server.Redacting;
using Beholden.Server.Say;
using Beholden.Server.Web;
using Beholden.Store;
using Beholden.Store.Objects;
using Beholden.Vision.Faces;

namespace Beholden.Server;

/// <summary>Everything that was opened for a server, and what operations are given of it.</summary>
internal sealed record OpenRooms(
    Settings Settings, Database Database, LedgerRoom Ledger, FaceRoom FaceRoom, Calibration Calibration,
    SayRoom Say, Sweeper Sweeper, TimeProvider Clock)
{
    public void AddTo(IServiceCollection rooms)
    {
        rooms.AddSingleton(Clock);
        rooms.AddSingleton(Database);
        rooms.AddSingleton(Ledger.Log);
        rooms.AddSingleton(Ledger.Aggregates);
        rooms.AddSingleton(new Account(Database.AccountId));
        rooms.AddSingleton(FaceRoom.Model);
        rooms.AddSingleton(FaceRoom.Pipeline);
        rooms.AddSingleton(Calibration.Similarity);
        rooms.AddSingleton(new FaceIds(Database.Secret("face ids"), FaceRoom.Model));
        rooms.AddSingleton(new Wire.PageTokens(Database.Secret("page tokens"), Clock));
        rooms.AddSingleton<KeyStore>();
        rooms.AddSingleton<LeadStore>();
        rooms.AddSingleton<ReviewerStore>();
        rooms.AddSingleton<CropStore>();
        rooms.AddSingleton<CollectionStore>();
        rooms.AddSingleton<FaceStore>();
        rooms.AddSingleton<UserStore>();
        rooms.AddSingleton<ConsentStore>();
        rooms.AddSingleton<PersonStore>();
        rooms.AddSingleton(Buckets(Settings));
        rooms.AddSingleton<RequestImages>();
        rooms.AddSingleton<OpenCollections>();
        rooms.AddSingleton<Pages>();
        rooms.AddSingleton<FaceSearch>();
        rooms.AddSingleton<Admission>();
        rooms.AddSingleton<AccessKeys>();
        rooms.AddSingleton<OperationTable>();
        AddSay(rooms);
        AddConsole(rooms);
        rooms.AddSingleton<Measures>();
        MetricsEndpoint.AddTo(rooms);
        rooms.AddSingleton<RequestPipeline>();
    }

    private void AddSay(IServiceCollection rooms)
    {
        rooms.AddSingleton(Settings);
        rooms.AddSingleton(Say.Governance);
        rooms.AddSingleton(Say.Stops);
        rooms.AddSingleton(Say.Cases);
        rooms.AddSingleton(new EntrySource(FaceRoom.Model.Contract, SayRoom.Hash(Calibration.Card)));
        rooms.AddSingleton(new RunningCalls(Say.Stops, Say.Cases, FaceRoom.Model.NetworkId));
        rooms.AddSingleton<PolicyStore>();
        rooms.AddSingleton<Planting>();
        rooms.AddSingleton<LeadRoom>();
        rooms.AddSingleton<Entries>();
        rooms.AddSingleton<Overseer>();
        rooms.AddSingleton<RuleCheck>();
        rooms.AddSingleton<PolicyAdmin>();
        rooms.AddSingleton<StopAdmin>();
        rooms.AddSingleton<CaseAdmin>();
        rooms.AddSingleton<KeyAdmin>();
        rooms.AddSingleton<LedgerAdmin>();
        rooms.AddSingleton(Sweeper);
        rooms.AddSingleton<ActEntries>();
        rooms.AddSingleton<ConsentAdmin>();
        rooms.AddSingleton<SweepAdmin>();
        AddPersons(rooms);
        rooms.AddSingleton(FaceRoom);
        rooms.AddSingleton<PeopleTold>();
        rooms.AddSingleton<RedactAdmin>();
        rooms.AddSingleton<ReviewDesk>();
        rooms.AddSingleton<LeadAdmin>();
        rooms.AddSingleton<ReviewerAdmin>();
        rooms.AddSingleton<AdminCalls>();
        rooms.AddSingleton<TransparencyEndpoints>();
    }

    private void AddConsole(IServiceCollection rooms)
    {
        rooms.AddSingleton(new ConsoleFiles(Settings.ConsoleFolder));
        rooms.AddSingleton<BrowserSessions>();
        rooms.AddSingleton<SignInAdmin>();
        rooms.AddSingleton<ConsoleDoor>();
        rooms.AddSingleton<LiveRoom>();
    }

    private static void AddPersons(IServiceCollection rooms)
    {
        rooms.AddSingleton<PersonRecords>();
        rooms.AddSingleton<PersonExport>();
        rooms.AddSingleton<PersonActs>();
        rooms.AddSingleton<PersonAdmin>();
        rooms.AddSingleton<PersonFind>();
        rooms.AddSingleton<PersonLinks>();
        rooms.AddSingleton<PersonDoor>();
        rooms.AddSingleton<PersonLinkEndpoint>();
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

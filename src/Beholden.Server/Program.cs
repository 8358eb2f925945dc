using System.CommandLine;
using System.CommandLine.Invocation;
using Beholden.Server.Commands;

var root = new RootCommand(
    "Beholden: image analysis with the Amazon Rekognition API, on your own hardware")
{
    ServeVerb.Create(),
    KeysVerb.Create(),
    IndexVerb.Create(),
    SearchVerb.Create(),
    DetectVerb.Create(),
    RedactVerb.Create(),
    EvalVerb.Create(),
    ModelsVerb.Create(),
    PolicyVerb.Create(),
    StopVerb.CreateStop(),
    StopVerb.CreateResume(),
    StopVerb.CreateStops(),
    TransparencyVerb.Create(),
    ConsoleVerb.Create(),
    LedgerVerb.Create(),
    BackupVerb.CreateBackup(),
    BackupVerb.CreateRestore(),
    LeadsVerb.Create(),
    ReviewVerb.Create(),
    ReviewersVerb.Create(),
    CasesVerb.Create(),
    ConsentVerb.Create(),
    PersonVerb.Create(),
    SweepVerb.Create(),
};

try
{
    // Exceptions are told below, in one sentence each; the library would print a trace.
    var parsed = root.Parse(args);
    var code = await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return parsed.Action is ParseErrorAction ? ExitCode.Refused : code;
}
catch (Failure failure)
{
    Console.Error.WriteLine(failure.Message);
    return ExitCode.Refused;
}
catch (ApiRefusal refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return ExitCode.Refused;
}
catch (Exception outside) when (outside is IOException or UnauthorizedAccessException or HttpRequestException)
{
    Console.Error.WriteLine(outside.Message);
    return ExitCode.Refused;
}
catch (OperationCanceledException)
{
    return ExitCode.Stopped;
}

using System.CommandLine;
using Beholden.Server.Commands;

var root = new RootCommand(
    "Beholden: image analysis with the Amazon Rekognition API, on your own hardware")
{
    ServeVerb.Create(),
    KeysVerb.Create(),
    IndexVerb.Create(),
    SearchVerb.Create(),
    DetectVerb.Create(),
    EvalVerb.Create(),
    ModelsVerb.Create(),
};

try
{
    // Exceptions are told below, in one sentence each; the library would print a trace.
    return await root.Parse(args)
        .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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
catch (OperationCanceledException)
{
    return ExitCode.Stopped;
}

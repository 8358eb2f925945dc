using Beholden.Oversight.Cedar.Official;

namespace Beholden.Server.Commands.Models;

/// <summary>
/// Puts the official Cedar engine beside the weights: from the operator's folder, else from its npm package.
/// No model, and pinned in the same way. Without it only strict validation is missing.
/// </summary>
internal sealed class EngineInstaller(ModelsOptions options)
{
    private readonly string installed = Path.Combine(options.WeightsFolder, EngineFile.Name);

    /// <summary>installed, absent or altered.</summary>
    public static string State(string weightsFolder) =>
        !File.Exists(Path.Combine(weightsFolder, EngineFile.Name)) ? "absent"
        : IsRight(weightsFolder) ? "verified"
        : "altered";

    /// <exception cref="InstallException">What is there, or was fetched, is another file.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        if (File.Exists(installed))
        {
            Require(options.WeightsFolder);
            return;
        }

        using var placement = new Placement(options.WeightsFolder);
        var fetched = Path.Combine(placement.Folder, EngineFile.Name);
        try
        {
            var origin = await Fetch(fetched, placement, cancellation);
            Require(placement.Folder);
            File.Move(fetched, installed, overwrite: true);
            options.Out.WriteLine($"{EngineFile.Id}: installed from {origin}; {EngineFile.Licence}.");
        }
        catch (SourceUnreachableException e)
        {
            options.Out.WriteLine($"{EngineFile.Id}: not installed, {e.Message}. {EngineFile.WhenAbsent}");
        }
    }

    private async Task<string> Fetch(string target, Placement placement, CancellationToken cancellation)
    {
        if (options.ModelsFolder is { Length: > 0 } folder
            && Path.Combine(folder, EngineFile.Name) is var own && File.Exists(own))
        {
            File.Copy(own, target);
            return $"the folder {folder}";
        }

        await NpmSource.Fetch(
            EngineFile.Package,
            [
                new PackagedFile(
                    EngineFile.PathInPackage, target, EngineFile.Bytes,
                    $"{EngineFile.Package} holds a larger engine than the one that is pinned."),
            ],
            placement,
            cancellation);
        return EngineFile.Package;
    }

    private static void Require(string folder)
    {
        try
        {
            EngineFile.Read(folder);
        }
        catch (OfficialEngineException e)
        {
            throw new InstallException(e.Message, e);
        }
    }

    private static bool IsRight(string folder)
    {
        try
        {
            return EngineFile.Read(folder).Length > 0;
        }
        catch (OfficialEngineException)
        {
            return false;
        }
    }
}

using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>
/// A folder beside the weights in which files are fetched; it disappears with everything that was not
/// placed. On the same disk as the weights, so that placing a file is one rename.
/// </summary>
internal sealed class Placement : IDisposable
{
    private readonly string weightsFolder;

    public Placement(string weightsFolder)
    {
        this.weightsFolder = Path.GetFullPath(weightsFolder);
        Folder = Path.Combine(this.weightsFolder, $".install-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    public string PathOf(ModelEntry model) => Path.Combine(Folder, model.File);

    /// <summary>Checks a fetched file and moves it to where the server looks for it.</summary>
    /// <exception cref="InstallException">Another hash than the catalogue gives.</exception>
    public void Keep(ModelEntry model, string origin)
    {
        var fetched = PathOf(model);
        if (!Catalogue.Matches(model, fetched))
        {
            throw new InstallException(
                $"{model.File} from {origin} has another SHA-256 than the catalogue gives for {model.Id}; "
                + "it was not installed. Check the source, or update models/catalogue.json on purpose.");
        }

        File.Move(fetched, Path.Combine(weightsFolder, model.File), overwrite: true);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

